"""How much a finding weighs once policy, mode and the kind of case have had their say."""

from __future__ import annotations

from datetime import date

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Confidence
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.record import Status
from ftpolicy.model.values import replace
from ftpolicy.policy.load import Policy

_SOFT_WHILE_EXPLORING = "125"
"""Groups that only warn until an exploration ends; knowledge goals stay refused."""

_HIGHEST = {"observe": Severity.NOTE, "warn": Severity.WARNING, "block": Severity.ERROR}
"""What a finding weighs at most where a folder of the same run is judged more strictly."""


def weigh(
    finding: Finding, case: Case | None, policy: Policy, today: date, mode: str
) -> Finding | None:
    """The finding with its severity in force, None when the policy switches it off.

    `mode` is that of the run: the strictest of the folders that it looked into.
    """
    severity = policy.severity(finding.code, finding.severity)
    cap = _cap(finding, case, policy, today, mode)
    if severity is None or cap is None:
        return None
    return replace(finding, severity=min(severity, cap, key=lambda it: it.rank))


def _cap(
    finding: Finding, case: Case | None, policy: Policy, today: date, mode: str
) -> Severity | None:
    highest: Severity | None = _HIGHEST[policy.mode]
    if mode == "observe":
        highest = Severity.ERROR  # nothing fails, so it is shown as what it is
    if case is None:
        return highest
    if finding.due and not case.touched:
        return Severity.NOTE  # a clock never breaks an unrelated commit
    if finding.code == "FT001" and case.detections[0].confidence is Confidence.LIKELY:
        likely = None if policy.likely == "off" else Severity(policy.likely)
        highest = min(highest, likely, key=lambda it: it.rank) if highest and likely else None
    if finding.code[2] in _SOFT_WHILE_EXPLORING and _exploring(case, today):
        return Severity.WARNING
    return highest


def _exploring(case: Case, today: date) -> bool:
    record = case.decision
    return (
        record is not None
        and record.status is Status.EXPLORING
        and record.ends is not None
        and today <= record.ends
    )
