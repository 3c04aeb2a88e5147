"""The first half of the way: a change set to what is there to be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ftpolicy.changes import odd
from ftpolicy.detect import load as detector_files
from ftpolicy.detect.detector import Detector
from ftpolicy.detect.find import candidates, find
from ftpolicy.detect.found import Found
from ftpolicy.detect.one_file import detect
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.case import Hidden
from ftpolicy.model.change import ChangeKind, ChangeSet, EntryKind, ScopeKind, Snapshot
from ftpolicy.model.detection import Detection, Premises, Unreadable
from ftpolicy.model.links import link_target
from ftpolicy.model.record import DecisionRecord, RecordBook
from ftpolicy.model.source import Location, SourceFile
from ftpolicy.model.values import dataclass, replace
from ftpolicy.parse.language import claimed
from ftpolicy.parse.patterns import Patterns
from ftpolicy.policy.load import Policy
from ftpolicy.records import find as record_files
from ftpolicy.records.cover import Coverage, Touch


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in the change set, before anything is judged."""

    found: Found
    hidden: tuple[Hidden, ...]
    now: Coverage
    before: Coverage  # of the records that the change touches, as they were
    touch: Touch
    orphans: frozenset[str]  # live records that cover no tuning file of the tree
    was: Found = Found((), ())  # the changed tuning files as they were

    def orphaned(self, record: DecisionRecord) -> bool:
        return record.path in self.orphans


def detectors_in_force(change_set: ChangeSet, policy: Policy) -> tuple[Detector, ...]:
    """Built-in detectors and the base's own, without those that the policy switches off."""
    own: tuple[Detector, ...] = ()
    if policy.detector_paths and change_set.policy_trees:
        tree = change_set.policy_trees[0]
        patterns = Patterns(policy.detector_paths)
        own = tuple(
            _own(tree.read(entry.path) or b"", entry.path)
            for entry in tree.entries()
            if entry.kind is EntryKind.FILE and patterns.match(entry.path)
        )
    families = {"generative", "encoder"} if policy.include_encoders else {"generative"}
    return tuple(
        each
        for each in (*detector_files.built_in(), *own)
        if each.family in families and each.id not in policy.disabled_detectors
    )


def _own(data: bytes, path: str) -> Detector:
    from ftpolicy.detect.faults import read_own

    detector = read_own(data, path)
    if any(detector.id == one.id for one in detector_files.built_in()):
        raise FtpolicyError(
            f"{path}: `{detector.id}` is the id of a detector that comes with ftpolicy; choose"
            " another one"
        )
    return detector


def look(
    change_set: ChangeSet, policy: Policy, detectors: tuple[Detector, ...], whole: bool
) -> Look:
    """Find tuning files and records: of the change, and of what its records cover."""
    exclude = Patterns(policy.exclude)
    changes = tuple(it for it in change_set.changes if not exclude.match(it.path))
    change_set = replace(change_set, changes=changes)
    changed = frozenset(it.path for it in changes)
    tree = change_set.scope is ScopeKind.TREE
    touched = _book(change_set.after, policy, changed)
    before = Coverage(_book(change_set.before, policy, changed))
    records = frozenset((*_paths_in(touched), *_paths_in(before.book)))
    judged = [it for it in _judged(change_set, policy, whole) if not exclude.match(it)]
    found = find(change_set.after, judged, detectors)
    linked, hidden = _links(change_set, detectors)
    old = find(change_set.before, [it.path for it in changes if it.before], detectors)
    hidden = (*odd.hidden(changes), *hidden)
    seen = found.detections or found.unreadable or linked or old.detections or records
    if not seen and not whole:
        return Look(found, hidden, Coverage(touched), before, Touch(), frozenset())
    now = Coverage(_book(change_set.after, policy, None, touched))
    covered = () if whole else _covered(change_set, records, now, before)
    known = frozenset(judged)
    more = [it for it in covered if it not in known and not exclude.match(it)]
    below = find(change_set.after, more, detectors)
    found = Found(
        (*found.detections, *linked, *below.detections), (*found.unreadable, *below.unreadable)
    )
    touch = Touch(
        premises=_new_premises(found, old, changed),
        files=frozenset() if tree else changed,
        records=records,
        everything=whole,
    )
    orphans = _orphans(change_set, detectors, now, touch, found, old)
    return Look(found, hidden, now, before, touch, orphans, old)


