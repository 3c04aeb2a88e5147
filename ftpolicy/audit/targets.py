"""Which repositories are audited: named, listed in a file, or found below a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ftpolicy.changes.clones import is_address, without_secret
from ftpolicy.changes.login import Login
from ftpolicy.changes.refusal import shown
from ftpolicy.changes.repository import looks_like_one
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.values import dataclass, replace

DEEPEST = 6
"""Levels below the folder of clones that are searched: host, group, subgroups, repository."""

_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Target:
    """A repository by the name that its row bears: an absolute folder or an address."""

    name: str
    place: str
    remote: bool = False
    login: Login | None = None  # None where git is let in as the user has set it up
    pages: str = ""  # where its forge shows files, up to a commit; empty where not known
    refused: str = ""  # why it is not even fetched


def targets(
    named: tuple[str, ...],
    files: tuple[str, ...],
    folders: tuple[str, ...],
    listed: tuple[Target, ...] = (),
) -> tuple[Target, ...]:
    """Each repository once, those that a forge listed first; one name never stands for two."""
    found: dict[str, Target] = {}
    for one in (*listed, *_all(named, files, folders)):
        found.setdefault(one.place if one.remote else os.path.realpath(one.place), one)
    taken: set[str] = set()
    unique = []
    for one in found.values():
        name = one.name if one.name not in taken else without_secret(one.place)
        taken.add(name)
        unique.append(replace(one, name=name))
    return tuple(unique)


def of_forge(address: str, login: Login, pages: str) -> Target:
    """A repository that a forge lists."""
    try:
        is_address(address)
    except FtpolicyError as why:
        return refused(address, str(why))
    return Target(_short(address), address, remote=True, login=login, pages=pages)


def refused(address: str, why: str) -> Target:
    """One that a forge lists and that is not fetched."""
    return Target(_short(address), address, remote=True, refused=why)


def _all(
    named: tuple[str, ...], files: tuple[str, ...], folders: tuple[str, ...]
) -> Iterator[Target]:
    for text in named:
        yield _target(text)
    for path in files:
        yield from _listed(path)
    for folder in folders:
        yield from _below(folder)


def _target(text: str) -> Target:
    if is_address(text):
        return Target(_short(text), text, remote=True)
    return Target(os.path.normpath(text), os.path.abspath(text))


def _short(address: str) -> str:
    """`https://github.com/acme/app.git` as `github.com/acme/app`."""
    name = without_secret(address).partition("://")[2] or address.rpartition("@")[2]
    return name.rstrip("/").removesuffix(".git").rstrip("/") or name


def _listed(path: str) -> Iterator[Target]:
    """One repository a line; `#` opens a comment line; folders are relative to the file."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as why:
        raise FtpolicyError(f"cannot read `{shown(path)}`: {why.strerror}") from why
    if len(data) > _LARGEST or b"\0" in data:
        raise FtpolicyError(f"`{shown(path)}` is no list of repositories")
    base = os.path.dirname(os.path.abspath(path))
    for line in data.decode("utf-8-sig", "surrogateescape").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if is_address(text):
            yield _target(text)
        else:
            yield Target(os.path.normpath(text), os.path.join(base, text))


def _below(folder: str) -> Iterator[Target]:
    """Every repository below a folder by its path from there; none is looked for inside one."""
    if not os.path.isdir(folder):
        raise FtpolicyError(f"`{shown(folder)}` is no folder")
    top = os.path.abspath(folder)
    for place in _repositories(top, DEEPEST):
        name = os.path.relpath(place, top).replace(os.sep, "/")
        yield Target(os.path.basename(top) if name == "." else name, place)


def _repositories(folder: str, deepest: int) -> Iterator[str]:
    if looks_like_one(folder):
        yield folder
        return
    try:
        with os.scandir(folder) as entries:
            below = sorted(it.path for it in entries if it.is_dir(follow_symlinks=False))
    except OSError:
        yield folder  # its row will say why it cannot be read
        return
    if deepest:
        for one in below:
            yield from _repositories(one, deepest - 1)
