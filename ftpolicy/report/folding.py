"""Text for a terminal: folded at its width, and painted."""

from __future__ import annotations

import textwrap

WIDTH = 80


def folded(text: str, first: str = "", then: str = "", width: int = WIDTH) -> list[str]:
    """The lines of a text, the first and the others with what they begin with; no word is cut."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def paint(colour: str, text: str) -> str:
    """In a colour, as an ANSI code (`1;31`)."""
    return f"\x1b[{colour}m{text}\x1b[0m"
