"""FT402: no target, or its direction is unknown."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.result_samples import TABLE, table
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import ticked

RULE = Rule(
    code="FT402",
    severity=Severity.ERROR,
    verdict=Verdict.DEFINE_METRIC,
    summary="no target, or direction unknown",
    why="A target that is set before the training keeps everybody honest after it. The direction "
    "says whether a higher score is better, as for accuracy, or a lower one, as for an error rate.",
    remedy="Write the score that is wanted as `evaluation.target`, and `higher_is_better: true` or "
    "`false`.",
    needs=(*UNDECIDED, "FT401"),
    passes=(
        sample(
            {"evaluation.target": 0.20, "evaluation.higher_is_better": False},
            files={TABLE: table((5, 213 + n) for n in range(12))},
            note="an error rate",
        ),
    ),
    fails=(
        sample(None, "evaluation.target"),
        sample(None, "evaluation.higher_is_better"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    fields = {
        "evaluation.target": record.evaluation.target is None,
        "evaluation.higher_is_better": record.evaluation.higher_is_better is None,
    }
    missing = [field for field, lacking in fields.items() if lacking]
    if missing:
        yield finding(
            RULE, f"the record has no {ticked(missing, 'and no')}", at(record, missing[0])
        )
