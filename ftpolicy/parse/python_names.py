"""The dotted names that callees of Python code resolve to."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from posixpath import commonprefix

from ftpolicy.parse.python_bindings import Binding, Position, Scope
from ftpolicy.parse.python_scopes import dotted_target

CALLED = "()"
UNKNOWN = "?"
STAR = "*."  # the start of a name that only a star import can explain

_DEEPEST = 30
_MOST = 20  # returns of a function, entries of a table
_BUILTINS = frozenset(dir(builtins))


class NameReader:
    """Follows imports, assignments and classes of one file; `stars` are its star imports."""

    def __init__(self, stars: tuple[str, ...]) -> None:
        self._stars = stars
        self._made: dict[int, str] = {}  # what functions of the file return

    def name(self, node: ast.expr, scope: Scope, depth: int = 0) -> str:
        """The dotted name; what cannot be followed is `?`, a call in between `()`."""
        if depth > _DEEPEST:
            return UNKNOWN
        if isinstance(node, ast.Name):
            return self._plain(node, scope, depth)
        if isinstance(node, ast.Attribute):
            binding = self.attribute(node, scope)
            if binding is not None and binding.value is not None:
                return self._bound(node.attr, binding, depth)
            return f"{self.name(node.value, scope, depth + 1)}.{node.attr}"
        if isinstance(node, ast.Call):
            return self._result(node, scope, depth)
        if isinstance(node, ast.Subscript):
            return self._chosen(node, scope, depth)
        if isinstance(node, ast.Await | ast.NamedExpr):
            return self.name(node.value, scope, depth + 1)
        if isinstance(node, ast.IfExp):
            return self.name(node.body, scope, depth + 1)
        if isinstance(node, ast.BoolOp):
            return self.name(node.values[0], scope, depth + 1)
        return UNKNOWN

    def only_name(self, node: ast.expr, scope: Scope) -> str:
        """The name with the first star import where only one of them can explain it."""
        name = self.name(node, scope)
        return f"{self._stars[0]}.{name.removeprefix(STAR)}" if name.startswith(STAR) else name

    def attribute(self, node: ast.Attribute, scope: Scope) -> Binding | None:
        """What `self.x = ...` or `a.x = ...` bound, else what the class of `a` says of `x`."""
        dotted = dotted_target(node)
        if dotted is not None:
            bound = scope.look_up(dotted, start_of(node))
            if bound is not None:
                return bound
        body = self.class_of(node.value, scope)
        return self._member(node.attr, body, 0) if body is not None else None

    def class_of(self, node: ast.expr, scope: Scope, depth: int = 0) -> Scope | None:
        """The class of this file that an expression names or makes an instance of."""
        if depth > _DEEPEST:
            return None
        if isinstance(node, ast.Call):
            return self.class_of(node.func, scope, depth + 1)
        if not isinstance(node, ast.Name):
            return None
        owner = scope.owner(node.id)
        if owner is not None:
            return owner
        binding = scope.look_up(node.id, start_of(node))
        if binding is None or binding.body is not None or binding.value is None:
            return binding.body if binding is not None else None
        return self.class_of(binding.value, binding.scope, depth + 1)

    def _result(self, node: ast.Call, scope: Scope, depth: int) -> str:
        """What a call gives: `getattr` and `partial` name it, a function of the file returns it."""
        name = self.name(node.func, scope, depth + 1)
        if name == "getattr" and len(node.args) > 1:
            wanted = node.args[1]
            written = wanted.value if isinstance(wanted, ast.Constant) else None
            attribute = written if isinstance(written, str) else UNKNOWN
            return f"{self.name(node.args[0], scope, depth + 1)}.{attribute}"
        if name == "functools.partial" and node.args:
            return self.name(node.args[0], scope, depth + 1)
        function = self._function(node.func, scope)
        return (self._returned(function, depth) if function is not None else "") or name + CALLED

    def _function(self, node: ast.expr, scope: Scope) -> Scope | None:
        if not isinstance(node, ast.Name) or scope.owner(node.id) is not None:
            return None
        binding = scope.look_up(node.id, start_of(node))
        return binding.function if binding is not None else None

    def _returned(self, function: Scope, depth: int) -> str:
        """The one name from elsewhere that all returns come to, empty when there is none."""
        key = id(function)
        if key not in self._made:
            self._made[key] = ""  # while it is being read: it calls itself
            found = (self.name(each, function, depth + 1) for each in function.returns[:_MOST])
            self._made[key] = _common(found)
        return self._made[key]

    def _chosen(self, node: ast.Subscript, scope: Scope, depth: int) -> str:
        """An entry of a table that is written out; without one what the table itself is."""
        table = node.value
        if isinstance(table, ast.Name):
            binding = scope.look_up(table.id, start_of(table))
            if binding is not None and isinstance(binding.value, ast.Dict):
                values = binding.value.values[:_MOST]
                names = [self.name(each, binding.scope, depth + 1) for each in values]
                return _common(names) or UNKNOWN
        return self.name(table, scope, depth + 1)

    def _plain(self, node: ast.Name, scope: Scope, depth: int) -> str:
        owner = scope.owner(node.id)
        if owner is not None:
            return self._class(owner, depth) + CALLED
        binding = scope.look_up(node.id, start_of(node))
        if binding is not None:
            return self._bound(node.id, binding, depth)
        return STAR + node.id if self._stars and node.id not in _BUILTINS else node.id

    def _bound(self, name: str, binding: Binding, depth: int) -> str:
        if binding.imported is not None:
            return binding.imported
        if binding.body is not None:
            return self._class(binding.body, depth)
        if binding.value is None:
            return UNKNOWN
        return self.name(binding.value, binding.scope, depth + 1)

    def _class(self, body: Scope, depth: int) -> str:
        """A class of the file is known by the first base that comes from elsewhere."""
        for base in body.bases if body.parent is not None else ():
            name = self.name(base, body.parent or body, depth + 1)
            if name not in _BUILTINS and not name.startswith(UNKNOWN):
                return name
        return body.name

    def _member(self, name: str, body: Scope, depth: int) -> Binding | None:
        found = body.last(name)
        if found is not None or body.parent is None or depth > _DEEPEST:
            return found
        for base in body.bases:
            parent = self.class_of(base, body.parent)
            if parent is not None and parent is not body:
                return self._member(name, parent, depth + 1)
        return None


def _common(found: Iterable[str]) -> str:
    """The name that all known ones are; where they differ it holds a `?`."""
    names = [each for each in found if "." in each.strip(".") and not each.startswith(UNKNOWN)]
    if not names:
        return ""
    low, high = min(names), max(names)
    if low == high:
        return low
    start = commonprefix((low, high))
    end = commonprefix([each[len(start) :][::-1] for each in names])[::-1]
    return f"{start}?{end}" if "." in start else ""


def start_of(node: ast.expr) -> Position:
    return node.lineno, node.col_offset
