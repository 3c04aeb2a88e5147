"""Follows `extends`: to files of the judged tree, and to resources of installed packages."""

from __future__ import annotations

import os
import posixpath
from functools import reduce

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.values import dataclass
from ftpolicy.policy.layer import Layer, read_yaml
from ftpolicy.policy.merge import inherited, overlaid

_DEEPEST = 10
_MOST_FILES = 50
_LARGEST = 1 << 20
_PYTHON = "python:"
_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a policy file stands: in a tree, in a package's folder, or (neither) alone."""

    name: str
    path: str = ""
    tree: Snapshot | None = None
    folder: str = ""


class Follower:
    """Follows the parents of one policy; `root` is the work tree that is judged."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)
        self._files = 0

    def merged(self, layer: Layer, origin: Origin, above: tuple[str, ...] = ()) -> Layer:
        """The layer over all its parents."""
        trail = (*above, origin.name)
        if len(trail) > _DEEPEST:
            raise FtpolicyError(f"`extends` goes deeper than {_DEEPEST} files: {_chain(trail)}")
        parents = [self._parent(entry, origin, layer, trail) for entry in layer.extends]
        return inherited(reduce(overlaid, parents), layer) if parents else layer

    def _parent(self, entry: str, origin: Origin, child: Layer, trail: tuple[str, ...]) -> Layer:
        at = child.place("extends")
        try:
            parent, data = self._read(entry, origin)
        except FtpolicyError as why:
            raise FtpolicyError(
                f"{at.path}:{at.line}:{at.column}: `extends` cannot follow `{entry}`: {why}"
            ) from why
        if parent.name in trail:
            raise FtpolicyError(f"`extends` goes in a circle: {_chain((*trail, parent.name))}")
        self._files += 1
        if self._files > _MOST_FILES:
            raise FtpolicyError(f"`extends` reaches more than {_MOST_FILES} files")
        return self.merged(read_yaml(data, parent.name), parent, trail)

    def _read(self, entry: str, origin: Origin) -> tuple[Origin, bytes]:
        if entry.startswith(_PYTHON):
            package, _, resource = entry.removeprefix(_PYTHON).partition("/")
            folder = self._package(package)
            path = _relative(resource, "")
            name = f"{_PYTHON}{package}/{path}"
            return Origin(name, path, folder=folder), _resource(folder, path)
        if not entry.startswith(("./", "../")):
            raise FtpolicyError("write `./file` or `python:package/resource`")
        path = _relative(entry, posixpath.dirname(origin.path))
        if origin.folder:
            package = origin.name.partition("/")[0]
            found = Origin(f"{package}/{path}", path, folder=origin.folder)
            return found, _resource(origin.folder, path)
        if origin.tree is None:
            raise FtpolicyError("a policy given by `--policy` can only extend `python:` packages")
        return Origin(path, path, origin.tree), _file(origin.tree, path)

    def _package(self, name: str) -> str:
        """The folder of an installed package, found without running its code."""
        from importlib.util import find_spec

        try:
            spec = find_spec(name) if name.isidentifier() else None
        except (ImportError, ValueError, AttributeError):
            spec = None
        folders = spec.submodule_search_locations if spec is not None else None
        if not folders:
            raise FtpolicyError(f"there is no installed package `{name}`")
        folder = os.path.realpath(next(iter(folders)))
        if _judged(folder, self._root):
            raise FtpolicyError(
                f"the package `{name}` stands in the judged repository: install it elsewhere"
            )
        return folder


def _judged(folder: str, root: str) -> bool:
    """Whether a folder is part of the work tree and not of an environment inside it."""
    inside = os.path.join(folder, "").startswith(os.path.join(root, ""))
    parts = os.path.relpath(folder, root).split(os.sep) if inside else []
    return inside and not any(part in _INSTALLED for part in parts)


def _relative(path: str, folder: str) -> str:
    if "\\" in path or "\0" in path or path.startswith("/"):
        raise FtpolicyError("it is no relative path with `/` between folders")
    normal = posixpath.normpath(posixpath.join(folder, path))
    if normal in {".", ".."} or normal.startswith("../"):
        raise FtpolicyError("it leads out of its root")
    return normal


def _file(tree: Snapshot, path: str) -> bytes:
    entry = tree.entry(path)
    if entry is None:
        raise FtpolicyError("there is no such file at the commit whose policy holds")
    if entry.kind is not EntryKind.FILE:
        raise FtpolicyError(f"it is a {entry.kind.value}, not a regular file")
    return tree.read(path) or b""


def _resource(folder: str, path: str) -> bytes:
    full = os.path.realpath(os.path.join(folder, *path.split("/")))
    if not full.startswith(os.path.join(folder, "")) or not os.path.isfile(full):
        raise FtpolicyError("the package has no such file")
    try:
        with open(full, "rb") as file:
            return file.read(_LARGEST + 1)
    except OSError as why:
        raise FtpolicyError(f"it cannot be read: {why.strerror}") from why


def _chain(trail: tuple[str, ...]) -> str:
    return " > ".join(f"`{name}`" for name in trail)
