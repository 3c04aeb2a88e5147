"""Texts, numbers and slices in the values of a tuning file; what was not evaluated is absent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from ftpolicy.evidence.datasets.part import Slice
from ftpolicy.model.regex import regex
from ftpolicy.model.source import ListNode, MapNode, Node, Scalar
from ftpolicy.parse.scalars import judged

_SLICE = regex(r"[\w.-]+\[\s*(-?\d{1,18})?(%?)\s*:\s*(-?\d{1,18})?(%?)\s*\]")


def text(node: Node | None) -> str:
    """The text of a known scalar, empty for anything else."""
    return node.text.strip() if isinstance(node, Scalar) and node.known and judged(node) else ""


def texts(node: Node | None) -> tuple[str, ...]:
    """The texts of a scalar, of a list, or of the values of a mapping."""
    if isinstance(node, ListNode):
        return tuple(found for each in node.items if (found := text(each)))
    if isinstance(node, MapNode):
        return tuple(found for _, each in node.entries for found in texts(each))
    return (found,) if (found := text(node)) else ()


def maps(node: Node | None) -> Iterator[MapNode]:
    """The mapping, or the mappings of a list."""
    if isinstance(node, MapNode):
        yield node
    elif isinstance(node, ListNode):
        yield from (each for each in node.items if isinstance(each, MapNode))


def number(node: Node | None) -> Decimal | None:
    """A finite number that is not negative, None for anything else."""
    try:
        found = Decimal(text(node).replace("_", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


def whole(node: Node | None) -> int | None:
    """A whole number that is not negative."""
    found = number(node)
    return int(found) if found is not None and found == found.to_integral_value() else None


def sliced(split: str) -> Slice | None:
    """The part of a split that `train[:500]` or `train[10%:20%]` takes, None for all of it."""
    found = _SLICE.fullmatch(split.strip())
    if found is None:
        return None
    start, stop = (int(each) if each else None for each in (found[1], found[3]))
    return Slice(start, stop, percent="%" in (found[2], found[4]))
