"""A tree with one file more, which stands nowhere yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from typing import BinaryIO

from ftpolicy.model.change import Change, ChangeKind, ChangeSet, Entry, EntryKind, Snapshot
from ftpolicy.model.values import replace


class Overlay:
    """A Snapshot that holds `data` at `path` over another one."""

    def __init__(self, below: Snapshot, path: str, data: bytes) -> None:
        self._below, self._path, self._data = below, path, data
        self._entry = Entry(path, EntryKind.FILE, "")

    def entries(self) -> Iterable[Entry]:
        others = (it for it in self._below.entries() if it.path != self._path)
        return tuple(sorted((*others, self._entry), key=lambda it: it.path))

    def entry(self, path: str) -> Entry | None:
        return self._entry if path == self._path else self._below.entry(path)

    def read(self, path: str) -> bytes | None:
        return self._data if path == self._path else self._below.read(path)

    def link(self, path: str) -> bytes | None:
        return None if path == self._path else self._below.link(path)

    def read_all(self, paths: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        wanted = tuple(paths)
        if self._path in wanted:
            yield self._path, self._data if len(self._data) <= limit else None
        yield from self._below.read_all((it for it in wanted if it != self._path), limit)

    def size(self, path: str) -> int | None:
        return len(self._data) if path == self._path else self._below.size(path)

    def open(self, path: str) -> AbstractContextManager[BinaryIO] | None:
        return BytesIO(self._data) if path == self._path else self._below.open(path)


def with_file(change_set: ChangeSet, path: str, data: bytes) -> ChangeSet:
    """The change as it would be with this file added to it."""
    after = Overlay(change_set.after, path, data)
    added = Change(path, ChangeKind.ADDED, None, after.entry(path))
    changes = (*(it for it in change_set.changes if it.path != path), added)
    return replace(change_set, changes=changes, after=after)
