"""The questions of a test set as text, to be looked for among the examples of a prompt."""

from __future__ import annotations

from collections.abc import Sequence

from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.count import tallied
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.evidence.datasets.row import Row as DataRow
from ftpolicy.evidence.datasets.shapes import example
from ftpolicy.evidence.datasets.tally import Tally
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Profile

MOST = 5000
"""Questions that are kept; a test set that is larger is looked for with its first ones."""


class _Questions(Tally):
    """Keeps what was asked last in each row, and counts nothing else."""

    __slots__ = ("asked",)

    def __init__(self) -> None:
        super().__init__(Profile.REINFORCEMENT, frozenset())
        self.asked: dict[str, None] = {}

    def add(self, path: str, line: int, row: DataRow) -> None:
        found = row if isinstance(row, Bad) else example(row)
        if isinstance(found, Bad) or len(self.asked) >= MOST:
            return
        said = [text for who, text in found.prompt if who == "u"]
        if said:
            self.asked[said[-1]] = None


def questions(tree: Snapshot, parts: Sequence[Part], budget: Budget) -> tuple[str, ...]:
    """The distinct questions of the parts, the first 5,000 of them."""
    kept = _Questions()
    tallied(tree, parts, kept, budget)
    return tuple(kept.asked)
