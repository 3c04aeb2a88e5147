"""What a case comes to, from its findings."""

from __future__ import annotations

from collections.abc import Sequence

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import Status

_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


def verdict(case: Case, findings: Sequence[Finding]) -> Verdict:
    """The first verdict, in their order, that a standing error means; else how ready it is."""
    standing = [found for found in findings if found.stands]
    meant = [found.verdict for found in standing if found.severity is Severity.ERROR]
    if case.decision is not None and case.decision.status is Status.EXPLORING:
        meant.append(Verdict.EXPLORING)
    if meant:
        return min(meant, key=_ORDER.__getitem__)
    if any(found.severity is Severity.WARNING for found in standing):
        return Verdict.READY_WITH_WARNINGS
    return Verdict.READY
