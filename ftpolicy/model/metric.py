"""The metric of a record as numbers: its scale, target and direction."""

from __future__ import annotations

from ftpolicy.model.record_parts import Evaluation
from ftpolicy.model.values import dataclass

_SHARES = ("proportion", "win-rate")


@dataclass(frozen=True, slots=True)
class Measure:
    """The record's metric as numbers: its scale, target and direction."""

    scale: tuple[float, float] | None
    is_share: bool
    target: float | None
    higher_is_better: bool | None

    def unit(self, score: float) -> float:
        """The score on a scale from 0 to 1."""
        low, high = self.scale or (0.0, 1.0)
        return (score - low) / (high - low)

    def score(self, unit: float) -> float:
        """The score whose place on a scale from 0 to 1 this is."""
        low, high = self.scale or (0.0, 1.0)
        return low + unit * (high - low)


def measure_of(evaluation: Evaluation | None) -> Measure:
    """The measure of a record; a share without a scale runs from 0 to 1 where its target does."""
    if evaluation is None:
        return Measure(None, False, None, None)
    share = evaluation.kind in _SHARES
    target = None if evaluation.target is None else float(evaluation.target)
    scale = None
    if evaluation.scale is not None and evaluation.scale[0] < evaluation.scale[1]:
        scale = float(evaluation.scale[0]), float(evaluation.scale[1])
    elif share and (target is None or target <= 1):
        scale = (0.0, 1.0)
    return Measure(scale, share, target, evaluation.higher_is_better)
