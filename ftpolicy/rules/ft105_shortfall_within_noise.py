"""FT105: the prompted score falls short of the target only within the noise."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, shippable
from ftpolicy.rules.measured import (
    Bound,
    bound,
    on_items,
    printed_bound,
    prompted,
    would_tell,
)
from ftpolicy.rules.result_samples import OUTSIDE
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT105",
    severity=Severity.WARNING,
    summary="the prompted score is under the target only within the noise",
    why="On few test items a prompt that truly meets the target scores under it about every second "
    "time. Only when the one-sided 95 % bound stays short of the target is the shortfall more than "
    "chance.",
    remedy="Measure the best prompt on more test items, and write that score as `confirmed` with "
    "its result file.",
    needs=(*UNDECIDED, "FT101", "FT401", "FT402", "FT403"),
    passes=(
        sample({"evaluation.target": 0.76}, note="upper bound 0.752 on 300 items"),
        sample(
            {"evaluation.kind": "mean", "evaluation.target": 0.75},
            note="a mean whose errors nobody wrote down: nothing tells",
        ),
    ),
    fails=(
        sample({"evaluation.target": 0.75}),
        sample(
            {
                "few_shot_baselines.0.results": [OUTSIDE],
                "few_shot_baselines.0.test_examples": 100,
                "evaluation.target": 0.77,
            },
            also=("FT112",),
            note="by the claim alone",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None or record.evaluation.target is None:
        return
    evaluation, target = record.evaluation, record.evaluation.target
    side = "lower" if evaluation.higher_is_better is False else "upper"
    for each in shippable(record):
        scored = prompted(case, record, each)
        if scored is None or evaluation.meets_target(scored.score):
            continue
        edge = bound(record, scored, side)
        if edge is not None and _reaches(edge, target):
            yield finding(
                RULE,
                f"{called(each)} scores {scored.subject}{on_items(scored.items)}, {side} bound "
                f"`{printed_bound(edge, target)}`, target `{target}`: not shown to fall short"
                + would_tell(scored.items, edge.items_needed),
                at(record, scored.place),
            )


def _reaches(edge: Bound, target: Decimal) -> bool:
    return edge.value <= target if edge.name == "lower" else edge.value >= target
