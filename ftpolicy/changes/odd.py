"""Entries that the gate cannot see inside, and paths that are not what they look like."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from ftpolicy.model.case import Hidden, OddPath
from ftpolicy.model.change import Change, EntryKind, Snapshot
from ftpolicy.model.source import Location


def hidden(changes: Iterable[Change]) -> Iterator[Hidden]:
    """The submodules that a change adds or moves."""
    for change in changes:
        if change.after is not None and change.after.kind is EntryKind.SUBMODULE:
            yield Hidden(Location(change.path), "a submodule")


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
