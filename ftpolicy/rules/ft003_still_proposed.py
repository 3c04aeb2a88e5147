"""FT003: the record is still proposed."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import Status
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, at, finding, sample

RULE = Rule(
    code="FT003",
    severity=Severity.WARNING,
    verdict=Verdict.AWAITING_APPROVAL,
    summary="the record is still `proposed`; an error with `--ci` or `--base`",
    why="A proposal is enough to work on a branch, so a local look only reminds of it. What goes "
    "into a protected branch needs a decision that somebody has taken.",
    remedy="Have the owners decide, then write `status: accepted` and the day as `decided_on`.",
    passes=(sample({"status": "accepted"}, enforcing=True),),
    fails=(
        sample({"status": "proposed"}, note="a warning"),
        sample({"status": "proposed"}, enforcing=True, note="an error"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.status is not Status.PROPOSED:
        return
    yield finding(
        RULE,
        f"the decision `{record.id}` is still `proposed`",
        at(record, "status"),
        severity=Severity.ERROR if asked.enforcing else Severity.WARNING,
    )
