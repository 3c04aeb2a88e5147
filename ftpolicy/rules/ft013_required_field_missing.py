"""FT013: a field that the policy requires is missing."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, at, finding, sample

RULE = Rule(
    code="FT013",
    severity=Severity.ERROR,
    verdict=Verdict.CORRECT_THE_RECORD,
    summary="a field that the policy requires is missing",
    why="An organisation may ask for more than the five things that every record shows: a data "
    "protection assessment, a licence, a cost centre. Its policy names these fields.",
    remedy="Write the field that the policy requires into the record.",
    settings=("required_fields",),
    passes=(sample(policy="required_fields: [extra.dpia, dataset.licence]\n"),),
    fails=(
        sample(policy="required_fields: [extra.cost_centre]\n"),
        sample(None, "dataset.licence", policy="required_fields: [dataset.licence]\n"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for field in asked.required_fields:
        if not record.places.has(field):
            yield finding(
                RULE,
                f"the record has no `{field}`, which the policy requires",
                at(record, field),
                remedy=f"Write `{field}` into the record.",
            )
