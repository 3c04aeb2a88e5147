"""What the names of a Python file are bound to, scope by scope, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ftpolicy.model.values import dataclass
from ftpolicy.parse.python_bindings import Binding, Position, Scope
from ftpolicy.parse.python_depth import calls_at_least

_MOST_CALLS = 50_000

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class TooLargeError(Exception):
    """A file is over a limit; the text says which."""


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
