"""What of a tree the adoption baseline is about."""

from __future__ import annotations

from ftpolicy.model.baseline import BaselineEntry, entry_of
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.run import StaleEntry
from ftpolicy.model.values import dataclass
from ftpolicy.pipeline.look import detectors_in_force, look
from ftpolicy.pipeline.sort import sort
from ftpolicy.policy.baseline import bare
from ftpolicy.policy.load import Policy


@dataclass(frozen=True, slots=True)
class Legacy:
    """The uncovered tuning files of a tree, and the entries that nothing needs."""

    uncovered: tuple[BaselineEntry, ...]  # as an entry notes them, sorted
    stale: tuple[StaleEntry, ...]
    unreadable: tuple[str, ...]  # paths that no entry can hold: their premises are not known


def legacy(change_set: ChangeSet, policy: Policy) -> Legacy:
    """Everything without a record in the tree of a change set, whatever the change is."""
    seen = look(change_set, policy, detectors_in_force(change_set, policy), whole=True)
    run = sort(change_set, policy, seen, whole=True)
    found = {entry_of(case.detections[0]) for _, case in bare(run.cases)}
    return Legacy(
        tuple(sorted(found, key=lambda it: it.order)),
        run.stale_entries,
        tuple(dict.fromkeys(one.location.path for one in run.unreadable)),
    )
