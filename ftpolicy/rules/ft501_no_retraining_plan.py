"""FT501: no retraining plan."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record_parts import Retraining
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT501",
    severity=Severity.ERROR,
    verdict=Verdict.PLAN_RETRAINING,
    summary="no retraining plan",
    why="A tuned model starts to age on the day it is trained: data drifts, products change, base "
    "models are withdrawn. Who tunes once has to tune again, and that should be planned and paid "
    "for before the first time.",
    remedy="Write `retraining` with `owner`, `cadence` or `triggers`, `next_review` and `budget`.",
    needs=UNDECIDED,
    passes=(sample(note="a full plan"),),
    fails=(sample(None, "retraining"), sample({"retraining": {}})),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is not None and record.retraining in (None, Retraining()):
        yield finding(RULE, "the record has no `retraining`", at(record, "retraining"))
