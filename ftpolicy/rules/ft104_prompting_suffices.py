"""FT104: a prompted setup meets the target."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import Baseline
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, meets_target, shippable
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT104",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="a prompted setup meets the target: no need to fine-tune",
    why="When a prompt reaches what was asked, a tuned model can only cost more and age faster. "
    "For a quality goal any prompted model will do; for latency, token cost or a small model only "
    "one that keeps the constraint.",
    remedy="Ship the prompted setup and remove the tuning file. If it cannot be shipped because it "
    "is too slow, too dear or too large, that is the goal: write it as `goal.type` and the "
    "baseline's `role` as `ceiling`.",
    needs=(*UNDECIDED, "FT101", "FT401", "FT402", "FT403"),
    passes=(
        sample({"evaluation.target": 0.72}, note="one hundredth short of the target"),
        sample(
            {
                "evaluation.target": 0.71,
                "few_shot_baselines.0.confirmed": {
                    "score": 0.69,
                    "test_examples": 300,
                    "results": ["evals/few_shot/variations.csv"],
                },
            },
            note="the winner again on fresh items: the confirmed score counts",
        ),
    ),
    fails=(
        sample({"evaluation.target": 0.71}, note="the target exactly"),
        sample({"evaluation.target": 0.71, "few_shot_baselines.0.role": "ceiling"}),
        sample(
            {"evaluation.target": 0.80, "evaluation.higher_is_better": False},
            note="less is better",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    for each in shippable(record):
        place, baseline = each
        if meets_target(record, baseline):
            yield finding(
                RULE,
                f"{called(each)} scores `{baseline.judged_score}` and meets the target "
                f"`{record.evaluation.target}` without fine-tuning",
                at(record, f"{place}.{_scored_in(baseline)}"),
            )


def _scored_in(baseline: Baseline) -> str:
    confirmed = baseline.confirmed is not None and baseline.confirmed.score is not None
    return "confirmed.score" if confirmed else "score"
