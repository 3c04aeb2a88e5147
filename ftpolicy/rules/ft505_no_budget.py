"""FT505: no budget for the retraining."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT505",
    severity=Severity.WARNING,
    summary="no budget for the retraining",
    why="Fine-tuning is paid for again and again. A sum in the record lets the owner train without "
    "asking each time, and shows the reviewer what the decision costs.",
    remedy="Write `retraining.budget` with `amount`, `currency` and `per`.",
    needs=(*UNDECIDED, "FT501"),
    passes=(sample({"retraining.budget.amount": 0}, note="free is a sum as well"),),
    fails=(sample(None, "retraining.budget"), sample(None, "retraining.budget.amount")),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.retraining is None:
        return
    budget = record.retraining.budget
    if budget is None or budget.amount is None:
        missing = "retraining.budget" if budget is None else "retraining.budget.amount"
        yield finding(RULE, f"the record has no `{missing}`", at(record, missing))
