"""Questions to the nodes of a CI file; whatever stands there has an answer."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import (
    Language,
    ListNode,
    Location,
    MapNode,
    Node,
    Parsed,
    Scalar,
    SourceFile,
)
from ftpolicy.parse.parsed import parse
from ftpolicy.wiring.gap import Gap, gap

_MENTION = b"ftpolicy"


def document(tree: Snapshot, path: str) -> MapNode | Gap | None:
    """The mapping of a YAML file, the gap that hides it, None where there is nothing to ask."""
    data = tree.read(path)
    if data is None:
        return None
    parsed = parse(SourceFile(path, data), Language.YAML)
    if isinstance(parsed, Parsed):
        first = parsed.documents[0] if parsed.documents else None
        return first if isinstance(first, MapNode) else None
    if _MENTION not in data.lower():
        return None
    place = Location(path, parsed.line, parsed.column)
    return gap("unreadable", f"it names ftpolicy but cannot be read: {parsed.reason}", place)


def child(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, MapNode) else None


def text(node: Node | None) -> str:
    """A scalar as written, empty for anything else."""
    return node.text if isinstance(node, Scalar) else ""


def texts(node: Node | None) -> tuple[str, ...]:
    """The scalars of a list, or the one scalar."""
    return tuple(one.text for one in scalars(node))


def scalars(node: Node | None) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from scalars(item)


def entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    return node.entries if isinstance(node, MapNode) else ()


def items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, ListNode) else ()


def key_place(node: Node | None, key: str, path: str) -> Location:
    """Where a key of a mapping stands, line 1 without one."""
    for name, _ in entries(node):
        if name.text == key:
            return Location(path, name.line, name.column, len(key))
    return place_of(node, path)


def place_of(node: Node | None, path: str) -> Location:
    return Location(path) if node is None else Location(path, node.line, node.column)


def is_true(node: Node | None) -> bool:
    return text(node).lower() in ("true", "yes", "on")
