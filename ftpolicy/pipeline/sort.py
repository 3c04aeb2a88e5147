"""What was seen, sorted: examples, cleared false alarms, and the cases."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.changes import gate, odd
from ftpolicy.detect.named import named_outside
from ftpolicy.model.case import Case, Cleared
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.detection import Confidence, Detection
from ftpolicy.model.run import Run, StaleEntry
from ftpolicy.parse.patterns import Patterns
from ftpolicy.pipeline.look import Look
from ftpolicy.policy import baseline
from ftpolicy.policy.load import Policy
from ftpolicy.records.cover import cases


def sort(change_set: ChangeSet, policy: Policy, seen: Look, whole: bool) -> Run:
    """The run that rules judge; what nothing needs is known only of a `whole` tree."""
    example = Patterns(policy.examples)
    examples: list[Detection] = []
    cleared: list[Cleared] = []
    judged: list[Detection] = []
    for one in seen.found.detections:
        clearance = seen.now.clearance(one.path)
        if example.match(one.path) and not named_outside(change_set.after, one.path, example):
            examples.append(one)
        elif clearance is not None and one.confidence is Confidence.LIKELY:
            cleared.append(Cleared(one, clearance))
        else:
            judged.append(one)
    built = cases(judged, seen.now, seen.before, seen.touch, seen.orphaned)
    shown = [one.path for one in seen.found.detections]
    shown += [case.record.path for case in built if case.record is not None]
    return Run(
        cases=baseline.outgrown(built, policy.baseline),
        book=seen.now.book,
        unreadable=seen.found.unreadable,
        hidden=seen.hidden,
        odd_paths=tuple(odd.odd_paths(change_set.after, shown)),
        cleared=tuple(cleared),
        examples=tuple(examples),
        gate_edits=gate.edits(change_set, _own_parts(change_set, policy)),
        stale_entries=tuple(_stale(change_set, policy, seen, built)) if whole else (),
    )


def _own_parts(change_set: ChangeSet, policy: Policy) -> dict[str, str]:
    """The changed files that the policy itself makes parts of the gate."""
    detectors = Patterns(policy.detector_paths)
    own = {it.path: "detector" for it in change_set.changes if detectors.match(it.path)}
    return {**own, **dict.fromkeys(policy.files, "policy")}


def _stale(
    change_set: ChangeSet, policy: Policy, seen: Look, built: tuple[Case, ...]
) -> Iterator[StaleEntry]:
    """The entries of the baseline that no uncovered tuning file needs any more."""
    held = set(baseline.needed(built, policy.baseline).values())
    found = {one.path for one in seen.found.detections}
    asked = {one.path: case for case in built for one in case.detections}
    for entry in policy.baseline:
        if entry in held:
            continue
        case = asked.get(entry.path)
        if change_set.after.entry(entry.path) is None:
            yield StaleEntry(entry, "the file is gone")
        elif entry.path not in found:
            yield StaleEntry(
                entry, "no fine-tuning is found in the file, or the policy excludes it"
            )
        elif case is None:
            yield StaleEntry(entry, "no record is asked of the file")
        elif case.record is not None or case.dead or case.lost:
            yield StaleEntry(entry, "a record decides about the file")
        else:
            yield StaleEntry(entry, "its premises are others")
