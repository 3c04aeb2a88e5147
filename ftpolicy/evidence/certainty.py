"""What the statistics say of a run: bounds of its score, and how two runs compare."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from ftpolicy.model.evidence import EvalRun
from ftpolicy.model.metric import Measure
from ftpolicy.model.statistics import (
    items_for_lift,
    items_for_mean,
    items_to_settle,
    mcnemar_exact,
    mean_bounds,
    paired_p,
    unpaired_p,
    wilson,
)
from ftpolicy.model.values import dataclass

_LEAST_COMMON = 0.9
"""The share of the larger run's items that both must hold to be compared item by item."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """One-sided 95 % bounds, and the items that would settle the score against the target."""

    lower: float | None = None
    upper: float | None = None
    items_needed: int | None = None


def certainty(run: EvalRun, measure: Measure) -> Certainty:
    """By Wilson for shares of items that are right or wrong, by the standard error for others."""
    if run.score is None:
        return Certainty()
    if _counts_items(run, measure) and run.items:
        unit = measure.unit(run.score)
        if not 0 <= unit <= 1:
            return Certainty()
        low, high = wilson(unit * run.items, run.items)
        target = measure.target
        needed = None if target is None else items_to_settle(unit, measure.unit(target))
        return Certainty(measure.score(low), measure.score(high), needed)
    if run.stderr is None or not run.items:
        return Certainty()
    low, high = mean_bounds(run.score, run.stderr, measure.scale)
    deviation = run.stderr * sqrt(run.items)
    target = measure.target
    needed = None if target is None else items_for_mean(run.score, deviation, target)
    return Certainty(low, high, needed)


def _counts_items(run: EvalRun, measure: Measure) -> bool:
    """Whether Wilson holds. Where all items scored alike the error says nothing; Wilson's bounds
    are then the careful ones, since no score within the scale varies more than right and wrong.
    """
    if run.per_item is not None:
        return _is_binary(run.per_item.values(), measure) or (
            measure.scale is not None and run.stderr == 0
        )
    return measure.is_share and (run.stderr is None or run.stderr == 0)


def _is_binary(scores: Iterable[float], measure: Measure) -> bool:
    return {measure.unit(each) for each in scores} <= {0.0, 1.0}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The test of two runs: its p, whether item by item, and the items that would tell."""

    p: float | None = None
    paired: bool = False
    items_to_tell: int | None = None


def compared(tuned: EvalRun, prompted: EvalRun, measure: Measure) -> Comparison:
    """Two-sided, item by item where both runs have the same items."""
    if tuned.score is None or prompted.score is None:
        return Comparison()
    first, second = tuned.per_item or {}, prompted.per_item or {}
    common = first.keys() & second.keys()
    if len(common) > 1 and len(common) >= _LEAST_COMMON * max(len(first), len(second)):
        pairs = [(first[item], second[item]) for item in sorted(common)]
        return _paired(pairs, measure)
    errors = _error(tuned, measure), _error(prompted, measure)
    if errors[0] is None or errors[1] is None:
        return Comparison()
    p = unpaired_p(tuned.score, errors[0], prompted.score, errors[1])
    one, other = measure.unit(tuned.score), measure.unit(prompted.score)
    return Comparison(p, False, _to_tell(one - other, one * (1 - other) + other * (1 - one)))


def _paired(pairs: list[tuple[float, float]], measure: Measure) -> Comparison:
    units = [(measure.unit(one), measure.unit(other)) for one, other in pairs]
    lift = sum(one - other for one, other in units) / len(units)
    if {each for pair in units for each in pair} <= {0.0, 1.0}:
        better = sum(one > other for one, other in units)
        worse = sum(one < other for one, other in units)
        p = mcnemar_exact(worse, better)
        return Comparison(p, True, _to_tell(lift, (better + worse) / len(units)))
    # the variance of the differences stands in for the share of items that differ
    spread = sum((one - other) ** 2 for one, other in units) / len(units)
    p = paired_p([one - other for one, other in pairs])
    return Comparison(p, True, _to_tell(lift, spread))


def _to_tell(lift: float, discordance: float) -> int | None:
    return items_for_lift(lift, discordance) if abs(lift) <= 1 and discordance <= 1 else None


def _error(run: EvalRun, measure: Measure) -> float | None:
    if run.stderr:
        return run.stderr
    if not _counts_items(run, measure) or not run.items or run.score is None:
        return None
    unit = measure.unit(run.score)
    if not 0 <= unit <= 1 or measure.scale is None:
        return None
    return sqrt(unit * (1 - unit) / run.items) * (measure.scale[1] - measure.scale[0])
