"""Which baselines of a record a rule looks at, and what they are called in a message."""

from __future__ import annotations

from typing import TypeAlias

from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Baseline

Numbered: TypeAlias = tuple[str, Baseline]
"""A baseline with its dotted place in the record: `few_shot_baselines.0`."""


def numbered(record: DecisionRecord) -> tuple[Numbered, ...]:
    """All baselines, each with its place."""
    return tuple(
        (f"few_shot_baselines.{index}", each)
        for index, each in enumerate(record.few_shot_baselines)
    )


def shippable(record: DecisionRecord) -> tuple[Numbered, ...]:
    """The baselines that could be shipped instead of a tuned model.

    For a quality goal any prompted setup; for a constraint goal all but the ceilings, so that a
    baseline without a role hides nothing.
    """
    if record.goal is None or not record.goal.is_constraint:
        return numbered(record)
    return tuple(each for each in numbered(record) if each[1].role != "ceiling")


def falling_short(record: DecisionRecord) -> tuple[Numbered, ...]:
    """The baselines that argue that prompting falls short, and so must have been tried hard.

    A constraint goal's ceiling that meets the target argues the opposite: it works, and only
    breaks the constraint.
    """
    could_ship = shippable(record)
    return tuple(
        each for each in numbered(record) if each in could_ship or not meets_target(record, each[1])
    )


def meets_target(record: DecisionRecord, baseline: Baseline) -> bool:
    """Whether the baseline's judged score reaches the record's target, as far as both are known."""
    score = baseline.judged_score
    return (
        record.evaluation is not None
        and score is not None
        and record.evaluation.meets_target(score)
    )


def called(numbered_baseline: Numbered) -> str:
    """The baseline as the subject of a message."""
    place, baseline = numbered_baseline
    if baseline.model:
        return f"the baseline of `{baseline.model}`"
    return f"baseline `{int(place.rpartition('.')[2]) + 1}`"
