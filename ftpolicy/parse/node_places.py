"""Where the nodes of a document stand, as findings name them."""

from __future__ import annotations

from ftpolicy.model.source import Location, Node, Scalar


def place_of(node: Node, path: str) -> Location:
    """Where a node stands; a scalar of one line is underlined."""
    text = node.text if isinstance(node, Scalar) else ""
    width = 0 if "\n" in text else len(text) + 2 * (isinstance(node, Scalar) and not node.plain)
    return Location(path, node.line, node.column, width)


def key_place(key: Scalar, path: str) -> Location:
    """Where a key stands."""
    return Location(path, key.line, key.column, len(key.text) if "\n" not in key.text else 0)
