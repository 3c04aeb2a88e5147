"""The record files of a tree."""

from __future__ import annotations

from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.record import DecisionRecord, MalformedRecord, NotFineTuning, RecordBook
from ftpolicy.parse.patterns import Patterns
from ftpolicy.parse.text import encoding_of
from ftpolicy.records.load import load

_SUFFIXES = (".yaml", ".yml", ".md", ".markdown")
_LARGEST = 1 << 20


def find(
    tree: Snapshot,
    patterns: tuple[str, ...],
    exclude: tuple[str, ...],
    only: frozenset[str] | None = None,
    held: RecordBook | None = None,
) -> RecordBook:
    """Every record under `patterns` that `exclude` leaves in, sorted by path.

    With `only` just those among these paths; `held` are records of this tree that were read.
    """
    known = {} if held is None else {it.path: it for it in (*held.decisions, *held.clearances)}
    wanted, left_out = Patterns(patterns), Patterns(exclude)
    paths = [
        entry.path
        for entry in tree.entries()
        if (only is None or entry.path in only)
        and entry.kind is EntryKind.FILE
        and entry.path not in known
        and entry.path.lower().endswith(_SUFFIXES)
        and wanted.match(entry.path)
        and not left_out.match(entry.path)
    ]
    found = [
        load(path, data)
        for path, data in tree.read_all(paths, _LARGEST)
        if data is not None and _may_be_record(data)
    ]
    read = (each for each in found if each is not None)
    loaded = sorted((*known.values(), *read), key=lambda it: it.path)
    return RecordBook(
        records=tuple(each for each in loaded if isinstance(each, DecisionRecord)),
        malformed=tuple(each for each in loaded if isinstance(each, MalformedRecord)),
        clearances=tuple(each for each in loaded if isinstance(each, NotFineTuning)),
    )


def _may_be_record(data: bytes) -> bool:
    """Whether the file is worth parsing; in UTF-16 and UTF-32 the word cannot be sought."""
    return b"fine-tuning" in data or encoding_of(data) != "utf-8-sig"
