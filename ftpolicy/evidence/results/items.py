"""Scores of single test items, gathered to what a run says of them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from ftpolicy.evidence.results.values import Json, fingerprint
from ftpolicy.model.statistics import standard_error
from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Items:
    """Distinct items with their mean scores; an item that only ever failed to run scores 0."""

    scores: dict[str, float]
    errors: int = 0

    @property
    def mean(self) -> float | None:
        return fmean(self.scores.values()) if self.scores else None

    @property
    def error(self) -> float | None:
        """The standard error of the mean."""
        return standard_error(tuple(self.scores.values()))


def gathered(rows: Iterable[tuple[str, float | None]]) -> Items:
    """Items from rows of id and score, None for one that failed; repeats are averaged."""
    seen: dict[str, list[float]] = {}
    failed: dict[str, int] = {}
    for item, score in rows:
        seen.setdefault(item, []).append(0.0 if score is None else score)
        failed[item] = failed.get(item, 0) + (score is None)
    errors = sum(failed[item] == len(scores) for item, scores in seen.items())
    return Items({item: fmean(scores) for item, scores in seen.items()}, errors)


def by_columns(row: dict[str, Json], columns: Sequence[str]) -> str:
    """The id of an item by what was asked, so that it is the same in every run."""
    return fingerprint([row.get(column) for column in columns])
