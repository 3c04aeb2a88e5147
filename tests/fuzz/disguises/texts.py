"""Ways to write any text anew, and letters as escapes."""

from __future__ import annotations

import json
from random import Random

_NOTE = "it's a note: {} [ \" -> \u00e9\u4e2d"


def blank_lines(text: str, chance: Random) -> str:
    return "\n" * chance.randrange(1, 4) + text + "\n \n" * chance.randrange(1, 4)


def note_above(text: str, chance: Random) -> str:
    first, end, rest = text.partition("\n")
    if first.startswith("#!"):
        return f"{first}{end}# {_NOTE}\n{rest}"
    return f"# {_NOTE}\n{text}"


def note_below(text: str, chance: Random) -> str:
    return f"{text.rstrip()}\n\n# {_NOTE}"


def spaces_at_line_ends(text: str, chance: Random) -> str:
    """White space at the ends of lines, but not after a backslash, where it has a meaning."""
    return "\n".join(
        line
        if line.endswith("\\") or not line.strip()
        else line + chance.choice(("", " ", "\t", "  "))
        for line in text.split("\n")
    )


def no_last_line_end(text: str, chance: Random) -> str:
    return text.rstrip()


def escaped(text: str, style: str, share: float, chance: Random) -> str:
    return "".join(
        style.format(ord(each))
        if each.isascii() and (each in '"\\' or not each.isprintable() or chance.random() < share)
        else json.dumps(each, ensure_ascii=False)[1:-1]
        for each in text
    )
