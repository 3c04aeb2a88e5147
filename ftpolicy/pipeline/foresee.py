"""What the gate will say of a record before it is written."""

from __future__ import annotations

from datetime import date

from ftpolicy.changes.overlay import with_file
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.finding import Finding, Report, Severity
from ftpolicy.pipeline import check
from ftpolicy.policy.load import Policy

AGAINST = ("FT302", "FT104", "FT202", "FT602")
"""The errors that say: do not fine-tune. Every other one asks for something to be written."""


def foreseen(
    change_set: ChangeSet, policy: Policy, today: date, path: str, text: str, *, evidence: bool
) -> Report:
    """The report on the change with the record in it."""
    changed = with_file(change_set, path, text.encode())
    return check(changed, policy, today, evidence=evidence)


def against(report: Report, path: str) -> tuple[Finding, ...]:
    """The findings on the record that are reasons not to fine-tune, the weightiest first."""
    found = [
        one
        for one in report.standing
        if one.record == path and one.code in AGAINST and one.severity is Severity.ERROR
    ]
    return tuple(sorted(found, key=lambda it: AGAINST.index(it.code)))
