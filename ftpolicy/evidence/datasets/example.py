"""What training sees of a row, whatever its shape."""

from __future__ import annotations

import json
from typing import NamedTuple, TypeAlias

Turn: TypeAlias = "tuple[str, str]"
"""Who speaks (`u` user, `a` assistant, `t` tool) and what."""

UNSPOKEN = "\0"
"""Before what an answer holds besides its words: calls of tools, pictures."""


class Example(NamedTuple):
    """One record; a tuple, since one is made for each of a million rows."""

    shape: str
    prompt: tuple[Turn, ...]  # all turns before the answer, the system's apart
    answer: str
    system: str = ""
    other: str = ""  # what was judged worse, or a label beside the answer
    judged: bool = False  # it holds a judged pair, or a judged answer
    lacks: str = ""  # why it has no answer
    note: str = ""  # oddity of its turns that costs it nothing


def text_of(value: object) -> str:
    """A value of a row as text; nothing for null and for the NaN of an empty table cell."""
    if type(value) is str:
        return value
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
