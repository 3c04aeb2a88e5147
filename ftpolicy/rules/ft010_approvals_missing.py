"""FT010: the approvals that the policy asks for are missing or not verified."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, finding, sample
from ftpolicy.rules.wording import counted

RULE = Rule(
    code="FT010",
    severity=Severity.ERROR,
    verdict=Verdict.AWAITING_APPROVAL,
    summary="approvals that the policy asks for are missing; a note where they cannot be verified",
    why="Names in a file are claims: anybody can write them. Real approvals stand on the pull or "
    "merge request, so a local look can only say that it did not verify them.",
    remedy="Open a pull or merge request and ask the people whom the policy names for their "
    "approval.",
    settings=("approvals.count", "approvals.from"),
    passes=(sample(policy="approvals: {count: 0}\n"), sample(note="the policy asks for none")),
    fails=(sample(policy="approvals: {count: 1, from: [dana]}\n", note="a note on a local look"),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    if case.decision is None or asked.approvals <= 0:
        return
    yield finding(
        RULE,
        f"not verified: the policy asks for {counted(asked.approvals, 'approval')}",
        case.place,
        severity=Severity.ERROR if asked.proposal else Severity.NOTE,
    )
