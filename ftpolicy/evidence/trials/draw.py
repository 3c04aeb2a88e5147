"""Rows drawn from data files: the same ones for the same seed, whatever their order."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.digests import digest, of_turns
from ftpolicy.evidence.datasets.example import UNSPOKEN, Example
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.evidence.datasets.reading import read
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.evidence.datasets.row import Row as DataRow
from ftpolicy.evidence.datasets.shapes import example
from ftpolicy.evidence.datasets.tally import Tally
from ftpolicy.evidence.trials.trial import Item
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Profile

LONGEST = 4_000
"""Characters of an example over which it is not shown: ten of them stand in a prompt."""

_LONGEST_TEST = 100_000
_SPEAKERS = {"u": "user", "a": "assistant", "t": "tool"}


class Drawn(NamedTuple):
    """What was drawn of some files; `seen` are digests of all their questions."""

    items: tuple[Item, ...]
    systems: tuple[str, ...]  # what stands before each item's question
    seen: frozenset[bytes]
    usable: int  # distinct rows that could have been drawn
    why: str = ""  # why some file was not read


class _Kept(NamedTuple):
    """A row in the heap, the one with the highest rank on top."""

    rank: int
    item: Item
    system: str


class _Draw(Tally):
    """Keeps the rows with the smallest seeded digests instead of counting them."""

    def __init__(self, most: int, seed: int, avoid: frozenset[bytes], answered: bool) -> None:
        super().__init__(Profile.SUPERVISED, frozenset())
        self._most = most
        self._key = str(seed).encode()
        self._avoid = avoid
        self._answered = answered
        self._heap: list[_Kept] = []
        self.seen: set[bytes] = set()
        self.usable = 0

    def add(self, path: str, line: int, row: DataRow) -> None:
        """Keep one row, unless another one asks the same."""
        self._rows += 1
        found = row if isinstance(row, Bad) else example(row)
        if isinstance(found, Bad):
            return
        asked = digest(of_turns(found.prompt))
        if asked in self.seen or asked in self._avoid:
            return
        item = _item(found, self._answered)
        if item is None:
            return
        self.seen.add(asked)
        self.usable += 1
        rank = blake2b(asked, digest_size=8, key=self._key).digest()
        kept = _Kept(-int.from_bytes(rank, "big"), item, found.system.strip())
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, kept)
        elif kept > self._heap[0]:
            heapq.heapreplace(self._heap, kept)

    def kept(self) -> list[_Kept]:
        """The rows by their digests."""
        return sorted(self._heap, reverse=True)


def draw(
    tree: Snapshot,
    parts: Sequence[Part],
    most: int,
    seed: int,
    budget: Budget,
    *,
    avoid: frozenset[bytes] = frozenset(),
    answered: bool = True,
) -> Drawn:
    """Up to `most` rows of the parts; with `answered` short ones that have an answer."""
    kept = _Draw(most, seed, avoid, answered)
    why = ""
    for part in dict.fromkeys(parts):
        (found,) = read(tree, (part,), kept, budget)
        if not found.counted:
            why = why or f"`{part.path}`: {found.why}"
    rows = kept.kept()
    return Drawn(
        tuple(one.item for one in rows),
        tuple(one.system for one in rows),
        frozenset(kept.seen),
        kept.usable,
        why,
    )


def _item(found: Example, answered: bool) -> Item | None:
    """Question and answer of a row, None when it cannot be shown as text."""
    answer = "" if found.lacks else found.answer.strip()
    question = _question(found)
    if not question or UNSPOKEN in question or UNSPOKEN in answer:
        return None
    if answered and not answer:
        return None
    longest = LONGEST if answered else _LONGEST_TEST
    return Item(question, answer) if len(question) + len(answer) <= longest else None


def _question(found: Example) -> str:
    """The one turn of the user; of a longer talk every turn under the name of who speaks."""
    if len(found.prompt) == 1:
        return found.prompt[0][1].strip()
    return "\n".join(f"{_SPEAKERS[role]}: {text.strip()}" for role, text in found.prompt)
