"""What the names of a scope of Python code stand for, at each position of it."""

from __future__ import annotations

import ast
from bisect import bisect_right
from typing import Literal

from ftpolicy.model.values import dataclass, field

Position = tuple[int, int]


@dataclass(slots=True)
class Scope:
    """A module, class or function, with what is bound in it under `name` or `name.attribute`."""

    kind: Literal["module", "class", "function"]
    parent: Scope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)  # names declared global or nonlocal
    self_name: str | None = None  # of a method: its first parameter
    name: str = ""  # of a class
    bases: tuple[ast.expr, ...] = ()  # of a class, to be looked up in the parent
    returns: list[ast.expr] = field(default_factory=list)  # of a function

    def bind(self, name: str, binding: Binding) -> None:
        scope = self
        if name in self.shared:
            while scope.parent is not None:
                scope = scope.parent
        scope.bindings.setdefault(name, []).append(binding)

    def settle(self) -> None:
        """Order the bindings; `X = None`, the stand-in for a failed import, counts only alone."""
        for name, bindings in self.bindings.items():
            strong = [each for each in bindings if not each.is_none]
            self.bindings[name] = sorted(strong or bindings, key=lambda each: each.at)

    def before(self, name: str, at: Position) -> Binding | None:
        """The last binding of a name in this very scope that ends before a position."""
        bindings = self.bindings.get(name)
        if bindings is None:
            return None
        if len(bindings) == 1:
            return bindings[0] if bindings[0].at <= at else None
        index = bisect_right(bindings, at, key=lambda each: each.at)
        return bindings[index - 1] if index else None

    def last(self, name: str) -> Binding | None:
        bindings = self.bindings.get(name)
        return bindings[-1] if bindings else None

    def look_up(self, name: str, at: Position) -> Binding | None:
        """What a name means at a position: as bound before it, else as ever bound."""
        own = self.before(name, at)
        if own is not None:
            return own
        outer = self.parent
        while outer is not None:
            if outer.kind != "class":
                found = outer.before(name, at) or outer.last(name)
                if found is not None:
                    return found
            outer = outer.parent
        return self.last(name)

    def owner(self, name: str) -> Scope | None:
        """The class whose instance `name` is, when it is `self` of a method around."""
        scope: Scope | None = self
        while scope is not None and scope.kind == "function":
            if scope.self_name == name:
                return scope.parent
            scope = scope.parent
        return None


@dataclass(frozen=True, slots=True)
class Binding:
    """A name's meaning from a position on: imported, a class of the file, or an expression."""

    at: Position
    scope: Scope  # where `value` is to be looked up
    imported: str | None = None
    value: ast.expr | None = None  # None for what only a run can tell
    item: int | None = None  # the place in a tuple that `value` is unpacked to
    body: Scope | None = None  # of a class of the file
    function: Scope | None = None  # of a function of the file

    @property
    def is_none(self) -> bool:
        return isinstance(self.value, ast.Constant) and self.value.value is None
