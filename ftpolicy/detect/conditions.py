"""The conditions of a detector file, evaluated over one parsed value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol

from ftpolicy.detect.paths import KeyPath, key_path, leaves
from ftpolicy.model.source import ListNode, MapNode, Node, Scalar
from ftpolicy.parse.scalars import is_placeholder, judged


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that spoke for a match: what, and where."""

    text: str
    line: int
    column: int
    width: int


class Condition(Protocol):
    """Holds over a value or not; the signs say why, None means that it does not hold."""

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        """The signs found, an empty tuple when it holds for what is absent, None otherwise."""


def _sign(text: str, key: Scalar | None, node: Node) -> Sign:
    place = key if key is not None else node
    return Sign(text, place.line, place.column, len(key.text) if key is not None else 0)


def _filled(node: Node) -> bool:
    if isinstance(node, Scalar):
        return judged(node) not in (None, "")
    return bool(node.items if isinstance(node, ListNode) else node.entries)


@dataclass(frozen=True, slots=True)
class Has:
    """The path leads to a value; with `empty` also to null."""

    path: KeyPath
    empty: bool = False

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        for key, node in self.path.find(root):
            if self.empty or _filled(node):
                return (_sign(self.path.text, key, node),)
        return None


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """The path leads to one of these values; text is compared without case, `*` is a wildcard."""

    path: KeyPath
    values: tuple[str | float | bool | None, ...]

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        for key, node in self.path.find(root):
            for leaf in leaves(node):
                if any(_equal(leaf, value) for value in self.values):
                    return (_sign(f"{self.path.text}: {leaf.text[:60]}", key, leaf),)
        return None


def _equal(leaf: Scalar, value: str | float | bool | None) -> bool:
    if isinstance(value, str):
        text, wanted = leaf.text.casefold(), value.casefold()
        return text == wanted or ("*" in wanted and fnmatchcase(text, wanted))
    read = judged(leaf)
    if isinstance(read, str) and isinstance(value, bool):
        return leaf.text.casefold() == str(value).casefold()  # "true" in quotes, as tools take it
    return read == value and isinstance(read, bool) == isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class IsMap:
    """The path leads to a mapping, so that a same-named scalar of another format is none."""

    path: KeyPath

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        for key, node in self.path.find(root):
            if isinstance(node, MapNode):
                return (_sign(self.path.text, key, node),)
        return None


@dataclass(frozen=True, slots=True)
class IsChosen:
    """The path leads to a value that is filled in at run time (`${MODEL}`, `???`)."""

    path: KeyPath

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        for key, node in self.path.find(root):
            for leaf in leaves(node):
                if not leaf.known or (judged(leaf) is not None and is_placeholder(leaf.text)):
                    return (_sign(self.path.text, key, leaf),)
        return None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`least` of the conditions hold; all of them, any of them, none of them are its forms."""

    least: int
    conditions: tuple[Condition, ...]

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        found: list[Sign] = []
        count = 0
        for condition in self.conditions:
            signs = condition.signs(root)
            if signs is not None:
                count += 1
                found += signs
        return tuple(found) if count >= self.least else None


@dataclass(frozen=True, slots=True)
class NoneOf:
    """None of the conditions holds."""

    conditions: tuple[Condition, ...]

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        if any(condition.signs(root) is not None for condition in self.conditions):
            return None
        return ()


def all_of(conditions: tuple[Condition, ...]) -> Condition:
    """Every condition holds; none given always holds."""
    return AtLeast(len(conditions), conditions)


def condition(raw: object) -> Condition:
    """A condition as a detector file writes it; raises ValueError for a form it does not know.

    A text is a path that leads to a value, a list means all of it, and a mapping is one of
    `any`, `all`, `none` (lists), `at_least` with `of`, `present`, `map`, `chosen` (paths), or a
    path with the value or values that it must lead to.
    """
    if isinstance(raw, str):
        return Has(key_path(raw))
    if isinstance(raw, list):
        return all_of(tuple(condition(each) for each in raw))
    if isinstance(raw, dict):
        if set(raw) == {"at_least", "of"}:
            return AtLeast(int(raw["at_least"]), _several(raw["of"]))
        if len(raw) == 1:
            ((name, value),) = raw.items()
            form = _FORMS.get(name)
            return form(value) if form is not None else _value_test(str(name), value)
    raise ValueError(f"`{raw}` is no condition")


def _several(raw: object) -> tuple[Condition, ...]:
    if not isinstance(raw, list) or not raw:
        raise ValueError(f"`{raw}` is no list of conditions")
    return tuple(condition(each) for each in raw)


def _value_test(path: str, value: object) -> Condition:
    values = tuple(value) if isinstance(value, list) else (value,)
    plain = tuple(each for each in values if each is None or isinstance(each, str | int | float))
    if not values or plain != values:
        raise ValueError(f"`{path}` must be compared with a value or a list of values")
    return IsOneOf(key_path(path), plain)


_FORMS: dict[str, Callable[[object], Condition]] = {
    "any": lambda value: AtLeast(1, _several(value)),
    "all": lambda value: all_of(_several(value)),
    "none": lambda value: NoneOf(_several(value)),
    "present": lambda value: Has(key_path(str(value)), empty=True),
    "map": lambda value: IsMap(key_path(str(value))),
    "chosen": lambda value: IsChosen(key_path(str(value))),
}
