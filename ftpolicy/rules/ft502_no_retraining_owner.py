"""FT502: nobody owns the retraining."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank

RULE = Rule(
    code="FT502",
    severity=Severity.ERROR,
    verdict=Verdict.PLAN_RETRAINING,
    summary="no owner of the retraining",
    why="A plan that belongs to nobody is not carried out. Somebody must notice that the model has "
    "aged, train it again and answer for the budget.",
    remedy="Name a person or team as `retraining.owner`.",
    needs=(*UNDECIDED, "FT501"),
    passes=(sample({"retraining.owner": "ml-platform@acme.example"}),),
    fails=(sample(None, "retraining.owner"), sample({"retraining.owner": ""})),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is not None and record.retraining is not None and blank(record.retraining.owner):
        yield finding(RULE, "the record has no `retraining.owner`", at(record, "retraining.owner"))
