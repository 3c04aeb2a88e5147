"""Bounds, tests and numbers of items, against published figures and against scipy."""

from __future__ import annotations

import random
from math import comb, erfc, sqrt

import pytest

from ftpolicy.model.statistics import (
    items_for_lift,
    items_for_mean,
    items_to_settle,
    mcnemar_exact,
    mean_bounds,
    paired_p,
    standard_error,
    unpaired_p,
    wilson,
)


def test_wilson_as_in_the_figures() -> None:
    low, high = wilson(41, 60, 0.95)
    assert (round(low, 3), round(high, 3)) == (0.558, 0.787)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0


@pytest.mark.parametrize(
    ("items", "half"), [(20, 0.17), (50, 0.11), (100, 0.08), (200, 0.055), (500, 0.035)]
)
def test_half_width_at_four_fifths(items: int, half: float) -> None:
    low, high = wilson(0.8 * items, items, 0.95)
    assert (high - low) / 2 == pytest.approx(half, abs=0.006)


@pytest.mark.parametrize(
    ("share", "target", "items"),
    [
        (0.60, 0.80, 18),
        (0.70, 0.80, 57),
        (0.80, 0.90, 35),
        (0.85, 0.90, 127),
        (0.70, 0.75, 234),
        (0.88, 0.90, 692),
        (0.78, 0.85, 91),
    ],
)
def test_items_to_settle_a_shortfall(share: float, target: float, items: int) -> None:
    assert items_to_settle(share, target) == items
    assert items_to_settle(1 - share, 1 - target) == items


