"""Nodes to plain values, as schemas check them: what is not written is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from ftpolicy.model.regex import regex
from ftpolicy.model.source import ListNode, MapNode, Node, Scalar
from ftpolicy.parse.scalars import core

Plain = str | int | Decimal | bool | None | list["Plain"] | dict[str, "Plain"]
Field = tuple[str | int, ...]
Written = tuple[Field, Node, Scalar | None]

_MOST_DIGITS = 15
_DAY = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def plain(node: Node) -> Plain:
    """The value of a node; keys with null or empty text count as not written.

    Of a key that stands twice the first holds. A number with more digits than any count or
    amount has stays text, so that a type check refuses it.
    """
    if isinstance(node, MapNode):
        written: dict[str, Plain] = {}
        for key, value in node.entries:
            if key.text not in written and is_written(value):
                written[key.text] = plain(value)
        return written
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return _scalar(node)


def _scalar(scalar: Scalar) -> str | int | Decimal | bool | None:
    value = core(scalar)
    if isinstance(value, Decimal) and abs(value.adjusted()) > _MOST_DIGITS:
        return scalar.text
    if isinstance(value, int) and len(scalar.text) > _MOST_DIGITS:
        return scalar.text
    return value


def is_written(node: Node) -> bool:
    """False for null, `~`, nothing at all and empty text."""
    if not isinstance(node, Scalar) or len(node.text) > len("null"):
        return True
    return core(node) not in (None, "")


def says_something(node: Node) -> bool:
    """Whether a node is a written scalar or holds one."""
    if isinstance(node, MapNode):
        return any(says_something(value) for _, value in node.entries)
    if isinstance(node, ListNode):
        return any(says_something(item) for item in node.items)
    return is_written(node)


def fields(node: Node, above: Field = ()) -> Iterator[Written]:
    """Every written field below a node: its path, its node, its key.

    The path holds keys and list indexes; an item of a list has no key.
    """
    steps: Iterable[tuple[str | int, Node, Scalar | None]] = ()
    if isinstance(node, MapNode):
        steps = ((key.text, value, key) for key, value in node.entries)
    elif isinstance(node, ListNode):
        steps = ((index, item, None) for index, item in enumerate(node.items))
    for step, below, key in steps:
        if is_written(below):
            yield (*above, step), below, key
            if not isinstance(below, Scalar):
                yield from fields(below, (*above, step))


def node_at(node: Node, field: Field) -> Node:
    """The node of a field that `fields` gives; the nearest parent when it is not there."""
    for step in field:
        below: Node | None = None
        if isinstance(node, MapNode) and isinstance(step, str):
            below = next((each for each in node.values(step) if is_written(each)), None)
        elif isinstance(node, ListNode) and isinstance(step, int):
            below = node.items[step]
        if below is None:
            return node
        node = below
    return node


def looks_like_day(text: str) -> bool:
    """Whether a text has the shape of a date, real or not."""
    return _DAY.fullmatch(text) is not None


def day(text: str) -> date | None:
    """The date that a text of the shape `2026-11-22` names, None when there is none."""
    try:
        return date.fromisoformat(text) if looks_like_day(text) else None
    except ValueError:
        return None
