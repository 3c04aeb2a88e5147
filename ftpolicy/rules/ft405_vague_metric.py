"""FT405: a metric that cannot be measured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.result_samples import measured_in
from ftpolicy.rules.rule import UNDECIDED, Rule, Sample, at, finding, sample
from ftpolicy.rules.wording import word_set

_SAYS_NOTHING = word_set(
    "quality better best good great nice improved improve improvement improvements performance "
    "vibe vibes feel feeling feelings happiness goodness usefulness overall general subjective "
    "answer answers response responses reply replies output outputs result results text model "
    "metric score rating value human user users customer customers the of our more and a"
)


def _in(metric: str) -> Sample:
    return sample({"evaluation.metric": metric}, files=measured_in(metric))


RULE = Rule(
    code="FT405",
    severity=Severity.WARNING,
    summary='metric is not measurable ("quality", "better answers")',
    why="Two people who measure quality get two numbers. A metric says what is counted: the share "
    "of replies that pass a rubric, exact matches, wins against a named opponent.",
    remedy="Name in `evaluation.metric` what is counted, such as `rubric_pass_rate` or "
    "`json_valid_rate`.",
    needs=(*UNDECIDED, "FT401"),
    passes=(
        _in("quality_rubric_pass_rate"),
        _in("answer accuracy"),
    ),
    fails=(
        _in("quality"),
        _in("Better answers"),
        _in("overall_response_quality_score"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None or record.evaluation.metric is None:
        return
    metric = record.evaluation.metric
    words = re.findall(r"[^\W_]+", metric.casefold())
    if words and all(word in _SAYS_NOTHING for word in words):
        yield finding(
            RULE,
            f"the metric `{metric}` does not say what is measured",
            at(record, "evaluation.metric"),
        )
