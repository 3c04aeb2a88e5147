"""The cases of a run with what was measured for them."""

from __future__ import annotations

from datetime import date

from ftpolicy.model.change import ChangeSet
from ftpolicy.model.run import Run
from ftpolicy.model.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftpolicy.evidence.session import Session

HOOK_BYTES = 256 << 20
"""Bytes of data that a hook reads at most; CI and `ftpolicy measure` read more."""


def measuring(change_set: ChangeSet, today: date, whole: bool) -> Session:
    """One session for a run: a hook reads less, and looks for no near duplicates."""
    from ftpolicy.evidence.datasets.budget import Budget
    from ftpolicy.evidence.session import MOST_NEAR, session

    if change_set.enforcing or whole:
        return session(change_set.after, today, near=MOST_NEAR)
    return session(change_set.after, today, budget=Budget(bytes=HOOK_BYTES))


def measured(run: Run, session: Session | None) -> Run:
    """The run with evidence for each case that every rule judges; all of it within one budget."""
    if session is None or not any(case.decision and case.touched for case in run.cases):
        return run
    from ftpolicy.evidence.measure import measure

    return replace(
        run,
        cases=tuple(
            replace(case, evidence=measure(case, session)) if case.touched else case
            for case in run.cases
        ),
    )
