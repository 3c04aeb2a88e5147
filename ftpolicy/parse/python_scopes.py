"""What the names of a Python file are bound to, scope by scope, without running it."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

from ftpolicy.model.values import dataclass, field
from ftpolicy.parse.python_depth import calls_at_least

_MOST_CALLS = 50_000

Position = tuple[int, int]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class TooLargeError(Exception):
    """A file is over a limit; the text says which."""


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


@dataclass(frozen=True, slots=True)
class Names:
    """All that a first pass learns: the module's scope, its calls in order, star imports."""

    module: Scope
    calls: tuple[tuple[ast.Call, Scope], ...]
    stars: tuple[str, ...]


def refuse_many_calls(text: str) -> None:
    """Raise TooLargeError for a source of too many calls before it is compiled."""
    if calls_at_least(text) > _MOST_CALLS:
        raise TooLargeError(f"it has more than {_MOST_CALLS:,} calls")


def names_of(tree: ast.Module) -> Names:
    """The scopes and calls of a module; iterative, since trees can be deep."""
    module = Scope("module", None)
    calls: list[tuple[ast.Call, Scope]] = []
    stars: list[str] = []
    scopes = [module]
    stack: list[tuple[ast.AST, Scope]] = [(tree, module)]
    while stack:
        node, scope = stack.pop()
        kind = type(node)
        if kind is ast.Call:
            calls.append((node, scope))  # type: ignore[arg-type]
            if len(calls) > _MOST_CALLS:
                raise TooLargeError(f"it has more than {_MOST_CALLS:,} calls")
        elif isinstance(node, ast.Return) and node.value is not None:
            scope.returns.append(node.value)
        elif isinstance(node, ast.ImportFrom):
            stars += [_from(node) for alias in node.names if alias.name == "*"]
        if kind in _BINDING:
            _bind(node, scope)
        if kind in _OPENING:
            inner = [*_inside(node, scope)]
            scopes += (each for _, each in inner if each is not scope)
            stack += reversed(inner)
        else:
            stack += [(child, scope) for child in reversed(_children(node))]
    for scope in {id(each): each for each in scopes}.values():
        scope.settle()
    calls.sort(key=lambda call: (call[0].lineno, call[0].col_offset))
    return Names(module, tuple(calls), tuple(dict.fromkeys(stars)))


def _children(node: ast.AST) -> list[ast.AST]:
    """The parts of a node in which something may be called or bound."""
    found: list[ast.AST] = []
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in _PLAIN)
    for name in fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [each for each in value if type(each) not in _LEAVES]
        elif isinstance(value, ast.AST) and type(value) not in _LEAVES:
            found.append(value)
    return found


def _inside(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
    """The parts of what opens a scope, each with the scope in which it stands."""
    if isinstance(node, Definition):
        inner = Scope("function", scope)
        _bind_parameters(node, scope, inner)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
    elif isinstance(node, ast.ClassDef):
        inner = Scope("class", scope, name=node.name, bases=tuple(node.bases))
        scope.bind(node.name, Binding(_start(node), scope, body=inner))
        body = node.body
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        inner = Scope("function", scope)
        for loop in node.generators:
            _bind_target(loop.target, None, (0, 0), inner)
        yield from ((child, inner) for child in _children(node))
        return
    else:
        return
    inside = set(map(id, body))
    for child in _children(node):
        yield child, inner if id(child) in inside else scope


_PLAIN = frozenset(("ctx", "op", "ops", "type_comment", "type_ignores"))
_LEAVES = frozenset(
    (
        *(ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Break, ast.Continue),
        *(str, type(None)),
    )
)
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}
_OPENING = frozenset(
    (
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef),
        *(ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp),
    )
)
_BINDING = frozenset(
    (
        *(ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Assign, ast.AnnAssign),
        *(ast.NamedExpr, ast.For, ast.AsyncFor, ast.withitem),
    )
)


def _bind_parameters(node: Definition, scope: Scope, inner: Scope) -> None:
    spec = node.args
    positional = [*spec.posonlyargs, *spec.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults))
    defaults += spec.defaults
    for argument, default in zip(
        [*positional, *spec.kwonlyargs], [*defaults, *spec.kw_defaults], strict=True
    ):
        inner.bind(argument.arg, Binding((0, 0), scope, value=default))
    for rest in (spec.vararg, spec.kwarg):
        if rest is not None:
            inner.bind(rest.arg, Binding((0, 0), scope))
    if scope.kind == "class" and positional:
        inner.self_name = positional[0].arg
    if not isinstance(node, ast.Lambda) and scope.kind != "class":
        bound = Binding(_start(node), scope, imported=node.name, function=inner)
        scope.bind(node.name, bound)


def _bind(node: ast.AST, scope: Scope) -> None:
    if isinstance(node, ast.Import | ast.ImportFrom):
        _bind_import(node, scope)
    elif isinstance(node, ast.Global | ast.Nonlocal):
        scope.shared.update(node.names)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            _bind_target(target, node.value, _end(node), scope)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
        _bind_target(node.target, node.value, _end(node), scope)
    elif isinstance(node, ast.For | ast.AsyncFor):
        _bind_target(node.target, None, _end(node.target), scope)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        target = node.optional_vars
        _bind_target(target, node.context_expr, _end(target), scope)


def _bind_import(node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
    prefix = ""
    if isinstance(node, ast.ImportFrom):
        prefix = _from(node)
        prefix += "" if prefix.endswith(".") else "."
    for alias in node.names:
        if alias.name == "*":
            continue
        if isinstance(node, ast.Import) and alias.asname is None:
            first = alias.name.partition(".")[0]
            scope.bind(first, Binding(_start(node), scope, imported=first))
        else:
            dotted = prefix + alias.name
            scope.bind(alias.asname or alias.name, Binding(_start(node), scope, imported=dotted))


def _from(node: ast.ImportFrom) -> str:
    return "." * node.level + (node.module or "")


def _bind_target(
    target: ast.expr, value: ast.expr | None, at: Position, scope: Scope, item: int | None = None
) -> None:
    if isinstance(target, ast.Tuple | ast.List) and item is None:
        for index, each in enumerate(target.elts):
            _bind_target(each, value, at, scope, index)
        return
    name = dotted_target(target)
    if name is None:
        return
    binding = Binding(at, scope, value=value, item=item)
    first, _, attribute = name.partition(".")
    owner = scope.owner(first) if attribute else None
    if owner is not None:
        owner.bind(attribute, binding)  # `self.x = ...` is known all over the class
    else:
        scope.bind(name, binding)


def dotted_target(node: ast.expr) -> str | None:
    """`a` or `a.b`; None for anything else that can be assigned to."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return None


def _start(node: ast.stmt) -> Position:
    return node.lineno, node.col_offset


def _end(node: ast.stmt | ast.expr) -> Position:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
