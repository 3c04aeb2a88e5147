"""How rules read an author's words and write values into their messages."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

_SHOWN = 5


def blank(text: str | None) -> bool:
    """Whether a text field says nothing: absent, empty or only white space."""
    return text is None or not text.strip()


def word_set(words: str) -> frozenset[str]:
    """The words of a text, to look words up in."""
    return frozenset(words.split())


def ticked(values: Sequence[object], last: str = "and") -> str:
    """Values in backticks as a list for a sentence; a long list ends in a count."""
    shown = [f"`{value}`" for value in values[:_SHOWN]]
    if len(values) > _SHOWN:
        return f"{', '.join(shown)} {last} {len(values) - _SHOWN} more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def counted(number: int, noun: str) -> str:
    """A number in backticks with its noun: `1` example, `9` examples."""
    return f"`{number}` {noun}" if number == 1 else f"`{number}` {noun}s"


def shell_word(path: str) -> str:
    """A path as one safe word of a command line that the reader may copy."""
    return shlex.quote(f"./{path}" if path.startswith("-") else path)
