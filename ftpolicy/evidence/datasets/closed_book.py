"""Answers with facts that their prompt does not hold: a sign that knowledge is taught.

Names, numbers and links are looked for by their form alone. What stands in many answers (a
signature, a product's name) is manner rather than fact and does not count. Only a sample of the
rows is looked at: those with the smallest digests, which are the same whatever the order of rows.
"""

from __future__ import annotations

import heapq
from collections import Counter
from typing import NamedTuple

from ftpolicy.evidence.datasets.example import UNSPOKEN, Example
from ftpolicy.model.evidence import Row
from ftpolicy.model.regex import regex

SAMPLE = 1_000
SHOWN = 3
_HELD = 16 << 10  # characters of a row that may wait for the end
_LONGEST = 20_000  # characters of an answer that are read
_MOST = 8  # facts of one answer that are kept
_COMMON = 0.1  # share of the answers from which on a fact is manner
_CUT = 40

_LINK = regex(r"(?:https?://|www\.)[^\s<>\"')\]]+")
_NUMBER = regex(r"\d(?<![\w.,/-].)[\d.,:/-]*\d(?![\w-])")
_LETTER = "[A-ZÀ-ÖØ-Þ]"
_SMALL = "[a-zß-öø-ÿ'’-]+"
_INSIDE = r"(?<=[a-zß-öø-ÿ,;] .)"  # not at the start of a sentence; after the letter for speed
_NAME = regex(rf"{_LETTER}{_INSIDE}{_SMALL}(?: (?:of |de |von |van )?{_LETTER}{_SMALL})*")
_GERMAN = regex(r"\b(?:der|die|das|den|und|ist|nicht|ein|eine|wir|sie|mit|für)\b")
_MUCH_GERMAN = 0.08  # share of the words: German writes all nouns as others write names
_NO_NAMES = frozenset(
    (
        *("i'm", "i’m", "i'll", "i’ll", "i've", "i’ve", "i'd", "i’d", "english"),
        *("dear", "hello", "hi", "thank", "thanks", "please"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("january", "february", "march", "april", "may", "june", "july", "august"),
        *("september", "october", "november", "december"),
    )
)


class Looked(NamedTuple):
    """A row of the sample; a tuple, so that a heap can order it by rank."""

    rank: int
    path: str
    line: int
    example: Example | None  # until its facts are looked for
    facts: tuple[str, ...] = ()


class ClosedBook:
    """The sample, kept as a heap with its largest digest on top."""

    __slots__ = ("_heap", "_highest")

    def __init__(self) -> None:
        self._highest = b"\xff" * 9  # over all digests until the sample is full
        self._heap: list[Looked] = []

    def add(self, digest: bytes, path: str, line: int, example: Example) -> None:
        """Take a row in if its digest is small enough; only short rows are kept as they are."""
        if digest >= self._highest:
            return
        rank = -int.from_bytes(digest, "big")
        length = len(example.answer) + len(example.system)
        length += sum(len(text) for _, text in example.prompt)
        one = (
            Looked(rank, path, line, example)
            if length < _HELD
            else Looked(rank, path, line, None, foreign_facts(example))
        )
        if len(self._heap) < SAMPLE:
            heapq.heappush(self._heap, one)
        else:
            heapq.heapreplace(self._heap, one)
            self._highest = (-self._heap[0].rank).to_bytes(len(digest), "big")

    def found(self) -> tuple[int, int, tuple[Row, ...]]:
        """Answers with facts of their own, answers looked at, and the first few of the former."""
        facts = [
            foreign_facts(one.example) if one.example is not None else one.facts
            for one in self._heap
        ]
        common = Counter(fact for each in facts for fact in each)
        most = max(2, int(_COMMON * len(facts)))
        rows: list[tuple[str, int, list[str]]] = []
        for one, each in zip(self._heap, facts, strict=True):
            rare = [fact for fact in each if common[fact] <= most]
            if rare:
                rows.append((one.path, one.line, rare))
        shown = tuple(
            Row(path, line, f"its prompt does not hold {_listed(rare)}")
            for path, line, rare in heapq.nsmallest(SHOWN, rows)
        )
        return len(rows), len(facts), shown


def foreign_facts(example: Example) -> tuple[str, ...]:
    """Names, numbers and links of an answer that neither its prompt nor the system's words hold."""
    answer = example.answer[:_LONGEST].partition(UNSPOKEN)[0]
    links = _LINK.findall(answer) if "://" in answer or "www." in answer else []
    facts = [*links, *_NUMBER.findall(answer), *_names(answer)]
    if not facts:
        return ()
    given = "\n".join((example.system, *(text for _, text in example.prompt))).casefold()
    absent = dict.fromkeys(
        fact for fact in facts if (said := fact.rstrip(".,;:!?").casefold()) and said not in given
    )
    return tuple(absent)[:_MOST]


def _names(answer: str) -> list[str]:
    if len(_GERMAN.findall(answer)) > _MUCH_GERMAN * (answer.count(" ") + 1):
        return []
    return [name for name in _NAME.findall(answer) if name.casefold() not in _NO_NAMES]


def _listed(facts: list[str]) -> str:
    return ", ".join(f"`{fact[:_CUT]}`" for fact in facts[:SHOWN])
