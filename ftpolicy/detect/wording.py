"""The conditions of a detector file in words."""

from __future__ import annotations

from collections.abc import Iterable

from ftpolicy.detect.conditions import (
    Anywhere,
    AtLeast,
    Condition,
    Has,
    IsChosen,
    IsMap,
    IsOneOf,
    NoneOf,
)


def worded(condition: Condition) -> str:
    """What a condition asks for."""
    if isinstance(condition, Has):
        return f"`{condition.path.text}`" + (", also empty" if condition.empty else "")
    if isinstance(condition, IsOneOf):
        return f"`{condition.path.text}` is {either(str(value) for value in condition.values)}"
    if isinstance(condition, IsMap):
        return f"`{condition.path.text}` is a mapping"
    if isinstance(condition, IsChosen):
        return f"`{condition.path.text}` is filled in at run time"
    if isinstance(condition, Anywhere):
        return _anywhere(condition)
    if isinstance(condition, NoneOf):
        return f"none of: {_listed(condition.conditions)}"
    if isinstance(condition, AtLeast):
        return _at_least(condition)
    return type(condition).__name__


def either(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _at_least(condition: AtLeast) -> str:
    if len(condition.conditions) == 1:
        return worded(condition.conditions[0])
    names = {condition.least: str(condition.least), 1: "one"}
    names[len(condition.conditions)] = "all"
    return f"{names[condition.least]} of: {_listed(condition.conditions)}"


def _listed(conditions: tuple[Condition, ...]) -> str:
    return "; ".join(map(worded, conditions))


def _anywhere(condition: Anywhere) -> str:
    what = f"a key {either(f'`{name}`' for name in condition.names)} at any depth"
    if condition.number:
        return f"{what}, with a number"
    return f"{what}, with one of certain values" if condition.values else what
