"""Which examples were seen before, in about 150 bytes for each distinct one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ftpolicy.evidence.datasets.digests import SIZE

# What is known of an example that comes in; plain numbers, since every row is compared with them.
NEW_PROMPT: Final = 0
NEW_ANSWER: Final = 1  # to a prompt that has another
COPY: Final = 2  # but for case, white space, the system's words
EXACT_COPY: Final = 3


class Distinct:
    """Digests of examples.

    A prompt leads to the digest of its first answer and to that example's exact one. Further
    answers, and further spellings of an example, stand in sets of their own that mostly stay
    small.
    """

    __slots__ = ("_answers", "_first", "_spellings")

    def __init__(self) -> None:
        self._first: dict[bytes, bytes] = {}
        self._answers: set[bytes] = set()
        self._spellings: set[bytes] = set()

    @property
    def prompts(self) -> int:
        return len(self._first)

    @property
    def examples(self) -> int:
        return len(self._first) + len(self._answers)

    def add(self, prompt: bytes, answer: bytes, exact: bytes) -> int:
        first = self._first.get(prompt)
        if first is None:
            self._first[prompt] = answer + exact
            return NEW_PROMPT
        if first[:SIZE] != answer:
            pair = prompt + answer
            if pair not in self._answers:
                self._answers.add(pair)
                self._spellings.add(pair + exact)
                return NEW_ANSWER
        elif first[SIZE:] == exact:
            return EXACT_COPY
        spelling = prompt + answer + exact
        if spelling in self._spellings:
            return EXACT_COPY
        self._spellings.add(spelling)
        return COPY

    def each_prompt(self) -> Iterator[bytes]:
        return iter(self._first)

    def each_example(self) -> Iterator[bytes]:
        """A digest of every prompt with each of its answers."""
        for prompt, first in self._first.items():
            yield prompt + first[:SIZE]
        yield from self._answers
