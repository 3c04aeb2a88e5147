"""Entries that the gate cannot see inside, and paths that are not what they look like."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator

from ftpolicy.model.case import Hidden, OddPath
from ftpolicy.model.change import Change, Entry, EntryKind, Snapshot
from ftpolicy.model.source import Location

_MOST_HOPS = 10


def hidden(changes: Iterable[Change]) -> Iterator[Hidden]:
    """The submodules that a change adds or moves."""
    for change in changes:
        if change.after is not None and change.after.kind is EntryKind.SUBMODULE:
            yield Hidden(Location(change.path), "a submodule")


def link_target(tree: Snapshot, entry: Entry, read_link: bytes) -> str | None:
    """The regular file of the tree that a link leads to, None when it leads out or nowhere."""
    target = _joined(entry.path, read_link)
    for _ in range(_MOST_HOPS):
        found = tree.entry(target) if target is not None else None
        if found is None or target is None:
            return None
        if found.kind is not EntryKind.LINK:
            return target if found.kind is EntryKind.FILE else None
        target = _joined(target, tree.link(target) or b"")
    return None


def _joined(path: str, target: bytes) -> str | None:
    text = target.decode("utf-8", "surrogateescape")
    if not text or text.startswith("/") or "\0" in text:
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
    return None if joined == ".." or joined.startswith("../") else joined


def odd_paths(tree: Snapshot, paths: Iterable[str]) -> Iterator[OddPath]:
    """Those of `paths` that have a twin in the tree, or cannot be shown as they are."""
    wanted = sorted(set(paths))
    twins: dict[str, list[str]] = {_folded(path): [] for path in wanted}
    if wanted:
        for entry in tree.entries():
            folded = _folded(entry.path)
            if folded in twins:
                twins[folded].append(entry.path)
    for path in wanted:
        others = [twin for twin in twins[_folded(path)] if twin != path]
        if others:
            yield OddPath(Location(path), f"it differs from `{others[0]}` only in case or form")
        if any(_unshowable(char) for char in path):
            yield OddPath(Location(path), "its name holds characters that cannot be shown")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _unshowable(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
