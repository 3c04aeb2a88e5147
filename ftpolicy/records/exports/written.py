"""The written fields of a record, each marked once it has found a place in an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ftpolicy.parse.plain import Plain

_FORM = ("kind", "schema_version")
_MOST_ITEMS = 10_000


class Written:
    """Fields by their dotted names; a list of texts is one field, any other list is walked.

    The parts of one record share what was taken, so that `left` tells of the whole.
    """

    def __init__(self, known: Mapping[str, str], taken: set[str], prefix: str = "") -> None:
        self._known = known
        self._taken = taken
        self._prefix = prefix

    @classmethod
    def of(cls, values: Mapping[str, Plain]) -> Written:
        """All that a record says, but for the marks of its format."""
        leaves = {name: text for name, text in _leaves(values, "") if name not in _FORM}
        return cls(leaves, set())

    def text(self, field: str) -> str:
        """The field on one line as it is written, lists with commas; empty when it is not there."""
        name = self._prefix + field
        self._taken.add(name)
        return self._known.get(name, "")

    def texts(self, field: str) -> list[str]:
        """The items of a list of texts."""
        return [each for each in (one.text("") for one in self.items(field)) if each]

    def items(self, field: str) -> Iterator[Written]:
        """The parts of a list of mappings, or of texts, whose own text is at the empty name."""
        for index in range(_MOST_ITEMS):
            prefix = f"{self._prefix}{field}.{index}"
            if prefix in self._known:
                yield Written(self._known, self._taken, prefix)
            elif any(name.startswith(f"{prefix}.") for name in self._known):
                yield Written(self._known, self._taken, f"{prefix}.")
            else:
                return

    def rest(self, field: str) -> Iterator[tuple[str, str]]:
        """What is left below a field, by the names below it."""
        start = f"{self._prefix}{field}."
        for name in sorted(set(self._known) - self._taken):
            if name.startswith(start):
                yield name.removeprefix(start), self.text(name.removeprefix(self._prefix))

    def everything(self) -> Iterator[tuple[str, str]]:
        """What is left of this part, by the names in it."""
        for name in self.left():
            if name.startswith(self._prefix):
                yield name.removeprefix(self._prefix), self.text(name.removeprefix(self._prefix))

    def left(self) -> tuple[str, ...]:
        """The fields that no one took, in the order written."""
        return tuple(name for name in self._known if name not in self._taken)


def _leaves(value: Plain | Mapping[str, Plain], name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _leaves(below, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _leaves(below, f"{name}.{index}")
    elif value is not None:
        yield name, _shown(value)


def _shown(value: str | int | Decimal | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split())
