"""FT506: the base model ends before the next review."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT506",
    severity=Severity.WARNING,
    summary="the base model ends before the next review",
    why="When a provider withdraws the base model, the tuned model ends with it. A review that "
    "comes after that day comes too late to move.",
    remedy="Bring `retraining.next_review` forward, before the day in "
    "`retraining.base_available_until`.",
    needs=(*UNDECIDED, "FT501"),
    passes=(sample({"retraining.base_available_until": "2027-02-20"}, note="the same day"),),
    fails=(sample({"retraining.base_available_until": "2027-02-19"}, note="the day before"),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.retraining is None:
        return
    end, review = record.retraining.base_available_until, record.retraining.next_review
    if end is not None and review is not None and end < review:
        yield finding(
            RULE,
            f"the base model ends on `{end}`, before the review of `{review}`",
            at(record, "retraining.base_available_until"),
        )
