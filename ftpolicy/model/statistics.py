"""How sure a score is: bounds, paired tests, and the test items that would settle a claim.

Sources: E. B. Wilson, Probable Inference (JASA 22, 1927) for bounds of a proportion; Q. McNemar,
Note on the Sampling Error of the Difference Between Correlated Proportions (Psychometrika 12,
1947), exact by the binomial; E. Miller, Adding Error Bars to Evals (arXiv 2411.00640) for errors of
means, paired differences and power; B. Efron, R. Tibshirani, An Introduction to the Bootstrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, sqrt
from random import Random
from statistics import NormalDist, fmean, stdev

ONE_SIDED = 0.90
"""The two-sided confidence whose ends are the one-sided 95 % bounds."""

_quantile = NormalDist().inv_cdf
_EXACT_PAIRS = 2000
_BOOTSTRAP_ITEMS = 500
_SMALLEST_GAP = 1e-4
_DIGITS = 12  # beyond them is what binary fractions add


def wilson(successes: float, items: int, confidence: float = ONE_SIDED) -> tuple[float, float]:
    """Wilson's score interval of a proportion.

    (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
    """
    z = _quantile(1 - (1 - confidence) / 2)
    share = min(max(successes / items, 0.0), 1.0)
    scaled = 1 + z * z / items
    centre = (share + z * z / (2 * items)) / scaled
    half = z * sqrt(share * (1 - share) / items + z * z / (4 * items * items)) / scaled
    return max(0.0, centre - half), min(1.0, centre + half)


def mean_bounds(
    mean: float,
    error: float,
    scale: tuple[float, float] | None = None,
    confidence: float = ONE_SIDED,
) -> tuple[float, float]:
    """Bounds of a mean by its standard error, mean -+ z SE, kept within the scale."""
    half = _quantile(1 - (1 - confidence) / 2) * error
    low, high = mean - half, mean + half
    return (low, high) if scale is None else (max(low, scale[0]), min(high, scale[1]))


def standard_error(values: Sequence[float]) -> float | None:
    """The standard error of a mean, s / sqrt(n); None for fewer than two values."""
    return stdev(values) / sqrt(len(values)) if len(values) > 1 else None


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """The two-sided exact p of McNemar's test over items that only one of two runs got right.

    Under equality the discordant items fall like a fair coin: 2 P(X <= min) of Binomial(n, 1/2).
    Beyond a few thousand the normal approximation with continuity correction is used.
    """
    pairs, fewer = only_first + only_second, min(only_first, only_second)
    if pairs > _EXACT_PAIRS:
        z = (abs(only_first - only_second) - 1) / sqrt(pairs)
        return min(1.0, 2 * (1 - NormalDist().cdf(z)))
    ways = total = 1
    for chosen in range(fewer):
        ways = ways * (pairs - chosen) // (chosen + 1)
        total += ways
    return min(1.0, float(Fraction(2 * total, 1 << pairs)))


def paired_p(differences: Sequence[float], rounds: int = 2000, seed: int = 0) -> float:
    """The two-sided p of a mean difference per item: paired bootstrap, always drawn alike.

    For many items the normal approximation by the differences' own standard error is as good.
    """
    if len(differences) < 2 or all(each == differences[0] for each in differences):
        return 1.0 if len(differences) < 2 or differences[0] == 0 else 2.0 ** -len(differences)
    if len(differences) > _BOOTSTRAP_ITEMS:
        error = standard_error(differences)
        return _two_sided(fmean(differences) / error) if error else 1.0
    source = Random(seed)  # noqa: S311 - a simulation, and one that must repeat
    below = above = 0
    for _ in range(rounds):
        total = sum(source.choices(differences, k=len(differences)))
        below += total <= 0
        above += total >= 0
    return min(1.0, 2 * (min(below, above) + 1) / (rounds + 1))


def unpaired_p(first: float, first_error: float, second: float, second_error: float) -> float:
    """The two-sided p of a difference of means of separate items: z = d / sqrt(SE1^2+SE2^2)."""
    error = sqrt(first_error**2 + second_error**2)
    if error == 0:
        return 1.0 if first == second else 0.0
    return _two_sided((first - second) / error)


def _two_sided(z: float) -> float:
    return min(1.0, 2 * (1 - NormalDist().cdf(abs(z))))


def items_to_settle(share: float, target: float) -> int | None:
    """Items from which a proportion seen at `share` is always told from the target.

    Wilson's bound excludes the target t just when |t - k/n| > z sqrt(t(1-t)/n). With k rounded
    toward the target, the smallest n is sought from which that holds for every larger one. None
    when the two are equal, or nearer than any test set tells.
    """
    gap = abs(target - share)
    if not 0 <= target <= 1 or not 0 <= share <= 1 or gap < _SMALLEST_GAP:
        return None
    exact, wanted = Fraction(str(round(share, _DIGITS))), Fraction(str(round(target, _DIGITS)))
    if share > target:
        exact, wanted = 1 - exact, 1 - wanted
    z = _quantile(1 - (1 - ONE_SIDED) / 2)
    spread = z * sqrt(target * (1 - target))
    items = floor(((spread + sqrt(spread * spread + 4 * gap)) / (2 * gap)) ** 2) + 2
    while items > 0 and _told(exact, wanted, spread, items):
        items -= 1
    return items + 1


def _told(share: Fraction, target: Fraction, spread: float, items: int) -> bool:
    seen = ceil(share * items)
    return float(target - Fraction(seen, items)) > spread / sqrt(items)


def items_for_mean(mean: float, deviation: float, target: float) -> int | None:
    """Items from which a mean is told from the target: n = (z s / d)^2."""
    gap = abs(target - mean)
    if gap < _SMALLEST_GAP * max(1.0, deviation):
        return None
    return max(2, ceil((_quantile(1 - (1 - ONE_SIDED) / 2) * deviation / gap) ** 2))


def items_for_lift(
    lift: float, discordance: float, alpha: float = 0.05, power: float = 0.8
) -> int | None:
    """Paired items that show a lift with that power, by the share of items that differ.

    n = (z_(1-a/2) sqrt(q) + z_(power) sqrt(q - d^2))^2 / d^2
    """
    size = abs(lift)
    if size < _SMALLEST_GAP:
        return None
    differing = max(discordance, size)
    root = _quantile(1 - alpha / 2) * sqrt(differing)
    root += _quantile(power) * sqrt(differing - size * size)
    return ceil(root**2 / size**2)
