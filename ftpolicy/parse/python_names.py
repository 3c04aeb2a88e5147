"""The dotted names that callees of Python code resolve to."""

from __future__ import annotations

import ast
import builtins

from ftpolicy.parse.python_scopes import Binding, Position, Scope, dotted_target

CALLED = "()"
UNKNOWN = "?"
STAR = "*."  # the start of a name that only a star import can explain

_DEEPEST = 30
_BUILTINS = frozenset(dir(builtins))


class NameReader:
    """Follows imports, assignments and classes of one file; `stars` are its star imports."""

    def __init__(self, stars: tuple[str, ...]) -> None:
        self._stars = stars

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
            return self.name(node.func, scope, depth + 1) + CALLED
        if isinstance(node, ast.Await | ast.NamedExpr | ast.Subscript):
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


def start_of(node: ast.expr) -> Position:
    return node.lineno, node.col_offset
