"""The rows that are shown: one of each reason, the most frequent reason first."""

from __future__ import annotations

from ftpolicy.model.evidence import Row

SHOWN = 5
_MOST_REASONS = 200  # kept apart; the rest is one reason
_REST = "other faults"


class Faults:
    """Reasons with the number of their rows and the first few of these."""

    __slots__ = ("_counts", "_rows")

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._rows: dict[str, list[tuple[str, int]]] = {}

    def add(self, path: str, line: int, why: str) -> None:
        count = self._counts.get(why, 0)
        if not count and len(self._counts) >= _MOST_REASONS:
            why = _REST
            count = self._counts.get(why, 0)
        self._counts[why] = count + 1
        if count < SHOWN:
            self._rows.setdefault(why, []).append((path, line))

    def shown(self) -> list[Row]:
        """Rows in turn of every reason; the first of a reason tells how many there are."""
        reasons = sorted(self._counts, key=lambda why: -self._counts[why])
        rows: list[Row] = []
        for turn in range(SHOWN):
            for why in reasons:
                if turn < len(self._rows[why]):
                    path, line = self._rows[why][turn]
                    count = self._counts[why]
                    more = f" ({count:,} such rows)" if count > 1 and not turn else ""
                    rows.append(Row(path, line, why + more))
        return rows[:SHOWN]
