"""The options and operands of a command as a mapping."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Command, MapNode, Node, Scalar
from ftpolicy.model.values import dataclass

_HYDRA = regex(r"\+{0,2}([A-Za-z_][\w.@/-]*)=(.*)", re.DOTALL)
_NEGATIVE = regex(r"-\.?[0-9]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands; 0 columns wide when only its command is known."""

    line: int
    column: int
    width: int


def command(words: Sequence[str], places: Sequence[Place], start: Place) -> Command:
    """The command of words whose wrappers are gone; `start` is where the whole line starts."""
    last = places[-1]
    width = last.column + last.width - start.column if last.line == start.line else start.width
    options = MapNode(_options(words, places), start.line, start.column)
    return Command(tuple(words), options, start.line, start.column, max(width, 0))


def _options(words: Sequence[str], places: Sequence[Place]) -> tuple[tuple[Scalar, Node], ...]:
    entries: list[tuple[Scalar, Node]] = []
    operands = 0
    at = 2 if words[0] == "-m" else 1
    while at < len(words):
        word, place = words[at], places[at]
        at += 1
        if word in {"-", "--"}:
            continue
        key, value = _named(word)
        value_place = place
        if not key:
            key, operands = str(operands), operands + 1
        elif value is None and at < len(words) and not _is_option(words[at]):
            value, value_place = words[at], places[at]
            at += 1
        entries.append((_scalar(key, place), _scalar(value or "true", value_place)))
    return tuple(entries)


def _named(word: str) -> tuple[str, str | None]:
    """`--key=value`, `--key` or `key=value`; an operand has no key."""
    if _is_option(word):
        key, equals, value = word.lstrip("-").partition("=")
        return key, value if equals else None
    found = _HYDRA.fullmatch(word)
    return (found[1], found[2]) if found is not None else ("", word)


def _is_option(word: str) -> bool:
    return len(word) > 1 and word[0] == "-" and _NEGATIVE.match(word) is None


def _scalar(text: str, place: Place) -> Scalar:
    return Scalar(text, True, place.line, place.column)
