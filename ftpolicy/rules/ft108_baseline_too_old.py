"""FT108: the baseline was measured long before the decision."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, numbered
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT108",
    severity=Severity.WARNING,
    summary="baseline measured longer before `decided_on` than the policy's age",
    why="Base models improve within months, and a prompt that fell short in spring may do well in "
    "autumn. A decision should rest on what prompting can do today.",
    remedy="Measure the baseline again, best with the newest base model, and write the day as "
    "`measured_on`.",
    needs=(*UNDECIDED, "FT101"),
    settings=("limits.baseline_max_age",),
    passes=(sample({"few_shot_baselines.0.measured_on": "2026-05-24"}, note="180 days before"),),
    fails=(
        sample({"few_shot_baselines.0.measured_on": "2026-05-23"}, note="181 days before"),
        sample(None, "few_shot_baselines.0.measured_on"),
        sample(policy="limits: {baseline_max_age: P7D}\n"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    decided = record.decided_on or asked.today
    for each in numbered(record):
        place, baseline = each
        measured = baseline.measured_on
        if measured is None:
            yield finding(
                RULE,
                f"{called(each)} does not say when it was measured",
                at(record, f"{place}.measured_on"),
            )
            continue
        ages = (asked.limits_for(profile).baseline_max_age for profile in case.profiles)
        age = min(ages, key=lambda each: each.after(measured))
        if age.after(measured) < decided:
            yield finding(
                RULE,
                f"{called(each)} was measured on `{measured}`, `{(decided - measured).days}` days "
                f"before the decision; the policy allows `{age.text}`",
                at(record, f"{place}.measured_on"),
            )
