"""Fields of what a host answers, asked for by their dotted names."""

from __future__ import annotations


def at(value: object, dotted: str) -> object:
    """The value under a dotted name, None where any part of the way is missing."""
    for key in dotted.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: object, dotted: str) -> str:
    found = at(value, dotted)
    return found if isinstance(found, str) else ""


def number(value: object, dotted: str) -> int:
    """The whole number under a dotted name, 0 without one; no host counts from 0."""
    found = at(value, dotted)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def items(value: object, dotted: str = "") -> list[object]:
    found = at(value, dotted) if dotted else value
    return found if isinstance(found, list) else []