def _book(
    tree: Snapshot, policy: Policy, only: frozenset[str] | None, held: RecordBook | None = None
) -> RecordBook:
    return record_files.find(tree, policy.records, policy.exclude, only, held)


def _paths_in(book: RecordBook) -> Iterator[str]:
    yield from (record.path for record in book.decisions)
    yield from (clearance.path for clearance in book.clearances)


def _judged(change_set: ChangeSet, policy: Policy, whole: bool) -> tuple[str, ...]:
    """The paths that the change puts to judgement, or all that a language claims."""
    if whole:
        return candidates(change_set.after)
    return tuple(
        it.path
        for it in change_set.changes
        if it.after is not None
        and it.after.kind is EntryKind.FILE
        and (it.kind is ChangeKind.ADDED or policy.scope != "added")
    )


def _covered(
    change_set: ChangeSet, records: frozenset[str], now: Coverage, before: Coverage
) -> tuple[str, ...]:
    """The files of the tree that touched or deleted records cover, or covered."""
    patterns = [
        Patterns(record.covers)
        for book in (now.book, before.book)
        for record in book.decisions
        if record.path in records
    ]
    if not patterns:
        return ()
    paths = candidates(change_set.after)
    return tuple(path for path in paths if any(each.match(path) for each in patterns))


def _links(
    change_set: ChangeSet, detectors: tuple[Detector, ...]
) -> tuple[tuple[Detection, ...], tuple[Hidden, ...]]:
    """What the links of the change stand for inside the tree, and those that lead out of it."""
    tree = change_set.after
    found: list[Detection] = []
    hidden: list[Hidden] = []
    for change in change_set.changes:
        if change.after is None or change.after.kind is not EntryKind.LINK:
            continue
        target = link_target(tree, change.path)
        if target is not None:
            source = SourceFile(change.path, tree.read(target) or b"")
            found += (it for it in detect(source, detectors) if isinstance(it, Detection))
        elif claimed(change.path):
            hidden.append(Hidden(Location(change.path), "a link that leads to no file of the tree"))
    return tuple(found), tuple(hidden)


def _new_premises(found: Found, old: Found, changed: frozenset[str]) -> frozenset[str]:
    """The changed tuning files that are new, or whose premises differ from the base's."""
    was, now = _premises(old.detections), _premises(found.detections)
    return frozenset(path for path in now if path in changed and was.get(path) != now[path])


def _premises(found: Iterable[Detection]) -> dict[str, set[Premises]]:
    by_path: dict[str, set[Premises]] = {}
    for one in found:
        # Where a value comes from at run time is no premise, only what is known is.
        by_path.setdefault(one.path, set()).add(replace(one.premises, chosen=()))
    return by_path


def _orphans(
    change_set: ChangeSet,
    detectors: tuple[Detector, ...],
    now: Coverage,
    touch: Touch,
    found: Found,
    old: Found,
) -> frozenset[str]:
    """The records without a tuning file among those that may have lost theirs."""
    tuned = _paths_of(found)
    gone = _paths_of(old) - tuned
    bereft = {record.path for path in gone for record in now.live(path)}
    orphans = set()
    for record in now.book.records:
        suspect = touch.everything or record.path in touch.records
        if not suspect and record.path not in bereft:
            continue
        patterns = Patterns(record.covers)
        if any(patterns.match(path) for path in tuned):
            continue
        if not suspect:
            below = [path for path in candidates(change_set.after) if patterns.match(path)]
            if _paths_of(find(change_set.after, below, detectors)):
                continue
        orphans.add(record.path)
    return frozenset(orphans)


def _paths_of(found: Found) -> set[str]:
    unreadable: tuple[Unreadable, ...] = found.unreadable
    return {one.path for one in found.detections} | {one.location.path for one in unreadable}
