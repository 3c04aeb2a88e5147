"""A row of a data file before anyone knows its shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias


class Bad(NamedTuple):
    """A row that cannot be used, and why; a tuple since millions of them may be made."""

    why: str


Row: TypeAlias = "dict[str, object] | Bad"

Rows: TypeAlias = "Iterator[tuple[int, Row]]"
"""Rows with the line that each starts at, or with its number from 1 where there are no lines."""


def row(value: object) -> Row:
    """A parsed value as a row."""
    if type(value) is dict:
        return value
    return Bad(f"it is {_KINDS.get(type(value), 'a value')}, not an object")


_KINDS = {
    list: "a list",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a truth value",
    type(None): "null",
}
