"""Pairs detections with the records that cover them: Cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from ftpolicy.model.case import Case, Overlap
from ftpolicy.model.detection import Detection
from ftpolicy.model.record import DecisionRecord, MalformedRecord, NotFineTuning, RecordBook, Status
from ftpolicy.model.values import dataclass
from ftpolicy.parse.patterns import Patterns

_STATUS_ORDER = {Status.ACCEPTED: 0, Status.EXPLORING: 1, Status.PROPOSED: 2}


class Coverage:
    """Which records of a book cover a path; each record's patterns are compiled once."""

    def __init__(self, book: RecordBook) -> None:
        self.book = book
        self._records = [(record, Patterns(record.covers)) for record in book.records]
        self._malformed = [(record, Patterns(record.covers)) for record in book.malformed]
        self._clearances = [(one, Patterns(one.covers)) for one in book.clearances]

    def records(self, path: str) -> tuple[DecisionRecord, ...]:
        """Every well-shaped record that covers the path, whatever its status."""
        return tuple(record for record, patterns in self._records if patterns.match(path))

    def live(self, path: str) -> tuple[DecisionRecord, ...]:
        """The live records of a path, accepted first.

        A proposed record is live only while no accepted one covers the path. Whether an
        exploring one is allowed there is a rule's to say.
        """
        covering = self.records(path)
        accepted = any(record.status is Status.ACCEPTED for record in covering)
        alive = (
            record
            for record in covering
            if record.status in _STATUS_ORDER
            and not (accepted and record.status is Status.PROPOSED)
        )
        return tuple(sorted(alive, key=lambda it: (_STATUS_ORDER[it.status], it.id, it.path)))

    def dead(self, path: str) -> tuple[DecisionRecord, ...]:
        """The rejected, superseded and retired records of a path."""
        return tuple(it for it in self.records(path) if it.status not in _STATUS_ORDER)

    def malformed(self, path: str) -> tuple[MalformedRecord, ...]:
        """The malformed records whose readable `covers` hold the path."""
        return tuple(record for record, patterns in self._malformed if patterns.match(path))

    def clearance(self, path: str) -> NotFineTuning | None:
        """The first not-fine-tuning file that names a path, None without one."""
        return next((one for one, patterns in self._clearances if patterns.match(path)), None)


@dataclass(frozen=True, slots=True)
class Touch:
    """What the change did: paths whose file or premises changed, and records it touched."""

    premises: frozenset[str] = frozenset()  # tuning files that are new, or whose premises differ
    files: frozenset[str] = frozenset()  # all files that the change adds or modifies
    records: frozenset[str] = frozenset()  # record files that the change adds, modifies or deletes
    everything: bool = False  # no change at all: the whole tree is judged


def cases(
    found: Iterable[Detection],
    now: Coverage,
    before: Coverage,
    touch: Touch,
    orphaned: Callable[[DecisionRecord], bool],
) -> tuple[Case, ...]:
    """One case for each record in play, and one for each uncovered detection.

    `orphaned` tells whether a live record without a judged detection covers no tuning file of
    the tree at all; it is asked only for records that the change may have orphaned.
    """
    grouped: dict[str, list[Detection]] = {}
    overlaps: dict[str, list[Overlap]] = {}
    owners: dict[str, DecisionRecord | MalformedRecord] = {}
    bare: list[Case] = []
    for one in found:
        live = now.live(one.path)
        owner = live[0] if live else next(iter(now.malformed(one.path)), None)
        if owner is None:
            bare += _uncovered(one, now, before, touch)
            continue
        owners[owner.path] = owner
        grouped.setdefault(owner.path, []).append(one)
        if len(live) > 1 and not one.launcher:
            overlaps.setdefault(owner.path, []).append(Overlap(one, live[1:]))
    for record in now.book.decisions:
        if _in_play(record, touch, orphaned):
            owners.setdefault(record.path, record)
    results = _results(now.book)
    built = [
        _case(
            owner,
            tuple(grouped.get(path, ())),
            tuple(overlaps.get(path, ())),
            touch,
            now.book,
            orphaned,
            results,
        )
        for path, owner in sorted(owners.items())
    ]
    return (*built, *bare)


