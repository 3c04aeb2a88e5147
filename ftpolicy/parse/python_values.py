"""What expressions of Python code come to by their look alone; nothing is run."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from ftpolicy.model.source import ListNode, MapNode, Node, Scalar
from ftpolicy.model.values import replace
from ftpolicy.parse.language import MAX_EVENTS
from ftpolicy.parse.python_bindings import Binding, Scope
from ftpolicy.parse.python_calls import call_value
from ftpolicy.parse.python_names import CALLED, NameReader
from ftpolicy.parse.python_places import Places
from ftpolicy.parse.python_scopes import TooLargeError

_DEEPEST = 30
_LARGEST = 10_000  # values that one expression may come to
_LONGEST = 4096  # characters of a text that is put together
_SHOWN = 60
_WORDS = {True: "true", False: "false", None: "null"}
_T = TypeVar("_T")


class ValueReader:
    """Reads the expressions of one file, each once.

    What is not followed is a scalar that is not `known`, with the text of the expression.
    """

    def __init__(self, names: NameReader, places: Places) -> None:
        self.names, self.places = names, places
        self._read: dict[int, Node | None] = {}  # None while it is being read: a cycle
        self._sizes: dict[int, int] = {}
        self._depth = self._copied = 0

    def value(self, node: ast.expr, scope: Scope) -> Node:
        key = id(node)
        if key in self._read or self._depth > _DEEPEST:
            return self._read.get(key) or self._unknown(node)
        self._read[key] = None
        self._depth += 1
        found = self._evaluate(node, scope) or self._unknown(node)
        self._depth -= 1
        size = self._size(found)
        if size > _LARGEST:
            found, size = self._unknown(node), 1
        self._sizes[id(found)] = size
        self._read[key] = found
        return found

    def _evaluate(self, node: ast.expr, scope: Scope) -> Node | None:
        """The value of an expression, None when it is not followed."""
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name):
            return self._bound(scope.look_up(node.id, (node.lineno, node.col_offset)))
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            if len(node.elts) > _LARGEST:
                return None
            return ListNode(tuple(self.spread(node.elts, scope)), *self.places.at(node))
        if isinstance(node, ast.Dict):
            return self._dict(node, scope) if len(node.values) <= _LARGEST else None
        if isinstance(node, ast.Call):
            return call_value(self, node, scope)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, scope)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, scope)
        if isinstance(node, ast.JoinedStr):
            return self._joined(node, scope)
        if isinstance(node, ast.BinOp):
            return self._binary(node, scope)
        if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
            signed = isinstance(node.op, ast.USub | ast.UAdd)
            return self._constant(node.operand, node) if signed else None
        if isinstance(node, ast.Await | ast.NamedExpr):
            return self.value(node.value, scope)
        return None

    def _constant(self, node: ast.Constant, signed: ast.UnaryOp | None = None) -> Node | None:
        value = node.value
        at = self.places.at(signed or node)
        if isinstance(value, str):
            return Scalar(value, False, *at)
        if isinstance(value, bool) or value is None:
            return Scalar(_WORDS[value], True, *at)
        if isinstance(value, int | float):
            return Scalar(self.places.shown(signed or node, _SHOWN), True, *at)
        return None

    def _bound(self, binding: Binding | None) -> Node | None:
        if binding is None or binding.value is None:
            return None
        value = self.value(binding.value, binding.scope)
        if binding.item is None or isinstance(value, MapNode):
            return value  # of a call that gives several, each stands for the call
        if isinstance(value, ListNode) and binding.item < len(value.items):
            return value.items[binding.item]
        return None

    def _dict(self, node: ast.Dict, scope: Scope) -> Node:
        entries: list[tuple[Scalar, Node]] = []
        for name, each in zip(node.keys, node.values, strict=True):
            value = self.value(each, scope)
            key = self.value(name, scope) if name is not None else None
            if isinstance(key, Scalar):
                entries.append((key, value))
            elif name is None and isinstance(value, MapNode) and value.get(CALLED) is None:
                entries += self.charged(value.entries)
        return MapNode(tuple(entries), *self.places.at(node))

    def spread(self, nodes: Sequence[ast.expr], scope: Scope) -> Iterator[Node]:
        for node in nodes:
            if not isinstance(node, ast.Starred):
                yield self.value(node, scope)
                continue
            spread = self.value(node.value, scope)
            if not isinstance(spread, ListNode):
                yield self._unknown(node)
                return  # where the next one stands is not known
            yield from self.charged(spread.items)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Node | None:
        base = self.value(node.value, scope)
        binding = self.names.attribute(node, scope)
        given = base.get(node.attr) if isinstance(base, MapNode) else None
        assigned = binding is not None and binding.scope.kind != "class"
        return self._bound(binding) if assigned or given is None else given

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Node | None:
        base = self.value(node.value, scope)
        if isinstance(base, MapNode) and base.get(CALLED) is not None:
            return base  # `load_dataset(...)["train"]` is still that data set
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(base, MapNode) and isinstance(index, str):
            return base.get(index)
        if isinstance(base, ListNode) and isinstance(index, int) and index < len(base.items):
            return base.items[index]
        return None

    def _joined(self, node: ast.JoinedStr, scope: Scope) -> Node | None:
        """The text of an f-string; parts that are not known stand in braces."""
        known = True
        texts: list[str] = []
        for part in node.values:
            inside = part.value if isinstance(part, ast.FormattedValue) else part
            value = self.value(inside, scope)
            if isinstance(part, ast.FormattedValue) and not _fills_in(part, value):
                known = False
                texts.append("{" + self.places.shown(inside, _SHOWN) + "}")
            elif isinstance(value, Scalar):
                texts.append(value.text)
        text = self._text("".join(texts), node)
        return replace(text, known=known) if text is not None else None

    def _binary(self, node: ast.BinOp, scope: Scope) -> Node | None:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if isinstance(node.op, ast.Div):
            return self.path((left, right), node)
        if not isinstance(node.op, ast.Add):
            return None
        if isinstance(left, ListNode) and isinstance(right, ListNode):
            items = (*self.charged(left.items), *self.charged(right.items))
            return ListNode(items, *self.places.at(node))
        texts = _texts((left, right))
        return self._text("".join(texts), node) if texts else None

    def path(self, parts: Iterable[Node], node: ast.expr) -> Node | None:
        """Texts joined as a path, None when one of them is not known."""
        texts = _texts(parts)
        return self._text(posixpath.join(*texts), node) if texts else None

    def charged(self, copied: tuple[_T, ...]) -> tuple[_T, ...]:
        """What is copied, counted: repeated copies of copies grow without end."""
        self._charge(len(copied))
        return copied

    def _charge(self, amount: int) -> None:
        self._copied += amount
        if self._copied > MAX_EVENTS:
            raise TooLargeError(f"its literals copy each other more than {MAX_EVENTS:,} times")

    def _text(self, text: str, node: ast.expr) -> Scalar | None:
        self._charge(1 + len(text) // 8)
        return Scalar(text, False, *self.places.at(node)) if len(text) <= _LONGEST else None

    def _unknown(self, node: ast.expr) -> Scalar:
        return Scalar(self.places.shown(node, _SHOWN), False, *self.places.at(node), known=False)

    def _size(self, node: Node) -> int:
        if isinstance(node, Scalar):
            return 1
        values = node.items if isinstance(node, ListNode) else [each for _, each in node.entries]
        return 1 + sum(self._sizes.get(id(value), 1) for value in values)


def _fills_in(part: ast.FormattedValue, value: Node) -> bool:
    if part.conversion != -1 or part.format_spec is not None:
        return False
    return isinstance(value, Scalar) and value.known and value.text not in _WORDS.values()


def _texts(parts: Iterable[Node]) -> list[str]:
    """The texts of parts that all are known texts, else none."""
    texts: list[str] = []
    for part in parts:
        if not isinstance(part, Scalar) or part.plain or not part.known:
            return []
        texts.append(part.text)
    return texts
