"""The commits of a branch that touched some files, by one `git log`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from ftpolicy.changes.entries import text
from ftpolicy.changes.git import Child, failure
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.values import dataclass

_LOG = (
    *("log", "-z", "--first-parent", "-m", "--name-only", "--no-renames", "--no-ext-diff"),
    *("--no-textconv", "--no-relative", "--no-show-signature", "--no-notes", "--no-color"),
    *("-O/dev/null", "--ignore-submodules=none", "--no-mailmap", "--format=%x01%H %cs"),
)


@dataclass(frozen=True, slots=True)
class Touching:
    """A commit of the branch (of a merge: what it brought) with the files that it touched."""

    commit: str
    day: str
    paths: tuple[str, ...]


def touching(
    paths: Sequence[str], head: str, since: str, most: int, folder: str
) -> tuple[Touching, ...]:
    """The first-parent commits after the day `since` that touched one of the paths, newest first.

    At most `most`; merged branches count as the one merge that brought them.
    """
    args = [*_LOG, f"--max-count={most}", f"--since={since}T00:00:00Z", head, "--", *paths]
    child = Child(args, folder)
    parts = []
    while part := os.read(child.output, 1 << 16):
        parts.append(part)
    code, errors = child.end()
    if code != 0:
        raise failure(["log"], folder, errors)
    return tuple(_commits(b"".join(parts)))


def _commits(raw: bytes) -> Iterator[Touching]:
    """Each commit is one field `\\1ID DAY`, then its names, the first after a line end."""
    head, names = "", list[str]()
    for field in (*raw.split(b"\0"), b"\x01"):
        if not field.startswith(b"\x01"):
            if name := text(field.removeprefix(b"\n")):
                names.append(name)
            continue
        if head:
            commit, _, day = head.partition(" ")
            if len(commit) not in (40, 64):
                raise FtpolicyError("git printed a history that cannot be read")
            yield Touching(commit, day, tuple(names))
        head, names = text(field[1:]).strip(), []
