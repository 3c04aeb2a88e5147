"""Nodes in one line: quoted texts in quotes, unknown ones behind `~`, repeated keys repeated."""

from __future__ import annotations

from ftpolicy.model.source import ListNode, Node, Parsed, Scalar, Unparsed


def shown(node: Node) -> str:
    if isinstance(node, Scalar):
        text = node.text if node.plain else f"'{node.text}'"
        return text if node.known else f"~{node.text}"
    if isinstance(node, ListNode):
        return "[" + ", ".join(map(shown, node.items)) + "]"
    return "{" + ", ".join(f"{key.text}: {shown(value)}" for key, value in node.entries) + "}"


def documents(parsed: Parsed | Unparsed) -> list[str]:
    assert isinstance(parsed, Parsed), parsed
    return [shown(each) for each in parsed.documents]


def places(node: Node) -> dict[str, str]:
    """Each leaf's text with its line and column."""
    if isinstance(node, Scalar):
        return {node.text: f"{node.line}:{node.column}"}
    children = (
        node.items
        if isinstance(node, ListNode)
        else [each for entry in node.entries for each in entry]
    )
    found: dict[str, str] = {}
    for child in children:
        found.update(places(child))
    return found


def refusal(parsed: object) -> tuple[str, int, int]:
    assert isinstance(parsed, Unparsed), parsed
    return parsed.reason, parsed.line, parsed.column
