"""The claims of a record about scores, each beside what the result files hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ftpolicy.model.evidence import Level, Measured, ScoreEvidence, Standing
from ftpolicy.model.metric import Measure
from ftpolicy.model.record_parts import Source
from ftpolicy.model.values import dataclass

_COARSEST = 0.05
"""The share of the scale that a coarsely printed score may be off: 1 is no rounding of 0.6."""

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record states of one score; None where it states nothing."""

    field: str
    results: tuple[Source, ...]
    model: str | None
    score: Decimal | None
    test_examples: int | None
    variations: int | None = None
    examples_in_prompt: int | None = None


def claims_of(stated: Stated, found: ScoreEvidence, measure: Measure) -> Iterator[Measured]:
    """A claim for each number that the record states."""
    if stated.score is not None:
        yield _score(stated, stated.score, found, measure)
    counts = (
        ("variations_tried", stated.variations, found.variations, "variant"),
        ("examples_in_prompt", stated.examples_in_prompt, found.examples_in_prompt, None),
        ("test_examples", stated.test_examples, found.best.items if found.best else None, None),
    )
    for name, claimed, measured, field in counts:
        if claimed is not None:
            stored = field or name
            yield _count(f"{stated.field}.{name}", claimed, measured, found, stored)


def _score(stated: Stated, claimed: Decimal, found: ScoreEvidence, measure: Measure) -> Measured:
    claim = f"{stated.field}.score"
    best = found.best
    if best is None or best.score is None:
        standing = Standing.CONTRADICTED if found.is_of_another else Standing.NOT_COMPUTABLE
        return Measured(claim, str(claimed), None, found.level, standing, None, found.why)
    agrees = abs(best.score - float(claimed)) <= _rounding(claimed, measure) + _SLACK
    standing = Standing.SUPPORTED if agrees else Standing.CONTRADICTED
    note = "only part of the test set was run" if best.limited else ""
    return Measured(claim, str(claimed), shown(best.score), found.level, standing, best.path, note)


def _rounding(claimed: Decimal, measure: Measure) -> float:
    """Half a unit of the last printed place."""
    exponent = claimed.as_tuple().exponent
    half = 0.5 * 10.0 ** (exponent if isinstance(exponent, int) else 0)
    low, high = measure.scale or (0.0, 1.0 if abs(claimed) <= 1 else float("inf"))
    return min(half, _COARSEST * (high - low))


def _count(
    claim: str, claimed: int, measured: int | None, found: ScoreEvidence, stored: str
) -> Measured:
    """More in the files than claimed supports the claim; fewer contradicts it."""
    if found.best is None or measured is None:
        why = found.why or "the tool does not write it down"
        standing = Standing.NOT_COMPUTABLE
        return Measured(claim, str(claimed), None, Level.DECLARED, standing, None, why)
    lacks = any(stored in each.not_stored for each in found.files if each.runs)
    level = Level.DECLARED if lacks else found.level
    standing = Standing.SUPPORTED if claimed <= measured else Standing.CONTRADICTED
    return Measured(claim, str(claimed), str(measured), level, standing, found.best.path)


def shortfall(field: str, found: ScoreEvidence, measure: Measure) -> Iterator[Measured]:
    """Whether the best prompted score falls short of the target, beyond chance."""
    best, target, higher = found.best, measure.target, measure.higher_is_better
    if best is None or best.score is None or target is None or higher is None:
        return
    bound = found.upper if higher else found.lower
    side, end = ("under", "upper") if higher else ("over", "lower")
    measured = shown(best.score)
    note = ""
    if best.score >= target if higher else best.score <= target:
        standing = Standing.CONTRADICTED
    elif bound is None:
        standing, note = Standing.NOT_COMPUTABLE, "nothing tells how sure the score is"
    else:
        measured += f", {end} bound {shown(bound)}"
        short = bound < target if higher else bound > target
        standing = Standing.SUPPORTED if short else Standing.INCONCLUSIVE
        if not short and found.items_needed is not None:
            note = f"about {found.items_needed} test items would tell"
    claim = f"{field}.shortfall"
    claimed = f"{side} {shown(target)}"
    yield Measured(claim, claimed, measured, found.level, standing, best.path, note)


def shown(score: float) -> str:
    """A score as it is shown: four places at most."""
    return f"{score:.4f}".rstrip("0").rstrip(".")
