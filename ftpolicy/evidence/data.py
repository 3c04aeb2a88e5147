"""The data of one case: each source of the record, each tuning file's own sets, the test set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from ftpolicy.evidence.datasets.count import Counted
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.evidence.locate import Located, Tree, locate
from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references import references
from ftpolicy.evidence.session import Session
from ftpolicy.model.case import Case
from ftpolicy.model.detection import Detection, Profile, profile_of
from ftpolicy.model.evidence import Count, DataEvidence, Level, TrainingData, left
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Source
from ftpolicy.model.values import dataclass, replace
from ftpolicy.parse.same import same_data

_MOST_ROWS_SHOWN = 5


_Counting = Callable[[tuple[Part, ...]], Counted]


@dataclass(frozen=True, slots=True)
class CaseData:
    """What was found of the data of a case; `examples` and `count` are over all of it."""

    sources: tuple[DataEvidence, ...] = ()
    training: tuple[TrainingData, ...] = ()
    test_set: DataEvidence | None = None
    count: Count | None = None
    examples: int | None = None
    questions: tuple[str, ...] = ()  # of the test set


@dataclass(frozen=True, slots=True)
class _Set:
    """A data set with the digests of its distinct examples, None when it was not counted."""

    shown: DataEvidence
    parts: tuple[Part, ...]
    counted: Counted | None


def case_data(record: DecisionRecord, case: Case, session: Session) -> CaseData:
    """Count what the record names and what its tuning files train on."""
    test = _test_set(record, session)
    against = test.parts if test is not None and test.counted is not None else ()
    named = record.dataset.sources if record.dataset is not None else ()
    profile = record.profile
    sources = [
        _set(_of_source(each), "", session.tree, _counting(session, profile, against))
        for each in named
    ]
    training = []
    for path, detections in _by_file(case.detections):
        method = next((it.premises.method for it in detections if it.premises.method), None)
        own = profile_of(method) if method else profile
        sets = [
            _set(each, path, session.tree, _counting(session, own, against))
            for each in _references(path, detections, named, session)
        ]
        training.append((path, sets))
    counted = [each for _, sets in training for each in sets] or sources
    if any(_examples(sets) is None for _, sets in training):
        counted = sources  # a tuning file that names its data elsewhere trains on the record's
    return CaseData(
        sources=tuple(each.shown for each in sources),
        training=tuple(_training(path, sets) for path, sets in training if sets),
        test_set=test.shown if test is not None else None,
        count=_merged(counted),
        examples=_examples(counted),
        questions=session.tested(against).questions if against else (),
    )


def _counting(session: Session, profile: Profile, test: tuple[Part, ...]) -> _Counting:
    return lambda parts: session.counted(parts, profile, test)


def _test_set(record: DecisionRecord, session: Session) -> _Set | None:
    """The test set; of its rows only the prompts matter."""
    source = record.evaluation.test_set if record.evaluation is not None else None
    if source is None or not (source.path or source.hub or source.uri):
        return None
    return _set(_of_source(source), "", session.tree, lambda it: session.tested(it).counted)


def _by_file(
    detections: Iterable[Detection],
) -> Iterator[tuple[str, tuple[Detection, ...]]]:
    found: dict[str, list[Detection]] = {}
    for one in detections:
        if one.premises.datasets:
            found.setdefault(one.path, []).append(one)
    yield from ((path, tuple(several)) for path, several in found.items())


def _references(
    path: str, detections: Sequence[Detection], named: Sequence[Source], session: Session
) -> Iterator[Reference]:
    """What a tuning file trains on, each with the record's own entry for it."""
    for one in detections:
        for each in references(one, session.tree.snapshot):
            names = (each.name, *each.names)
            yield replace(
                each,
                source=next(
                    (it for it in named if any(same_data(name, it, path) for name in names)), None
                ),
            )


