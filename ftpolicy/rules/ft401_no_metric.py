"""FT401: no metric."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.result_samples import measured_in
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank

RULE = Rule(
    code="FT401",
    severity=Severity.ERROR,
    verdict=Verdict.DEFINE_METRIC,
    summary="no metric",
    why="Without a metric nobody can tell whether prompting falls short, whether tuning helped, or "
    "when the tuned model has gone stale. It must be the same for all three.",
    remedy="Name the metric as `evaluation.metric`, with its `target`, `higher_is_better` and "
    "`scale`.",
    needs=UNDECIDED,
    passes=(sample({"evaluation.metric": "exact_match"}, files=measured_in("exact_match")),),
    fails=(
        sample(None, "evaluation"),
        sample(None, "evaluation.metric"),
        sample({"evaluation.metric": ""}),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    if record.evaluation is None:
        yield finding(RULE, "the record has no `evaluation`", at(record, "evaluation"))
    elif blank(record.evaluation.metric):
        yield finding(
            RULE, "the record has no `evaluation.metric`", at(record, "evaluation.metric")
        )
