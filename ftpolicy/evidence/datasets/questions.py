"""The questions of a test set as text, to be looked for among the examples of a prompt."""

from __future__ import annotations

from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.evidence.datasets.row import Row as DataRow
from ftpolicy.evidence.datasets.shapes import example
from ftpolicy.evidence.datasets.tally import Tally
from ftpolicy.model.detection import Profile


class Questions(Tally):
    """Counts prompts, and keeps what was asked last in each of the first rows."""

    __slots__ = ("_most", "asked")

    def __init__(self, most: int) -> None:
        super().__init__(Profile.REINFORCEMENT, frozenset())
        self._most = most
        self.asked: dict[str, None] = {}

    def add(self, path: str, line: int, row: DataRow) -> None:
        super().add(path, line, row)
        if len(self.asked) >= self._most:
            return
        found = row if isinstance(row, Bad) else example(row)
        said = [] if isinstance(found, Bad) else [text for who, text in found.prompt if who == "u"]
        if said:
            self.asked[said[-1]] = None
