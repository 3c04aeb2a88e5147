"""What a data set names in the tree: a file, how it is read, and which of its rows."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows from `start` up to `stop`, both as in Python; shares of 100 with `percent`."""

    start: int | None = None
    stop: int | None = None
    percent: bool = False

    @property
    def needs_total(self) -> bool:
        """True when the number of rows must be known first."""
        return self.percent or (self.start or 0) < 0 or (self.stop or 0) < 0

    def resolved(self, total: int) -> Slice:
        """The same rows by numbers from 0 of a file with `total` rows."""
        return Slice(self._at(self.start, total), self._at(self.stop, total))

    def _at(self, place: int | None, total: int) -> int | None:
        if place is None:
            return None
        if self.percent:
            share = Decimal(place) * total / 100
            place = int(share.to_integral_value(rounding=ROUND_HALF_EVEN))
        return max(0, place + total) if place < 0 else place


@dataclass(frozen=True, slots=True)
class Columns:
    """Names that the tuning file gives to parts of a row; empty where it names none.

    A row keeps what is not named here under its own name, unless `only` is set.
    """

    messages: str = ""  # the list of turns
    role: str = ""  # key of a turn
    content: str = ""  # key of a turn
    roles: tuple[tuple[str, str], ...] = ()  # role as the data names it, and its usual name
    system: str = ""
    prompt: str = ""
    query: str = ""  # what alpaca calls `input`
    answer: str = ""
    history: str = ""
    chosen: str = ""
    rejected: str = ""
    label: str = ""
    text: str = ""
    only: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a data set."""

    path: str
    container: str = ""  # what the tuning file calls it: json, csv, parquet; content goes first
    key: str = ""  # of a JSON object, where its rows stand
    columns: Columns | None = None
    first: Slice | None = None
    most: int | None = None  # rows that are used at most, after the slice
