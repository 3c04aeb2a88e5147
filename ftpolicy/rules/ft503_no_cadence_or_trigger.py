"""FT503: neither a cadence nor a trigger says when to train again."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank

RULE = Rule(
    code="FT503",
    severity=Severity.ERROR,
    verdict=Verdict.PLAN_RETRAINING,
    summary="neither cadence nor trigger",
    why="Somebody has to know when the model is trained again: after a fixed time, or when a "
    "number falls or the product changes. Otherwise it happens when a customer complains.",
    remedy="Write `retraining.cadence` as a duration (`P3M` is three months), or name the events "
    "under `retraining.triggers`.",
    needs=(*UNDECIDED, "FT501"),
    passes=(
        sample(None, "retraining.cadence", note="triggers alone"),
        sample(None, "retraining.triggers", note="a cadence alone"),
    ),
    fails=(
        sample(None, "retraining.cadence", "retraining.triggers"),
        sample({"retraining.triggers": [" "]}, "retraining.cadence"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.retraining is None:
        return
    plan = record.retraining
    if plan.cadence is None and all(map(blank, plan.triggers)):
        yield finding(
            RULE,
            "the record has neither `retraining.cadence` nor `retraining.triggers`",
            at(record, "retraining"),
        )
