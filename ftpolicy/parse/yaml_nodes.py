"""Open YAML collections and the nodes that they close to: merge keys, and what aliases grow to."""

from __future__ import annotations

from ftpolicy.model.source import ListNode, MapNode, Node, Scalar
from ftpolicy.model.values import dataclass, field
from ftpolicy.parse.language import MAX_DEPTH, MAX_EVENTS


class LimitError(Exception):
    """A text that is over a limit."""

    def __init__(self, reason: str, offset: int) -> None:
        self.reason, self.offset = reason, offset


@dataclass(slots=True)
class Frame:
    """A list or a mapping that is still open; `merges` are the values of its `<<`."""

    is_map: bool
    line: int
    column: int
    start: int
    anchor: str | None
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    merges: list[Node] = field(default_factory=list)
    key: Scalar | None = None


@dataclass(frozen=True, slots=True)
class _Extent:
    """What a walk through a node meets when aliases are followed; `node` keeps its id taken."""

    node: Node
    size: int
    height: int


class Closer:
    """Closes frames to nodes, and refuses those that whoever walks them could not bear."""

    def __init__(self) -> None:
        self._extents: dict[int, _Extent] = {}
        self._merged = 0

    def close(self, frame: Frame) -> MapNode | ListNode:
        node: MapNode | ListNode
        if frame.is_map:
            entries = (*frame.entries, *self._brought_in(frame))
            node = MapNode(entries, frame.line, frame.column)
        else:
            node = ListNode(tuple(frame.items), frame.line, frame.column)
        self._measure(node, frame.start)
        return node

    def _measure(self, node: MapNode | ListNode, start: int) -> None:
        values = node.items if isinstance(node, ListNode) else [value for _, value in node.entries]
        size, height = 1 + len(values), 0
        for value in values:
            extent = self._extents.get(id(value))
            if extent is not None:
                size += extent.size
                height = max(height, extent.height)
        if size > MAX_EVENTS:
            raise LimitError(f"its aliases expand to more than {MAX_EVENTS:,} values", start)
        if height >= MAX_DEPTH:
            raise LimitError(f"its aliases nest deeper than {MAX_DEPTH} levels", start)
        self._extents[id(node)] = _Extent(node, size, height + 1)

    def _brought_in(self, frame: Frame) -> list[tuple[Scalar, Node]]:
        """What `<<` brings in: own keys win, a later `<<` over an earlier, a list's first."""
        seen = {key.text for key, _ in frame.entries}
        merged: list[tuple[Scalar, Node]] = []
        for source in reversed(frame.merges):
            for each in source.items if isinstance(source, ListNode) else (source,):
                if not isinstance(each, MapNode):
                    continue
                self._merged += len(each.entries)
                if self._merged > MAX_EVENTS:
                    reason = f"its merge keys bring in more than {MAX_EVENTS:,} values"
                    raise LimitError(reason, frame.start)
                fresh = [entry for entry in each.entries if entry[0].text not in seen]
                seen.update(key.text for key, _ in fresh)
                merged += fresh
        return merged
