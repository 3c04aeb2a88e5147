"""The conditions of a detector file, evaluated over one parsed value."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase, translate
from functools import cache
from typing import NamedTuple, Protocol

from ftpolicy.detect.paths import KeyPath, ending_with, endings, key_path, leaves
from ftpolicy.detect.words import flat
from ftpolicy.model.source import ListNode, MapNode, Node, Scalar
from ftpolicy.model.values import replace
from ftpolicy.parse.scalars import is_placeholder, judged

_LONGEST = 200  # characters of a value that are compared


class Sign(NamedTuple):
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


class Has(NamedTuple):
    """The path leads to a value; with `empty` also to null."""

    path: KeyPath
    empty: bool = False

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        for key, node in self.path.find(root):
            if self.empty or _filled(node):
                return (_sign(self.path.text, key, node),)
        return None


class IsOneOf(NamedTuple):
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


class IsMap(NamedTuple):
    """The path leads to a mapping, so that a same-named scalar of another format is none."""

    path: KeyPath

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        for key, node in self.path.find(root):
            if isinstance(node, MapNode):
                return (_sign(self.path.text, key, node),)
        return None


class IsChosen(NamedTuple):
    """The path leads to a value that is filled in at run time (`${MODEL}`, `???`)."""

    path: KeyPath

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        for key, node in self.path.find(root):
            for leaf in leaves(node):
                if not leaf.known or (judged(leaf) is not None and is_placeholder(leaf.text)):
                    return (_sign(self.path.text, key, leaf),)
        return None


class Anywhere(NamedTuple):
    """A key that is so named stands at some depth: `lora_r`, or `lora.r` for one below another.

    Spellings (`loraR`, `LORA-R`) are the same. It leads to a value, to a text or a truth value
    that fits `values`, or, with `number`, to a number or to what is filled in at run time.
    """

    names: tuple[str, ...]
    values: tuple[str, ...] = ()
    number: bool = False

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        search = ending_with(self.names).search
        for ending, key, node in endings(root):
            if search(ending) and self._fits(node):
                shown = f": {node.text[:60]}" if self.values and isinstance(node, Scalar) else ""
                return (_sign(key.text + shown, key, node),)
        return None

    def _fits(self, node: Node) -> bool:
        if self.values:
            fits = _one_of(self.values).fullmatch
            return any(fits(leaf.text[:_LONGEST].casefold()) for leaf in leaves(node))
        return any(map(_is_number, leaves(node))) if self.number else _filled(node)


@cache
def _one_of(values: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, values)))


def _is_number(leaf: Scalar) -> bool:
    read = judged(replace(leaf, plain=True))
    if isinstance(read, int | float):
        return not isinstance(read, bool)
    return not leaf.known or (read is not None and is_placeholder(leaf.text))


class AtLeast(NamedTuple):
    """`least` of the conditions hold; all of them, any of them, none of them are its forms."""

    least: int
    conditions: tuple[Condition, ...]

    def signs(self, root: Node) -> tuple[Sign, ...] | None:
        found: list[Sign] = []
        may_fail = len(self.conditions) - self.least
        for condition in self.conditions:
            signs = condition.signs(root)
            if signs is not None:
                found += signs
            elif (may_fail := may_fail - 1) < 0:
                return None
        return tuple(found) if may_fail >= 0 else None


class NoneOf(NamedTuple):
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
    `any`, `all`, `none` (lists), `at_least` with `of`, `anywhere` (names of keys, alone or with
    `values` or `number`), `present`, `map`, `chosen` (paths), or a path with the value or values
    that it must lead to.
    """
    if isinstance(raw, str):
        return Has(key_path(raw))
    if isinstance(raw, list):
        return all_of(tuple(condition(each) for each in raw))
    if isinstance(raw, dict):
        if set(raw) == {"at_least", "of"}:
            return AtLeast(int(raw["at_least"]), _several(raw["of"]))
        if "anywhere" in raw and set(raw) <= {"anywhere", "values", "number"}:
            return _anywhere(raw)
        if len(raw) == 1:
            ((name, value),) = raw.items()
            form = _FORMS.get(name)
            return form(value) if form is not None else _value_test(str(name), value)
    raise ValueError(f"`{raw}` is no condition")


def _several(raw: object) -> tuple[Condition, ...]:
    if not isinstance(raw, list) or not raw:
        raise ValueError(f"`{raw}` is no list of conditions")
    return tuple(condition(each) for each in raw)


def _anywhere(raw: dict[str, object]) -> Condition:
    names = raw["anywhere"]
    if not isinstance(names, list) or not names:
        raise ValueError(f"`{names}` is no list of names")
    values = _values("anywhere", raw["values"]) if "values" in raw else ()
    return Anywhere(
        tuple(str(each) for each in flat(names)),
        tuple(str(each).casefold() for each in values),
        raw.get("number", False) is True,
    )


def _value_test(path: str, value: object) -> Condition:
    return IsOneOf(key_path(path), _values(path, value))


def _values(path: str, value: object) -> tuple[str | float | bool | None, ...]:
    values = tuple(flat(value)) if isinstance(value, list) else (value,)
    plain = tuple(each for each in values if each is None or isinstance(each, str | int | float))
    if not values or plain != values:
        raise ValueError(f"`{path}` must be compared with a value or a list of values")
    return plain


_FORMS: dict[str, Callable[[object], Condition]] = {
    "any": lambda value: AtLeast(1, _several(value)),
    "all": lambda value: all_of(_several(value)),
    "none": lambda value: NoneOf(_several(value)),
    "present": lambda value: Has(key_path(str(value)), empty=True),
    "map": lambda value: IsMap(key_path(str(value))),
    "chosen": lambda value: IsChosen(key_path(str(value))),
}
