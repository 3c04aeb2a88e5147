"""What the statistics say of a run, and of two: which of them holds, and what is left unsaid."""

from __future__ import annotations

from math import erfc, sqrt
from typing import Any

import pytest

from ftpolicy.evidence.certainty import Certainty, Comparison, certainty, compared
from ftpolicy.model.evidence import EvalRun
from ftpolicy.model.metric import Measure

SHARE = Measure((0.0, 1.0), True, 0.85, True)
PERCENT = Measure((0.0, 100.0), True, 85.0, True)
STARS = Measure((1.0, 5.0), False, 4.5, True)
LOOSE = Measure(None, False, None, True)
Z = 1.6448536269514722  # of 95 % on one side


def run(score: float | None, **more: Any) -> EvalRun:
    return EvalRun("results.json", "inspect", "match", score, **more)


def items(*scores: float) -> dict[str, float]:
    return {f"q{number}": score for number, score in enumerate(scores)}


UNSAID = {
    "no score": (run(None, items=300), SHARE),
    "a score off the scale": (run(71.0, items=300), SHARE),
    "a share without items": (run(0.71), SHARE),
    "a mean without its error": (run(4.1, items=300), STARS),
    "a mean without items": (run(4.1, stderr=0.1), STARS),
}


@pytest.mark.parametrize(("one", "measure"), UNSAID.values(), ids=UNSAID)
def test_what_has_no_bounds(one: EvalRun, measure: Measure) -> None:
    assert certainty(one, measure) == Certainty()


@pytest.mark.parametrize(("measure", "score"), [(SHARE, 0.71), (PERCENT, 71.0)])
def test_a_share_of_items_is_bounded_by_wilson(measure: Measure, score: float) -> None:
    share, n = 0.71, 300
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    found = certainty(run(score, items=n), measure)
    scale = measure.score(1)
    assert (found.lower, found.upper) == pytest.approx(
        ((middle - half) * scale, (middle + half) * scale)
    )


def test_a_mean_is_bounded_by_its_error_and_its_scale() -> None:
    found = certainty(run(4.1, items=400, stderr=0.1), STARS)
    assert (found.lower, found.upper) == pytest.approx((4.1 - Z * 0.1, 4.1 + Z * 0.1))
    assert certainty(run(4.95, items=400, stderr=0.1), STARS).upper == 5.0


def test_items_that_scored_alike_are_bounded_as_if_they_were_right_or_wrong() -> None:
    alike = run(5.0, items=50, stderr=0.0, per_item=items(*[5.0] * 50))
    assert certainty(alike, STARS).lower == pytest.approx(1 + 4 * 50 / (50 + Z * Z))
    assert certainty(alike, LOOSE).lower == 5.0


UNCOMPARED = {
    "no score": (run(None, items=300), run(0.7, items=300), SHARE),
    "nothing to compare with": (run(0.9, items=300), run(None, items=300), SHARE),
    "a mean without its error": (run(4.1, items=300), run(4.0, items=300, stderr=0.1), STARS),
    "no items": (run(0.9, items=300), run(0.7), SHARE),
    "a score off the scale": (run(9.0, items=300), run(0.7, items=300), SHARE),
    "a share without a scale": (
        run(0.9, items=300),
        run(0.7, items=300),
        Measure(None, True, 85.0, True),
    ),
}


@pytest.mark.parametrize(("tuned", "prompted", "measure"), UNCOMPARED.values(), ids=UNCOMPARED)
def test_what_is_not_compared(tuned: EvalRun, prompted: EvalRun, measure: Measure) -> None:
    assert compared(tuned, prompted, measure) == Comparison()


@pytest.mark.parametrize(("measure", "by"), [(SHARE, 1), (PERCENT, 100)])
def test_two_shares_are_compared_by_their_errors(measure: Measure, by: int) -> None:
    error = sqrt(0.8 * 0.2 / 300 + 0.7 * 0.3 / 300)
    found = compared(run(0.8 * by, items=300), run(0.7 * by, items=300), measure)
    assert found.p == pytest.approx(erfc(0.1 / error / sqrt(2)))
    assert not found.paired
    assert found.items_to_tell is not None


def test_an_error_that_is_told_goes_before_the_one_of_a_share() -> None:
    found = compared(run(0.8, stderr=0.03), run(0.7, stderr=0.04), SHARE)
    assert found.p == pytest.approx(erfc(0.1 / 0.05 / sqrt(2)))


def test_the_same_items_are_compared_one_by_one() -> None:
    tuned, prompted = items(*[1] * 9, 0), items(*[1] * 3, *[0] * 7)
    found = compared(run(0.9, per_item=tuned), run(0.3, per_item=prompted), SHARE)
    assert found.paired
    assert found.p == pytest.approx(2 * 0.5**6)


def test_scores_between_right_and_wrong_are_compared_by_their_differences() -> None:
    tuned, prompted = items(*[4.0] * 12), items(*[3.0] * 12)
    found = compared(run(4.0, per_item=tuned), run(3.0, per_item=prompted), STARS)
    assert found.paired
    assert found.p is not None
    assert found.p < 0.01
    same = compared(run(4.0, per_item=tuned), run(4.0, per_item=tuned), STARS)
    assert (same.p, same.items_to_tell) == (1.0, None)


def test_too_few_common_items_are_not_compared_one_by_one() -> None:
    tuned, prompted = items(*[1] * 10), items(*[1] * 8)
    assert not compared(run(1.0, per_item=tuned), run(1.0, per_item=prompted), SHARE).paired
    assert compared(run(1.0, per_item=tuned), run(1.0, per_item=items(*[1] * 9)), SHARE).paired


def test_scores_off_the_scale_tell_no_number_of_items() -> None:
    tuned, prompted = items(*[90.0] * 5, 80.0), items(*[30.0] * 6)
    found = compared(run(88.3, per_item=tuned), run(30.0, per_item=prompted), SHARE)
    assert (found.paired, found.items_to_tell) == (True, None)
