"""Whom CODEOWNERS names for a path."""

from __future__ import annotations

from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.parse.patterns import Patterns
from ftpolicy.parse.text import Undecodable, decode
from ftpolicy.wiring.owners import LARGEST, PLACES


def owners_of(tree: Snapshot, path: str) -> tuple[tuple[str, ...], str]:
    """The owners that the last matching line names, and the file that says so; empty for none."""
    for place in PLACES:
        entry = tree.entry(place)
        size = tree.size(place) if entry is not None and entry.kind is EntryKind.FILE else None
        if size is None or size > LARGEST:
            continue
        text = decode(tree.read(place) or b"")
        names = () if isinstance(text, Undecodable) else _names(text.text, path)
        return names, place if names else ""
    return (), ""


def _names(text: str, path: str) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for line in text.split("\n"):
        words = line.partition(" #")[0].split()
        if not words or words[0].startswith(("#", "!", "[", "^[")) or "[" in words[0]:
            continue
        if Patterns((words[0],)).match(path):
            found = tuple(word for word in words[1:] if "@" in word)
    return found
