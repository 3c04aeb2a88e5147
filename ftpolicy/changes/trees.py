"""The trees that are judged: of a commit, of the index, and the empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from typing import BinaryIO

from ftpolicy.changes.blobs import Object
from ftpolicy.changes.entries import index_entries, text, tree_entries
from ftpolicy.changes.git import DIFF, Child, records, run
from ftpolicy.changes.pool import pool_of
from ftpolicy.changes.refusal import missing_object, shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Entry, EntryKind

LARGEST = 1 << 30
"""Bytes over which a single file is not read into memory."""

_CHUNK = 1 << 18
_AT_ONCE = 1 << 20  # bytes up to which a file that is streamed comes as a whole

_EMPTY_BLOBS = (
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
)


class EmptyTree:
    """The tree before the first commit."""

    def entries(self) -> Iterable[Entry]:
        return ()

    def entry(self, path: str) -> Entry | None:
        return None

    def read(self, path: str) -> bytes | None:
        return None

    def link(self, path: str) -> bytes | None:
        return None

    def read_all(
        self,
        paths: Iterable[str],
        limit: int,
    ) -> Iterator[tuple[str, bytes | None]]:
        return iter(())

    def size(self, path: str) -> int | None:
        return None

    def open(self, path: str) -> AbstractContextManager[BinaryIO] | None:
        return None


class GitTree:
    """A tree that git holds, listed at the first question and read from its objects."""

    def __init__(self, cwd: str, listing: Callable[[], dict[str, Entry]]) -> None:
        self._cwd = cwd
        self._listing = listing
        self._entries: dict[str, Entry] | None = None
        self._pool = pool_of(cwd)
        self._last: Object | None = None

    def entries(self) -> Iterable[Entry]:
        listed = self._listed()
        return tuple(listed[path] for path in sorted(listed))

    def entry(self, path: str) -> Entry | None:
        return self._listed().get(path)

    def read(self, path: str) -> bytes | None:
        return self._read(path, EntryKind.FILE)

    def link(self, path: str) -> bytes | None:
        return self._read(path, EntryKind.LINK)

    def read_all(self, paths: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        listed = self._listed()
        files = [
            entry
            for entry in map(listed.get, paths)
            if entry is not None and entry.kind is EntryKind.FILE
        ]
        with self._pool.lent() as blobs:
            found = blobs.each((entry.blob, limit) for entry in files)
            for entry, one in zip(files, found, strict=True):
                yield entry.path, _checked(entry, one).data

    def size(self, path: str) -> int | None:
        entry = self._file(path)
        return None if entry is None else self._small(entry).size

    def open(self, path: str) -> AbstractContextManager[BinaryIO] | None:
        entry = self._file(path)
        if entry is None:
            return None
        data = self._small(entry).data
        return _flowing(entry, self._cwd) if data is None else BytesIO(data)

    def _file(self, path: str) -> Entry | None:
        entry = self.entry(path)
        return entry if entry is not None and entry.kind is EntryKind.FILE else None

    def _small(self, entry: Entry) -> Object:
        """A file with its content if that is small; who asks for the size often reads it next."""
        if self._last is None or self._last.name != entry.blob:
            self._last = _checked(entry, self._one(entry, _AT_ONCE))
        return self._last

    def _one(self, entry: Entry, limit: int) -> Object:
        with self._pool.lent() as blobs:
            (one,) = blobs.each([(entry.blob, limit)])
        return one

    def _listed(self) -> dict[str, Entry]:
        if self._entries is None:
            self._entries = self._listing()
        return self._entries

    def _read(self, path: str, kind: EntryKind) -> bytes | None:
        entry = self.entry(path)
        if entry is None or entry.kind is not kind:
            return None
        one = _checked(entry, self._one(entry, LARGEST))
        if one.data is None:
            raise too_large(path)
        return one.data


def commit_tree(tree: str, cwd: str) -> GitTree:
    """The tree of a commit, by the verified id of either."""
    return GitTree(
        cwd, lambda: tree_entries(run(["ls-tree", "-r", "-z", "--full-tree", tree], cwd))
    )


def index_tree(top: str) -> GitTree:
    """What the index would commit; paths that are only intended to be added are not in it."""

    def listing() -> dict[str, Entry]:
        found = index_entries(run(["ls-files", "-s", "-z"], top))
        if any(entry.blob in _EMPTY_BLOBS for entry in found.values()):
            for path in _intended(top):
                found.pop(path, None)
        return found

    return GitTree(top, listing)


def _intended(top: str) -> set[str]:
    """The paths of `git add -N`: git lists them as empty files and commits nothing of them."""
    shown_too = run([*DIFF, "--cached", "--ita-visible-in-index"], top)
    committed = run([*DIFF, "--cached", "--ita-invisible-in-index"], top)
    return {text(one[-1]) for one in set(records(shown_too)) - set(records(committed))}


@contextmanager
def _flowing(entry: Entry, cwd: str) -> Iterator[BinaryIO]:
    """A blob as git prints it; that git failed shows at its end, if it was read so far."""
    child = Child(["cat-file", "blob", entry.blob], cwd)
    at_end = False
    try:
        with open(child.output, "rb", buffering=_CHUNK, closefd=False) as stream:
            try:
                yield stream
            finally:
                at_end = not stream.read(1)
    finally:
        code, _ = child.end()
        if at_end and code:
            raise _lost(entry)


def _checked(entry: Entry, one: Object) -> Object:
    if one.kind == "missing":
        raise _lost(entry)
    if one.kind != "blob":
        raise FtpolicyError(f"`{shown(entry.path)}` is a {one.kind}, not a file")
    return one


def _lost(entry: Entry) -> FtpolicyError:
    return missing_object(f"the content of `{shown(entry.path)}` (`{entry.blob[:12]}`)")


def too_large(path: str) -> FtpolicyError:
    return FtpolicyError(f"`{shown(path)}` is too large to be read")
