"""FT403: score, target and scale do not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, numbered
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT403",
    severity=Severity.ERROR,
    verdict=Verdict.CORRECT_THE_RECORD,
    summary="score, target and scale do not fit together",
    why="A score of 0.71 against a target of 85 is a slip of the pen: one is a share and the other "
    "a percentage. Compared as they stand, every prompt would fall short.",
    remedy="Write target and scores on one scale, and that scale as `evaluation.scale`.",
    needs=(*UNDECIDED, "FT401"),
    passes=(
        sample({"evaluation.target": 1}, note="the end of the scale"),
        sample({"evaluation.target": 1.2, "evaluation.kind": "mean"}, "evaluation.scale"),
    ),
    fails=(
        sample({"evaluation.target": 85}),
        sample({"evaluation.target": 85}, "evaluation.scale", note="by their size alone"),
        sample({"evaluation.scale": [0, 0.7]}, note="score and target are over the scale"),
        sample({"evaluation.scale": [1, 0]}, note="a scale that runs backwards"),
    ),
)

_FAR_OVER_ONE = 10

_Number: TypeAlias = tuple[str, str, Decimal]  # its place, what it is, and the number


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    numbers = tuple(_numbers(record))
    if record.evaluation.scale is None:
        yield from _by_size(record, numbers)
        return
    low, high = record.evaluation.scale
    if low >= high:
        yield finding(
            RULE,
            f"the scale `{low}` to `{high}` has no room between its ends",
            at(record, "evaluation.scale"),
            remedy="Write the lowest and the highest possible score as `evaluation.scale`.",
        )
        return
    for place, subject, number in numbers:
        if not low <= number <= high:
            yield finding(
                RULE,
                f"{subject} is `{number}`, outside the scale `{low}` to `{high}`",
                at(record, place),
            )


def _numbers(record: DecisionRecord) -> Iterator[_Number]:
    """The numbers in the record's metric, the target first."""
    if record.evaluation is None:
        return
    if record.evaluation.target is not None:
        yield "evaluation.target", "the target", record.evaluation.target
    for each in numbered(record):
        place, baseline = each
        name = called(each)
        if baseline.score is not None:
            yield f"{place}.score", f"the score of {name}", baseline.score
        if baseline.confirmed is not None and baseline.confirmed.score is not None:
            subject = f"the confirmed score of {name}"
            yield f"{place}.confirmed.score", subject, baseline.confirmed.score
    for index, result in enumerate(record.evaluation.tuned_results):
        if result.score is not None:
            place = f"evaluation.tuned_results.{index}.score"
            yield place, "the score of the tuned model", result.score


def _by_size(record: DecisionRecord, numbers: tuple[_Number, ...]) -> Iterator[Finding]:
    """Without a scale only a share beside a percentage is told apart from honest numbers."""
    target = record.evaluation.target if record.evaluation else None
    if target is None:
        return
    for place, subject, number in numbers:
        small, large = sorted((number, target))
        if 0 < small <= 1 and large > _FAR_OVER_ONE:
            yield finding(
                RULE,
                f"{subject} is `{number}` and the target is `{target}`: they are not on one scale",
                at(record, place),
            )