def test_from_the_settling_number_on_the_bound_always_holds() -> None:
    needed = items_to_settle(0.7, 0.8)
    assert needed == 57
    seen = {n: -(-7 * n // 10) for n in range(20, 400)}
    holds = {n: wilson(k, n)[1] < 0.8 for n, k in seen.items()}
    assert all(holds[n] for n in range(needed, 400))
    assert not holds[needed - 1]


@pytest.mark.parametrize(
    ("share", "target"),
    [(0.5, 0.5), (0.5, 0.50001), (1.2, 0.5), (-0.1, 0.5), (0.5, 1.2), (0.5, -0.1)],
)
def test_what_no_number_of_items_settles(share: float, target: float) -> None:
    assert items_to_settle(share, target) is None


@pytest.mark.parametrize(
    ("share", "target", "items"), [(0.9, 1.0, 10), (0.1, 0.0, 10), (0.0, 0.1, 25), (1.0, 0.9, 25)]
)
def test_everything_and_nothing(share: float, target: float, items: int) -> None:
    """(1.6449 * 0.3 / 0.1)^2 = 24.35 where nothing was right and a tenth is the target."""
    assert items_to_settle(share, target) == items


@pytest.mark.parametrize(
    ("lift", "discordance", "items"),
    [(0.05, 0.10, 312), (0.10, 0.20, 155), (0.15, 0.30, 103), (-0.10, 0.20, 155)],
)
def test_items_for_a_lift(lift: float, discordance: float, items: int) -> None:
    assert items_for_lift(lift, discordance) == items


def test_no_lift_needs_no_number() -> None:
    assert items_for_lift(0.0, 0.2) is None
    assert items_for_mean(0.5, 0.1, 0.5) is None


def test_items_for_a_mean() -> None:
    assert items_for_mean(3.9, 0.8, 4.0) == 174  # (1.6449 * 0.8 / 0.1)^2 = 173.2


def test_how_near_is_too_near() -> None:
    assert items_for_mean(0.0, 0.0001, 0.0001) == 3
    assert items_for_mean(0.0, 0.0001, 0.00009) is None
    assert items_for_mean(0.0, 10.0, 0.0009) is None
    assert items_for_mean(0.0, 10.0, 0.0011) is not None
    assert items_for_lift(0.0001, 0.2) is not None
    assert items_for_lift(0.00009, 0.2) is None


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [(0, 0, 1.0), (5, 5, 1.0), (5, 15, 0.0413895), (0, 6, 0.03125), (1, 0, 1.0)],
)
def test_mcnemar(first: int, second: int, p: float) -> None:
    assert mcnemar_exact(first, second) == pytest.approx(p, abs=1e-7)
    assert mcnemar_exact(second, first) == mcnemar_exact(first, second)


def test_mcnemar_of_many_pairs_goes_over_smoothly() -> None:
    assert mcnemar_exact(950, 1050) == pytest.approx(mcnemar_exact(951, 1051), abs=1e-3)


@pytest.mark.parametrize(
    ("hits", "expected"), [(-1, wilson(0, 20)), (20.5, wilson(20, 20)), (0, (0.0, 0.1192))]
)
def test_a_share_stays_between_none_and_all(hits: float, expected: tuple[float, float]) -> None:
    assert wilson(hits, 20) == pytest.approx(expected, abs=1e-4)


def test_no_bound_leaves_the_scale_by_a_hair() -> None:
    bounds = [wilson(hits, items) for items in range(1, 200) for hits in (0, items)]
    assert all(0.0 <= low <= high <= 1.0 for low, high in bounds)


def test_bounds_of_a_mean_stay_on_the_scale() -> None:
    assert mean_bounds(0.98, 0.02, (0.0, 1.0)) == (pytest.approx(0.9471, abs=1e-4), 1.0)
    assert mean_bounds(4.0, 0.1)[1] == pytest.approx(4.1645, abs=1e-4)


def test_standard_error() -> None:
    assert standard_error([0, 1, 0, 1]) == pytest.approx(0.5773503 / 2)
    assert standard_error([0, 1]) == pytest.approx(0.5)
    assert standard_error([1.0]) is None


def test_the_bootstrap_repeats_and_sees_a_difference() -> None:
    source = random.Random(5)  # noqa: S311
    shifted = [source.gauss(0.1, 0.3) for _ in range(200)]
    centred = [each - 0.1 for each in shifted]
    assert paired_p(shifted) == paired_p(shifted)
    assert paired_p(shifted) < 0.01
    assert paired_p(centred) > 0.3
    assert paired_p([0.0] * 20) == 1.0
    assert paired_p([0.1]) == 1.0
    assert paired_p([0.1] * 20) < 1e-5


def test_a_p_is_never_zero_however_few_the_draws() -> None:
    """(k + 1) / (rounds + 1): the sample itself is one of the draws."""
    assert paired_p([1.0] * 40 + [1.1]) == 2 / 2001
    assert paired_p([-1.0] * 40 + [-1.1], rounds=99) == 2 / 100


def test_two_differences_tell_next_to_nothing() -> None:
    assert paired_p([0.1, 0.1]) == 0.25
    assert paired_p([0.1, -0.1]) == 1.0


@pytest.mark.parametrize("sign", [1, -1])
def test_draws_without_a_difference_speak_for_neither_run(sign: int) -> None:
    """Of two alike and one that differs 8 of 27 draws are all alike; they count on both sides."""
    p = paired_p([0.0, 0.0, sign * 1.0], rounds=20_000)
    assert p == pytest.approx(2 * 8 / 27, abs=0.01)


def test_where_the_exact_tests_end() -> None:
    exact = 2 * sum(comb(2000, k) for k in range(951)) / 2**2000
    assert mcnemar_exact(950, 1050) == pytest.approx(exact, rel=1e-12)
    corrected = erfc((1051 - 950 - 1) / sqrt(2001) / sqrt(2))
    assert mcnemar_exact(950, 1051) == pytest.approx(corrected, rel=1e-12)
    mixed = [0.0, 0.02] * 250
    assert paired_p(mixed) == 2 / 2001
    assert paired_p([*mixed, 0.0]) == pytest.approx(0.0, abs=1e-12)


def test_many_differences_take_the_normal_approximation() -> None:
    source = random.Random(6)  # noqa: S311
    many = [source.gauss(0.02, 0.3) for _ in range(900)]
    error = standard_error(many)
    assert error is not None
    assert paired_p(many) == pytest.approx(unpaired_p(sum(many) / 900, error, 0.0, 0.0))


def test_separate_items() -> None:
    errors = [sqrt(p * (1 - p) / 300) for p in (0.77, 0.71)]
    assert unpaired_p(0.77, errors[0], 0.71, errors[1]) == pytest.approx(0.0931, abs=1e-3)
    assert unpaired_p(0.7, 0.0, 0.7, 0.0) == 1.0
    assert unpaired_p(0.7, 0.0, 0.6, 0.0) == 0.0


@pytest.mark.parametrize(("hits", "items"), [(0, 7), (3, 20), (41, 60), (299, 300), (5, 5)])
def test_wilson_is_that_of_scipy(hits: int, items: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    interval = stats.binomtest(hits, items).proportion_ci(0.9, method="wilson")
    assert wilson(hits, items) == (pytest.approx(interval.low), pytest.approx(interval.high))


@pytest.mark.parametrize(("first", "second"), [(3, 9), (12, 30), (0, 1), (40, 41), (700, 800)])
def test_mcnemar_is_that_of_scipy(first: int, second: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    expected = stats.binomtest(min(first, second), first + second, 0.5).pvalue
    assert mcnemar_exact(first, second) == pytest.approx(expected)


def test_the_bootstrap_agrees_with_the_t_test_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    source = random.Random(7)  # noqa: S311
    differences = [source.gauss(0.04, 0.3) for _ in range(150)]
    expected = stats.ttest_1samp(differences, 0.0).pvalue
    assert paired_p(differences) == pytest.approx(expected, abs=0.02)
