"""Key paths over parsed values: `data.train.datasets[].name`, `model.*`, `**.lora_r`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ftpolicy.model.source import ListNode, MapNode, Node, Scalar

_ANY_DEPTH = "**"


@dataclass(frozen=True, slots=True)
class KeyPath:
    """A path as written in a detector file.

    Segments are joined by dots; each may hold `*`; `**` stands for any depth. Lists are entered
    by themselves (`[]` is allowed for the reader's sake), hyphens equal underscores, and a key
    that is itself dotted (`trainer.save_freq=10`) matches the segments that it spells.
    """

    text: str
    segments: tuple[str, ...]

    def find(self, root: Node) -> Iterator[tuple[Scalar | None, Node]]:
        """Each key and value that the path reaches; the key is None for the root itself."""
        yield from _find(None, root, self.segments, set())


def key_path(text: str) -> KeyPath:
    """Compile a path; the empty text is the root."""
    plain = text.replace("[]", "").replace("-", "_")
    return KeyPath(text, tuple(segment for segment in plain.split(".") if segment))


def _find(
    key: Scalar | None, node: Node, segments: tuple[str, ...], seen: set[tuple[int, int]]
) -> Iterator[tuple[Scalar | None, Node]]:
    # Depth is bounded by the parser's limit on nesting; `seen` keeps shared (aliased) nodes
    # from being walked more than once per remaining path.
    if not segments:
        yield key, node
        return
    mark = (id(node), len(segments))
    if mark in seen:
        return
    seen.add(mark)
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _find(key, item, segments, seen)
    elif isinstance(node, MapNode):
        yield from _find_in_map(key, node, segments, seen)


def _find_in_map(
    key: Scalar | None, node: MapNode, segments: tuple[str, ...], seen: set[tuple[int, int]]
) -> Iterator[tuple[Scalar | None, Node]]:
    if segments[0] == _ANY_DEPTH:
        yield from _find(key, node, segments[1:], seen)
        for name, value in node.entries:
            yield from _find(name, value, segments, seen)
        return
    for name, value in node.entries:
        taken = _taken(name.text.replace("-", "_"), segments)
        if taken:
            yield from _find(name, value, segments[taken:], seen)


def _taken(name: str, segments: tuple[str, ...]) -> int:
    """How many segments the key spells, 0 for none."""
    first = segments[0]
    if name == first or ("*" in first and fnmatchcase(name, first)):
        return 1
    count = name.count(".") + 1
    if 1 < count <= len(segments) and name == ".".join(segments[:count]):
        return count
    return 0


def leaves(node: Node) -> Iterator[Scalar]:
    """The scalars of a value that is one name or a list of names."""
    stack: list[Node] = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, Scalar):
            yield top
        elif isinstance(top, ListNode):
            stack.extend(reversed(top.items))