def _in_play(
    record: DecisionRecord | MalformedRecord,
    touch: Touch,
    orphaned: Callable[[DecisionRecord], bool],
) -> bool:
    """Whether a record is judged though no judged tuning file is its own."""
    touched = record.path in touch.records or touch.everything
    if isinstance(record, MalformedRecord):
        return touched
    return record.status in _STATUS_ORDER and (touched or orphaned(record))


def _uncovered(one: Detection, now: Coverage, before: Coverage, touch: Touch) -> tuple[Case, ...]:
    dead = now.dead(one.path)
    ended = {record.path for record in dead}  # it covers the file still, only not as a live one
    had: tuple[DecisionRecord | MalformedRecord, ...] = (
        *before.live(one.path),
        *before.malformed(one.path),
    )
    lost = tuple(record.path for record in had if record.path not in ended)
    retired = bool(dead) and all(record.status is Status.RETIRED for record in dead)
    if retired and not lost and one.path not in touch.files:
        return ()  # a retired decision stays good for the file that it left untouched
    return (Case(None, (one,), dead=dead, lost=lost if not dead else (), book=now.book),)


def _case(
    owner: DecisionRecord | MalformedRecord,
    found: tuple[Detection, ...],
    overlaps: tuple[Overlap, ...],
    touch: Touch,
    book: RecordBook,
    orphaned: Callable[[DecisionRecord], bool],
    results: dict[str, tuple[DecisionRecord, ...]],
) -> Case:
    touched = (
        touch.everything
        or owner.path in touch.records
        or any(one.path in touch.premises for one in found)
    )
    if isinstance(owner, MalformedRecord):
        return Case(owner, found, touched=touched, overlaps=overlaps, book=book)
    return Case(
        owner,
        found,
        touched=touched,
        overlaps=overlaps,
        idle=not found and orphaned(owner),
        earlier=_earlier(owner, book),
        shared_results=_shared(owner, results),
        book=book,
    )


def _earlier(owner: DecisionRecord, book: RecordBook) -> tuple[DecisionRecord, ...]:
    """The explorations before this one that rest on the same premises."""
    if owner.status is not Status.EXPLORING:
        return ()
    mine = _premises(owner)
    return tuple(
        other
        for other in book.records
        if other.path != owner.path
        and other.ends is not None
        and _premises(other) == mine
        and (other.ends, other.path) < (owner.ends or date.max, owner.path)
    )


def _premises(record: DecisionRecord) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    sources = record.dataset.sources if record.dataset is not None else ()
    return (
        frozenset(name.rsplit("/", 1)[-1].casefold() for name in record.model.base),
        frozenset(record.model.methods),
        frozenset(it.path or it.hub or it.uri or "" for it in sources),
    )


def _results(book: RecordBook) -> dict[str, tuple[DecisionRecord, ...]]:
    """The records that cite each result file."""
    citing: dict[str, tuple[DecisionRecord, ...]] = {}
    for record in book.records:
        for path in _result_paths(record):
            citing[path] = (*citing.get(path, ()), record)
    return citing


def _result_paths(record: DecisionRecord) -> tuple[str, ...]:
    paths = (
        source.path
        for baseline in record.few_shot_baselines
        for source in baseline.results
        if source.path is not None
    )
    return tuple(dict.fromkeys(paths))


def _shared(
    owner: DecisionRecord, citing: dict[str, tuple[DecisionRecord, ...]]
) -> tuple[tuple[str, str], ...]:
    """Result files of this record that also back a decision with another goal."""
    kept = (Status.SUPERSEDED, Status.RETIRED, Status.REJECTED)
    return tuple(
        (path, other.id)
        for path in _result_paths(owner)
        for other in citing.get(path, ())
        if other.path != owner.path
        and other.status not in kept
        and other.id not in owner.supersedes
        and _purpose(other) != _purpose(owner)
    )


def _purpose(record: DecisionRecord) -> tuple[str | None, str]:
    goal = record.goal
    if goal is None:
        return None, ""
    return goal.type, " ".join((goal.statement or "").casefold().split())