def _of_source(source: Source) -> Reference:
    name = source.path or source.hub or source.uri or ""
    return Reference(name, (source.path,) if source.path else (), source=source)


def _set(reference: Reference, beside: str, tree: Tree, count: _Counting) -> _Set:
    at = locate(tree, reference, beside)
    counted = count(at.parts) if at.parts else None
    source = reference.source
    return _Set(
        DataEvidence(
            name=reference.name,
            level=_level(at, counted),
            files=tuple(part.path for part in at.parts),
            count=counted.count if counted is not None else None,
            rows=counted.rows if counted is not None else at.rows,
            size=at.size,
            stated=source.examples if source is not None else None,
            pinned=at.pinned or (source is not None and source.pinned),
            held_out=reference.held_out,
            why=counted.why if counted is not None and counted.why else at.why,
        ),
        at.parts,
        counted,
    )


def _level(at: Located, counted: Counted | None) -> Level:
    return Level.FOOTER if counted is not None and counted.count is None else at.level


def _training(path: str, sets: Sequence[_Set]) -> TrainingData:
    return TrainingData(path, tuple(each.shown for each in sets), _merged(sets), _examples(sets))


def _examples(sets: Sequence[_Set]) -> int | None:
    """Distinct examples of several sets, each row once; None when one has no number at all."""
    known = [each.shown.examples for each in sets]
    numbers = [each for each in known if each is not None]
    if not numbers or len(numbers) < len(known):
        return None
    once = {each.parts: each.counted for each in sets if each.counted and each.shown.count}
    if any(each.parts not in once for each in sets):
        return sum(numbers)
    keys = [counted.keys for counted in once.values()]
    held_out = min((each.shown.held_out for each in sets), default=Decimal(0))
    return left(_distinct(keys), held_out)


def _distinct(keys: Sequence[Collection[bytes]]) -> int:
    """How many digests there are, each once."""
    return len(keys[0]) if len(keys) == 1 else len(set().union(*keys))


def _merged(sets: Sequence[_Set]) -> Count | None:
    """One count over the sets that were counted; a row that two of them share is a duplicate."""
    once = {each.parts: each for each in sets if each.shown.count is not None}.values()
    counts = [each.shown.count for each in once if each.shown.count is not None]
    if len(counts) < 2:
        return counts[0] if counts else None
    distinct = _distinct([each.counted.keys for each in once if each.counted is not None])
    shared = sum(each.distinct for each in counts) - distinct
    near = [each.near_duplicates for each in counts if each.near_duplicates is not None]
    shapes: dict[str, int] = {}
    for shape, rows in (pair for each in counts for pair in each.shapes):
        shapes[shape] = shapes.get(shape, 0) + rows
    return Count(
        rows=sum(each.rows for each in counts),
        bad=sum(each.bad for each in counts),
        unanswered=sum(each.unanswered for each in counts),
        distinct=distinct,
        exact_duplicates=sum(each.exact_duplicates for each in counts),
        duplicates=sum(each.duplicates for each in counts) + shared,
        near_duplicates=sum(near) if len(near) == len(counts) else None,
        near_looked=sum(each.near_looked for each in counts),
        conflicts=sum(each.conflicts for each in counts),
        leaked=sum(each.leaked for each in counts),
        shapes=tuple(sorted(shapes.items(), key=lambda it: (-it[1], it[0]))),
        faults=tuple(it for each in counts for it in each.faults)[:_MOST_ROWS_SHOWN],
        conflict_rows=tuple(it for each in counts for it in each.conflict_rows)[:_MOST_ROWS_SHOWN],
        leaked_rows=tuple(it for each in counts for it in each.leaked_rows)[:_MOST_ROWS_SHOWN],
        closed_book=sum(each.closed_book for each in counts),
        closed_book_looked=sum(each.closed_book_looked for each in counts),
        closed_book_rows=tuple(it for each in counts for it in each.closed_book_rows)[:3],
    )
