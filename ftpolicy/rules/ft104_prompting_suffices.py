"""FT104: a prompted setup meets the target."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, shippable
from ftpolicy.rules.measured import prompted
from ftpolicy.rules.result_samples import TABLE, table
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
        sample(
            {"evaluation.target": 0.72},
            also=("FT105",),
            note="one hundredth short of the target, if only by chance",
        ),
        sample(
            {
                "evaluation.target": 0.71,
                "few_shot_baselines.0.confirmed": {
                    "score": 0.61,
                    "test_examples": 300,
                    "results": ["evals/few_shot/again.csv"],
                },
            },
            files={"evals/few_shot/again.csv": table([(5, 183)])},
            note="the winner again on fresh items: the confirmed score counts",
        ),
    ),
    fails=(
        sample({"evaluation.target": 0.71}, note="the target exactly"),
        sample({"evaluation.target": 0.71, "few_shot_baselines.0.role": "ceiling"}),
        sample(
            {"evaluation.target": 0.80, "evaluation.higher_is_better": False},
            also=("FT107",),
            note="less is better",
        ),
        sample(
            files={TABLE: table([(5, 258), *((5, 213 - n) for n in range(11))])},
            also=("FT107",),
            note="claimed to fall short, and by the results it does not",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    for each in shippable(record):
        scored = prompted(case, record, each)
        if scored is not None and record.evaluation.meets_target(scored.score):
            yield finding(
                RULE,
                f"{called(each)} scores {scored.subject} and meets the target "
                f"`{record.evaluation.target}` without fine-tuning",
                at(record, scored.place),
            )
