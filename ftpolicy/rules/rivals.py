"""What a tuned model is measured against: the best prompt, or the ceiling less the margin."""

from __future__ import annotations

from decimal import Decimal

from ftpolicy.model.case import Case
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.values import dataclass
from ftpolicy.rules.baselines import numbered, shippable
from ftpolicy.rules.measured import Scored, prompted


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that a tuned model must reach when a constraint is the goal."""

    least: Decimal
    ceiling: Decimal
    margin: Decimal


def higher_is_better(record: DecisionRecord) -> bool:
    """The metric's direction; upward unless the record says otherwise."""
    return record.evaluation is None or record.evaluation.higher_is_better is not False


def beats(record: DecisionRecord, score: Decimal, other: Decimal) -> bool:
    """Whether a score is truly better than another in the metric's direction."""
    return score > other if higher_is_better(record) else score < other


def best_prompted(case: Case, record: DecisionRecord) -> Scored | None:
    """The best baseline that could be shipped."""
    scores = [prompted(case, record, each) for each in shippable(record)]
    return _best([each for each in scores if each is not None], record)


def ceiling_floor(case: Case, record: DecisionRecord) -> Floor | None:
    """How low the tuned model may end; None without a ceiling."""
    scores = [
        prompted(case, record, each) for each in numbered(record) if each[1].role == "ceiling"
    ]
    best = _best([each for each in scores if each is not None], record)
    if best is None or record.evaluation is None:
        return None
    margin = record.evaluation.margin or Decimal(0)
    least = best.score - margin if higher_is_better(record) else best.score + margin
    return Floor(least, best.score, margin)


def _best(scores: list[Scored], record: DecisionRecord) -> Scored | None:
    sign = 1 if higher_is_better(record) else -1
    return max(scores, key=lambda each: sign * each.score, default=None)
