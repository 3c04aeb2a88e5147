"""What is counted of the rows of a data set in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

from ftpolicy.evidence.datasets.closed_book import ClosedBook
from ftpolicy.evidence.datasets.digests import digest, exact, folded, of_answer, of_turns
from ftpolicy.evidence.datasets.distinct import COPY, EXACT_COPY, NEW_ANSWER, Distinct
from ftpolicy.evidence.datasets.example import Example
from ftpolicy.evidence.datasets.faults import SHOWN, Faults
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.evidence.datasets.row import Row as DataRow
from ftpolicy.evidence.datasets.shapes import example
from ftpolicy.evidence.duplicates import NearDuplicates
from ftpolicy.model.detection import Profile
from ftpolicy.model.evidence import Count, Row
from ftpolicy.model.values import dataclass

_BY_PROMPT = (Profile.PREFERENCE, Profile.REINFORCEMENT, Profile.DISTILLATION)
_NO_CONFLICT = (Profile.PREFERENCE, Profile.CONTINUED)
_SAME_SHAPE = {"openai_vision": "openai_chat"}


@dataclass(slots=True)
class _Shape:
    """How many rows have a shape, and where the first stands."""

    path: str
    line: int
    rows: int = 0


class Tally:
    """The counts so far."""

    __slots__ = (
        "_against",
        "_bad",
        "_book",
        "_conflicts",
        "_continued",
        "_copies",
        "_exact",
        "_faults",
        "_judges",
        "_leaked",
        "_leaks",
        "_near",
        "_notes",
        "_profile",
        "_rows",
        "_seen",
        "_shapes",
        "_unanswered",
    )

    def __init__(self, profile: Profile, against: AbstractSet[bytes], near: bool = False) -> None:
        self._profile = profile
        self._continued = profile is Profile.CONTINUED
        self._judges = profile is Profile.PREFERENCE
        self._against = against
        self._near = NearDuplicates() if near else None
        self._seen = Distinct()
        self._conflicts: dict[bytes, tuple[str, int]] = {}  # a prompt, and its second answer's row
        self._leaks: list[Row] = []
        self._leaked = self._exact = self._copies = 0
        self._rows = self._bad = self._unanswered = 0
        self._faults, self._notes = Faults(), Faults()
        self._shapes: dict[str, _Shape] = {}
        self._book = ClosedBook()

    def add(self, path: str, line: int, row: DataRow) -> None:
        """Count one row."""
        self._rows += 1
        found = row if isinstance(row, Bad) else example(row)
        if isinstance(found, Bad):
            self._bad += 1
            self._faults.add(path, line, found.why)
            return
        shape = self._shapes.get(found.shape)
        if shape is None:
            shape = self._shapes[found.shape] = _Shape(path, line)
        shape.rows += 1
        asked = of_turns(found.prompt)
        if len(asked) < 3:  # the mark of a role alone
            asked = folded(found.system)
        told = of_answer(found)
        if self._continued:
            asked, told = asked + b" " + told, b""
        doubtful = found.lacks or not asked or (self._judges and not found.judged)
        if (doubtful or self._continued) and self._refused(path, line, found, asked.strip()):
            return
        if found.note:
            self._notes.add(path, line, found.note)
        prompt = digest(asked)
        seen = self._seen.add(prompt, digest(told), exact(found))
        if seen >= COPY:
            self._copies += 1
            self._exact += seen == EXACT_COPY
            return
        if seen == NEW_ANSWER:
            self._conflicts.setdefault(prompt, (path, line))
        elif prompt in self._against:
            self._leaked += 1
            if self._leaked <= SHOWN:
                self._leaks.append(Row(path, line, "its prompt stands in the test set"))
        if self._near is not None:
            self._near.add(asked + b" " + told)
        self._book.add(prompt, path, line, found)

    def _refused(self, path: str, line: int, found: Example, asked: bytes) -> bool:
        """Whether a record is no example of the profile; counts it as bad or as unanswered."""
        lacks = found.lacks
        if self._continued:
            lacks = "" if asked else "its text is empty"
        elif self._profile is Profile.REINFORCEMENT:
            lacks = ""
        elif self._judges and not found.judged:
            lacks = lacks or "it holds no judged answers"
        if lacks:
            self._unanswered += 1
        elif not asked:
            self._bad += 1
            lacks = "it has no prompt"
        if lacks:
            self._faults.add(path, line, lacks)
        return bool(lacks)

    @property
    def rows(self) -> int:
        return self._rows

    def keys(self) -> Iterator[bytes]:
        """A digest of every distinct example."""
        by_prompt = self._profile in _BY_PROMPT
        return self._seen.each_prompt() if by_prompt else self._seen.each_example()

    def prompts(self) -> frozenset[bytes]:
        """A digest of every distinct prompt."""
        return frozenset(self._seen.each_prompt())

    def distinct(self) -> int:
        by_prompt = self._profile in _BY_PROMPT
        return self._seen.prompts if by_prompt else self._seen.examples

    def count(self) -> Count:
        """All that was found."""
        closed, looked, closed_rows = self._book.found()
        conflicts = {} if self._profile in _NO_CONFLICT else self._conflicts
        faults = [*self._faults.shown(), *self._notes.shown(), *self._mixed()]
        near = self._near
        return Count(
            rows=self._rows,
            bad=self._bad,
            unanswered=self._unanswered,
            distinct=self.distinct(),
            exact_duplicates=self._exact,
            duplicates=self._copies,
            near_duplicates=near.found if near is not None else None,
            near_looked=near.looked if near is not None else 0,
            conflicts=len(conflicts),
            leaked=self._leaked,
            shapes=tuple((name, shape.rows) for name, shape in self._frequent()),
            faults=tuple(faults[:SHOWN]),
            conflict_rows=tuple(
                Row(path, line, "its prompt has another answer elsewhere")
                for path, line in islice(conflicts.values(), SHOWN)
            ),
            leaked_rows=tuple(self._leaks),
            closed_book=closed,
            closed_book_looked=looked,
            closed_book_rows=closed_rows,
        )

    def _frequent(self) -> list[tuple[str, _Shape]]:
        return sorted(self._shapes.items(), key=lambda one: (-one[1].rows, one[0]))

    def _mixed(self) -> Iterator[Row]:
        """The first row of every shape but the usual one."""
        shapes = self._frequent()
        usual = _SAME_SHAPE.get(shapes[0][0], shapes[0][0]) if shapes else ""
        for name, shape in shapes[1:]:
            if _SAME_SHAPE.get(name, name) != usual:
                more = f"{shape.rows:,} such rows" if shape.rows > 1 else "one such row"
                what = f"its shape is `{name}`, while most are `{usual}` ({more})"
                yield Row(shape.path, shape.line, what)
