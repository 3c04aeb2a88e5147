"""Overlays: a document laid over the parents of the same repository that it names."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from ftpolicy.detect.overlays import (
    DEFAULTS,
    Overrides,
    key_of,
    layers,
    may_overlay,
    package_of,
    placed_under,
    python_parents,
)
from ftpolicy.detect.registry import Registries
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.source import (
    Call,
    Language,
    ListNode,
    MapNode,
    Node,
    Parsed,
    Scalar,
    SourceFile,
)
from ftpolicy.model.values import replace
from ftpolicy.parse.language import claimed, language_of
from ftpolicy.parse.parsed import parse

DEEPEST = 5
"""Parents of parents that are followed."""

_MOST_VALUES = 50_000
_UPWARDS = 3  # folders above its own in which a parent is sought
_SUFFIXES = ("", ".yaml", ".yml")


class Overlay(NamedTuple):
    """A file as its parents complete it; `words` are their bytes, for the keyword search."""

    parsed: Parsed
    words: bytes


class TooManyError(Exception):
    """Parents that would grow the document over the limit."""


def names_parents(source: SourceFile) -> bool:
    """Whether the file may name parents; if it does, what it holds depends on them."""
    language = language_of(source.path, source.data)
    if language is Language.PYTHON:
        return b"_base_" in source.data
    return language is Language.YAML and may_overlay(source.data)


class Composer:
    """Lays documents over their parents; each parent of a tree is read and laid once."""

    def __init__(self, tree: Snapshot) -> None:
        self.registries = Registries(tree)
        self._tree = tree
        self._files: dict[str, tuple[bytes, MapNode | None]] = {}
        self._laid: dict[tuple[str, Overrides], tuple[MapNode | None, frozenset[str]]] = {}
        self._read: set[str] = set()  # the parents of the document at hand
        self._room = 0

    def overlay(self, source: SourceFile) -> Overlay | None:
        """The file over its parents; None when it names none that is there."""
        if not names_parents(source):
            return None
        language = language_of(source.path, source.data)
        return self._calls(source) if language is Language.PYTHON else self._documents(source)

    def _documents(self, source: SourceFile) -> Overlay | None:
        parsed = parse(source, Language.YAML)
        if not isinstance(parsed, Parsed):
            return None
        self._read, self._room = set(), _MOST_VALUES
        try:
            documents = tuple(
                self._over(source.path, document, (), DEEPEST, place=key_of(document))
                if isinstance(document, MapNode)
                else document
                for document in parsed.documents
            )
        except TooManyError:
            return None
        if not self._read:
            return None
        words = b"\n".join(self._files[path][0] for path in sorted(self._read))
        return Overlay(replace(parsed, documents=documents), words)

    def _over(
        self, path: str, root: MapNode, given: Overrides, left: int, place: Scalar | None = None
    ) -> MapNode:
        """The document over its parents, whose values then stand at `place`."""
        found, chosen = layers(root, given)
        done: MapNode | None = None
        for layer in found:
            node: MapNode | None = root
            if layer.name is not None:
                parent = self._parent(path, layer.name) if left else None
                node = self._of_parent(parent, chosen, left) if parent is not None else None
                if parent is None or node is None:
                    continue
                keys = placed_under(layer, package_of(self._files[parent][0]))
                node = _nested(node, keys)
                node = self._placed(node, place) if place is not None else node
            if node is not None:
                done = self._merged(node, done) if done is not None else node
        return done or root

    def _of_parent(self, path: str, given: Overrides, left: int) -> MapNode | None:
        root = self._files[path][1]
        mark = (path, given)
        if root is not None and mark not in self._laid:
            self._laid[mark] = (None, frozenset())  # a circle ends here
            outer, self._read = self._read, set()
            laid = self._over(path, root, given, left - 1)
            entries = tuple(entry for entry in laid.entries if entry[0].text != DEFAULTS)
            self._laid[mark] = (replace(laid, entries=entries), frozenset(self._read))
            self._read = outer
        node, read = self._laid.get(mark, (None, frozenset()))
        self._read |= {path, *read}
        return node

    def _parent(self, path: str, name: str) -> str | None:
        """The file of the tree that a name means: beside the child, or in a folder above."""
        folder = posixpath.dirname(path)
        for _ in range(_UPWARDS + 1):
            for suffix in _SUFFIXES:
                at = posixpath.normpath(posixpath.join(folder, name.lstrip("/") + suffix))
                if at != path and self._holds(at):
                    return at
            if not folder or name.startswith("."):
                return None
            folder = posixpath.dirname(folder)
        return None

    def _holds(self, path: str) -> bool:
        if path in self._files:
            return True
        if path.startswith(("../", "/")) or not claimed(path):
            return False
        entry = self._tree.entry(path)
        if entry is None or entry.kind is not EntryKind.FILE:
            return False
        data = self._tree.read(path) or b""
        parsed = parse(SourceFile(path, data), Language.YAML) if path.endswith(_YAMLS) else None
        documents = parsed.documents if isinstance(parsed, Parsed) else ()
        root = documents[0] if documents and isinstance(documents[0], MapNode) else None
        self._files[path] = (data, root)
        return True

    def _placed(self, node: MapNode, at: Scalar) -> MapNode:
        """The values of a parent, as if they stood where the child names it."""
        return MapNode(
            tuple(
                (replace(key, line=at.line, column=at.column), self._moved(value, at))
                for key, value in node.entries
            ),
            at.line,
            at.column,
        )

    def _moved(self, node: Node, at: Scalar) -> Node:
        self._room -= 1
        if self._room < 0:
            raise TooManyError
        if isinstance(node, MapNode):
            return self._placed(node, at)
        if isinstance(node, ListNode):
            items = tuple(self._moved(item, at) for item in node.items)
            return ListNode(items, at.line, at.column)
        return replace(node, line=at.line, column=at.column)

    def _merged(self, over: MapNode, under: MapNode) -> MapNode:
        """Mappings key by key; any other value of the upper one replaces the lower one's."""
        self._room -= len(over.entries) + len(under.entries)
        if self._room < 0:
            raise TooManyError
        below = {key.text: value for key, value in reversed(under.entries)}
        entries: list[tuple[Scalar, Node]] = []
        for key, value in over.entries:
            low = below.get(key.text)
            if isinstance(value, MapNode) and isinstance(low, MapNode):
                entries.append((key, self._merged(value, low)))
            else:
                entries.append((key, value))
        own = {key.text for key, _ in over.entries}
        entries += (entry for entry in under.entries if entry[0].text not in own)
        return MapNode(tuple(entries), over.line, over.column)

    def _calls(self, source: SourceFile) -> Overlay | None:
        """The calls of the `_base_` files of a Python config, at most `DEEPEST` up."""
        waiting, seen = [source.path], {source.path: source.data}
        for _ in range(DEEPEST):
            above = [
                posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
                for path in waiting
                for name in python_parents(seen[path])
            ]
            waiting = [it for it in dict.fromkeys(above) if it not in seen and self._holds(it)]
            seen.update((path, self._files[path][0]) for path in waiting)
        del seen[source.path]
        if not seen:
            return None
        line = source.data.count(b"\n", 0, source.data.find(b"_base_")) + 1
        calls: list[Call] = []
        for path, data in seen.items():
            parsed = parse(SourceFile(path, data), Language.PYTHON)
            calls += parsed.calls if isinstance(parsed, Parsed) else ()
        calls = [replace(each, line=line, column=1, width=len("_base_")) for each in calls]
        return Overlay(Parsed(Language.PYTHON, calls=tuple(calls)), b"\n".join(seen.values()))


_YAMLS = (".yaml", ".yml", ".json")


def _nested(node: MapNode, keys: tuple[str, ...]) -> MapNode:
    for key in reversed(keys):
        name = Scalar(key, True, node.line, node.column)
        node = MapNode(((name, node),), node.line, node.column)
    return node
