"""What calls in Python code come to when they stand as a value."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ftpolicy.model.source import MapNode, Node, Scalar
from ftpolicy.parse.python_bindings import Scope
from ftpolicy.parse.python_names import CALLED

if TYPE_CHECKING:
    from ftpolicy.parse.python_values import ValueReader

RECEIVER = "."  # the key of the value whose method was called

_FIELDS = frozenset(("dataclasses.field", "pydantic.Field", "pydantic.fields.Field"))
_ENVIRONMENT = frozenset(("os.getenv", "os.environ.get"))
_PATHS = frozenset(("os.path.join", "pathlib.Path", "pathlib.PurePath"))
_COPIES = frozenset(("list", "tuple", "set", "str"))
_MAPPINGS = frozenset(("dict", "types.SimpleNamespace", "argparse.Namespace"))


def call_value(reader: ValueReader, node: ast.Call, scope: Scope) -> Node | None:
    """What some well-known calls return, else the call itself; None when it is not followed.

    The call itself is a mapping: its name under `()`, the value whose method it is under `.`,
    and its arguments.
    """
    name = reader.names.only_name(node.func, scope)
    if name in _ENVIRONMENT:
        return reader.value(node.args[1], scope) if len(node.args) > 1 else None
    if name in _FIELDS:
        return _default(reader, node, scope)
    if name in _PATHS:
        return reader.path(reader.spread(node.args, scope), node)
    if name in _COPIES and len(node.args) == 1:
        return reader.value(node.args[0], scope)
    given = arguments(reader, node, scope)
    if name in _MAPPINGS and not node.args:
        return given
    entries = [(_key(CALLED, given), Scalar(name, False, given.line, given.column))]
    receiver = _receiver(reader, node, scope)
    if isinstance(receiver, MapNode) and receiver.get(CALLED) is not None:
        return MapNode(
            (*entries, (_key(RECEIVER, given), receiver), *given.entries), given.line, given.column
        )
    if isinstance(receiver, MapNode) and name.endswith(".get"):
        return _item(receiver, given)
    if isinstance(receiver, Scalar) and receiver.known:
        return None  # a method of a text
    return MapNode((*entries, *given.entries), given.line, given.column)


def arguments(reader: ValueReader, node: ast.Call, scope: Scope) -> MapNode:
    """Keyword arguments under their names, positional ones under `0`, `1`, ..."""
    entries: list[tuple[Scalar, Node]] = []
    for index, argument in enumerate(reader.spread(node.args, scope)):
        entries.append((Scalar(str(index), True, argument.line, argument.column), argument))
    entries += _keywords(reader, node, scope)
    return MapNode(tuple(entries), *reader.places.at(node))


def _keywords(reader: ValueReader, node: ast.Call, scope: Scope) -> Iterator[tuple[Scalar, Node]]:
    for keyword in node.keywords:
        value = reader.value(keyword.value, scope)
        if keyword.arg is not None:
            yield Scalar(keyword.arg, True, *reader.places.at(keyword)), value
        elif isinstance(value, MapNode) and value.get(CALLED) is None:
            yield from reader.charged(value.entries)


def _receiver(reader: ValueReader, node: ast.Call, scope: Scope) -> Node | None:
    if not isinstance(node.func, ast.Attribute):
        return None
    return reader.value(node.func.value, scope)


def _item(mapping: MapNode, given: MapNode) -> Node | None:
    key = given.get("0")
    found = mapping.get(key.text) if isinstance(key, Scalar) else None
    return found or given.get("1")


def _default(reader: ValueReader, node: ast.Call, scope: Scope) -> Node | None:
    """The default of a dataclass field."""
    for keyword in node.keywords:
        if keyword.arg == "default":
            return reader.value(keyword.value, scope)
        if keyword.arg == "default_factory" and isinstance(keyword.value, ast.Lambda):
            return reader.value(keyword.value.body, scope)
    return reader.value(node.args[0], scope) if node.args else None


def _key(text: str, place: MapNode) -> Scalar:
    return Scalar(text, True, place.line, place.column)
