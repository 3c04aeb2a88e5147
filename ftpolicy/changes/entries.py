"""What git lists, as values: changes, and the entries of an index or a tree."""

from __future__ import annotations

from ftpolicy.changes.git import records
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Change, ChangeKind, Entry, EntryKind

_KINDS = {b"12": EntryKind.LINK, b"16": EntryKind.SUBMODULE, b"10": EntryKind.FILE}
_LETTERS = {
    b"A": ChangeKind.ADDED,
    b"M": ChangeKind.MODIFIED,
    b"D": ChangeKind.DELETED,
    b"T": ChangeKind.TYPE_CHANGED,
}


def text(path: bytes) -> str:
    """A path of git whatever the locale; odd bytes become lone surrogates."""
    return path.decode("utf-8", "surrogateescape")


def changes(raw: bytes) -> tuple[Change, ...]:
    """The changes of `diff --raw -z`; raises FtpolicyError for a merge conflict."""
    found = []
    for old_mode, new_mode, old_id, new_id, letter, name in records(raw):
        path = text(name)
        if letter == b"U":
            raise _conflict(path)
        if letter not in _LETTERS:
            raise FtpolicyError(f"git reports `{shown(path)}` as `{shown(text(letter))}`")
        kind = _LETTERS[letter]
        before = None if kind is ChangeKind.ADDED else _entry(path, old_mode, old_id)
        after = None if kind is ChangeKind.DELETED else _entry(path, new_mode, new_id)
        found.append(Change(path, kind, before, after))
    return tuple(found)


def index_entries(listing: bytes) -> dict[str, Entry]:
    """The entries of `ls-files -s -z`; raises FtpolicyError for a merge conflict."""
    found = {}
    for line in listing.split(b"\0")[:-1]:
        head, _, name = line.partition(b"\t")
        mode, blob, stage = head.split(b" ")
        path = text(name)
        if stage != b"0":
            raise _conflict(path)
        found[path] = _entry(path, mode, blob)
    return found


def tree_entries(listing: bytes) -> dict[str, Entry]:
    """The entries of `ls-tree -r -z --full-tree`."""
    found = {}
    for line in listing.split(b"\0")[:-1]:
        head, _, name = line.partition(b"\t")
        mode, _, blob = head.split(b" ")
        path = text(name)
        found[path] = _entry(path, mode, blob)
    return found


def _entry(path: str, mode: bytes, blob: bytes) -> Entry:
    kind = _KINDS.get(mode[:2])
    if kind is None or len(mode) != 6:
        raise FtpolicyError(f"git gives `{shown(path)}` the unknown mode `{shown(text(mode))}`")
    return Entry(path, kind, blob.decode("ascii"))


def _conflict(path: str) -> FtpolicyError:
    return FtpolicyError(
        f"`{shown(path)}` has a merge conflict; resolve it and run `git add` on it first"
    )
