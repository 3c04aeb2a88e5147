"""FT504: the next review date is missing or past."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT504",
    severity=Severity.ERROR,
    verdict=Verdict.PLAN_RETRAINING,
    clock=True,
    summary="next review date is missing or past",
    why="What was true when the decision was taken may not be true now: a newer base model may do "
    "the job with a prompt. A review date makes sure that somebody looks again.",
    remedy="Review the decision, then write the day of the next review as "
    "`retraining.next_review`.",
    needs=(*UNDECIDED, "FT501"),
    passes=(sample({"retraining.next_review": "2026-11-22"}, note="today"),),
    fails=(
        sample(None, "retraining.next_review"),
        sample({"retraining.next_review": "2026-11-21"}, note="past: the decision is stale"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.retraining is None:
        return
    review = record.retraining.next_review
    place = at(record, "retraining.next_review")
    if review is None:
        yield finding(
            RULE,
            "the record has no `retraining.next_review`",
            place,
            remedy="Write the day of the next review as `retraining.next_review`.",
        )
    elif review < asked.today:
        yield finding(
            RULE,
            f"the review was due on `{review}`",
            place,
            verdict=Verdict.DECISION_STALE,
            due=True,
        )
