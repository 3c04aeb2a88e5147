"""Key paths over parsed values: `data.train.datasets[].name`, `model.*`, `**.lora_r`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from ftpolicy.model.regex import regex
from ftpolicy.model.source import ListNode, MapNode, Node, Scalar

_ANY_DEPTH = "**"
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_MOST_KEYS = 3000  # of a document that a person wrote as a config
_LONGEST_ENDING = 3  # segments


class KeyPath(NamedTuple):
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
    count = name.count(".") + 1
    if 1 < count <= len(segments):
        parts = zip(name.split("."), segments, strict=False)
        if all(part == each or ("*" in each and fnmatchcase(part, each)) for part, each in parts):
            return count
    first = segments[0]
    if name == first or ("*" in first and fnmatchcase(name, first)):
        return 1
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


Ending = tuple[str, Scalar, Node]
"""A key's path with its last segments in one spelling (`model.name`), the key, its value."""


def endings(root: Node) -> tuple[Ending, ...]:
    """Every key of a value; `baseModel`, `BASE-MODEL` and `base_model` are one spelling.

    Nothing for a value with more keys than a config has. The last answer is kept, since the
    conditions of a match ask for the same value one after the other.
    """
    if not _last or _last[0][0] is not root:
        _last[:] = [(root, tuple(_endings(root)))]
    return _last[0][1]


_last: list[tuple[Node, tuple[Ending, ...]]] = []


def _endings(root: Node) -> list[Ending]:
    found: list[Ending] = []
    stack: list[tuple[str, Node]] = [("", root)]
    while stack:
        above, node = stack.pop()
        if isinstance(node, ListNode):
            stack += [(above, item) for item in reversed(node.items[:_MOST_KEYS])]
        elif isinstance(node, MapNode):
            if len(found) + len(node.entries) > _MOST_KEYS:
                return []
            for key, value in node.entries:
                path = f"{above}.{_spelled(key.text)}".lstrip(".").split(".")
                ending = ".".join(path[-_LONGEST_ENDING:])
                found.append((ending, key, value))
                stack.append((ending, value))
    return found


def _spelled(key: str) -> str:
    plain = key[:200]
    if not plain.islower():
        plain = _HUMP.sub("_", plain).lower()
    return plain.replace("-", "_").replace(" ", "_")


@cache
def ending_with(names: tuple[str, ...]) -> re.Pattern[str]:
    """What searches an ending for one of the names; `*` stands for anything within a segment.

    It is compiled when a file first asks for it: most detectors are never asked.
    """
    wanted = "|".join(re.escape(name).replace(r"\*", "[^.]*") for name in names)
    return re.compile(rf"(?:^|\.)(?:{wanted})$")
