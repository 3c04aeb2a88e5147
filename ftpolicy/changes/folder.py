"""A tree of files on disk, inside or outside of git."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO

from ftpolicy.changes.entries import text
from ftpolicy.changes.refusal import shown
from ftpolicy.changes.trees import LARGEST, too_large
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Entry, EntryKind

_FLAGS = (  # a link is not followed, a FIFO does not block
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
_MOST_FILES = 1_000_000


class FolderTree:
    """Files on disk under one folder; no link is followed and nothing outside is read."""

    def __init__(self, root: str, paths: Iterable[str]) -> None:
        self._root = os.path.realpath(root)
        self._real = {"": True}  # folders: whether they are reached through no link
        self.absent = 0  # paths that are listed and stand nowhere
        self.special: list[str] = []  # FIFOs, sockets and devices
        self._entries = self._found(sorted(set(paths)))

    def entries(self) -> Iterable[Entry]:
        return tuple(self._entries.values())

    def entry(self, path: str) -> Entry | None:
        return self._entries.get(path)

    def read(self, path: str) -> bytes | None:
        for _, data in self.read_all((path,), LARGEST):
            if data is None:
                raise too_large(path)
            return data
        return None

    def link(self, path: str) -> bytes | None:
        entry = self._entries.get(path)
        if entry is None or entry.kind is not EntryKind.LINK:
            return None
        try:
            return os.readlink(on_disk(self._root, path))
        except OSError as error:
            raise _unreadable(path, error) from error

    def read_all(self, paths: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        for path in paths:
            entry = self._entries.get(path)
            if entry is not None and entry.kind is EntryKind.FILE:
                try:
                    yield path, _contents(on_disk(self._root, path), limit)
                except OSError as error:
                    raise _unreadable(path, error) from error

    def size(self, path: str) -> int | None:
        entry = self._entries.get(path)
        if entry is None or entry.kind is not EntryKind.FILE:
            return None
        try:
            return os.lstat(on_disk(self._root, path)).st_size
        except OSError as error:
            raise _unreadable(path, error) from error

    def open(self, path: str) -> AbstractContextManager[BinaryIO] | None:
        entry = self._entries.get(path)
        if entry is None or entry.kind is not EntryKind.FILE:
            return None
        try:
            return os.fdopen(_handle(on_disk(self._root, path)), "rb")
        except OSError as error:
            raise _unreadable(path, error) from error

    def _found(self, paths: list[str]) -> dict[str, Entry]:
        found = {}
        for path in paths:
            try:
                mode = os.lstat(on_disk(self._root, path)).st_mode if self._stands(path) else 0
            except (FileNotFoundError, NotADirectoryError):
                mode = 0
            except OSError as error:
                raise _unreadable(path, error) from error
            if stat.S_ISREG(mode):
                found[path] = Entry(path, EntryKind.FILE, "")
            elif stat.S_ISLNK(mode):
                found[path] = Entry(path, EntryKind.LINK, "")
            elif stat.S_ISDIR(mode):
                found[path] = Entry(path, EntryKind.SUBMODULE, "")
            elif mode:
                self.special.append(path)
            else:
                self.absent += 1
        return found

    def _stands(self, path: str) -> bool:
        folder = path.rpartition("/")[0]
        if folder not in self._real:
            place = on_disk(self._root, folder)
            self._real[folder] = os.path.realpath(place) == place
        return self._real[folder]


def walk(root: str) -> Iterator[str]:
    """The paths under a folder outside of git; `.git` and what links lead to are left out."""
    waiting = [""]
    count = 0
    while waiting:
        folder = waiting.pop()
        for name, is_folder in _listed(root, folder):
            path = f"{folder}/{name}" if folder else name
            if is_folder:
                waiting.append(path)
                continue
            count += 1
            if count > _MOST_FILES:
                raise FtpolicyError(
                    f"more than {_MOST_FILES:,} files under `{shown(root)}`; name a smaller folder"
                )
            yield path


def _listed(root: str, folder: str) -> Iterator[tuple[str, bool]]:
    try:
        with os.scandir(on_disk(root, folder)) as found:
            for one in found:
                if one.name != b".git":
                    yield text(one.name), one.is_dir(follow_symlinks=False)
    except OSError as error:
        raise _unreadable(folder or root, error) from error


def on_disk(root: str, path: str) -> bytes:
    """The name that the system knows; bytes, since a name may be no text."""
    return os.path.join(os.fsencode(root), path.encode("utf-8", "surrogateescape"))


def _contents(path: bytes, limit: int) -> bytes | None:
    """The bytes of a regular file, None over the limit; raises OSError for anything else."""
    handle = _handle(path)
    try:
        state = os.fstat(handle)
        if state.st_size > limit:
            return None
        parts = []
        room = limit + 1  # the file may grow while it is read
        wanted = state.st_size + 1  # room for all of it is made before it is read
        while room and (part := os.read(handle, min(room, wanted))):
            parts.append(part)
            room -= len(part)
            wanted = 1 << 16
        return b"".join(parts) if room else None
    finally:
        os.close(handle)


def _handle(path: bytes) -> int:
    """A regular file opened to be read; raises OSError for anything else."""
    handle = os.open(path, _FLAGS)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "it is no regular file")


def _unreadable(path: str, error: OSError) -> FtpolicyError:
    return FtpolicyError(f"`{shown(path)}` cannot be read: {error.strerror}")
