"""YAML to nodes, by an iterative composer over parser events, with limits.

Nothing is constructed: no tag is obeyed, no alias is copied, and a file is refused before it can
grow. The loader's own composer is not used, since it recurses (its C form ends the process at
30,000 brackets) and copies merge keys (2.8 kB took minutes).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import yaml

from ftpolicy.model.source import Language, Node, Parsed, Scalar, Unparsed
from ftpolicy.model.values import dataclass
from ftpolicy.parse.language import MAX_ALIASES, MAX_DEPTH, MAX_EVENTS, MAX_TEXT
from ftpolicy.parse.text import Lines
from ftpolicy.parse.yaml_nodes import Closer, Frame, LimitError

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_READ_AS_PLAIN = frozenset(_TAG + name for name in ("int", "float", "bool", "null"))
_MERGE = "<<"
_MOST_ODDITIES = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """An anchor, alias, merge key or tag as written, and where."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Composed:
    """The documents of a text, and the features of YAML that a record may not use."""

    documents: tuple[Node, ...]
    oddities: tuple[str, ...] = ()
    anchors: tuple[Mark, ...] = ()
    aliases: tuple[Mark, ...] = ()
    merges: tuple[Mark, ...] = ()
    tags: tuple[Mark, ...] = ()


def parse_yaml(text: str) -> Parsed | Unparsed:
    """Every document of the text; one that does not parse refuses the whole text."""
    composed = compose(text)
    if isinstance(composed, Unparsed):
        return composed
    return Parsed(Language.YAML, documents=composed.documents, oddities=composed.oddities)


def compose(text: str) -> Composed | Unparsed:
    """The documents of the text, and where anchors, aliases, merge keys and tags stand."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_TEXT:
        return Unparsed(Language.YAML, f"it is larger than {MAX_TEXT >> 20} MiB")
    lines = Lines(text)
    composer = _Composer(text, lines)
    try:
        for event in _events(text):
            composer.take(event)
    except LimitError as limit:
        return Unparsed(Language.YAML, limit.reason, *lines.at(limit.offset))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        offset = mark.index if mark is not None else getattr(error, "position", 0)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None)
        return Unparsed(Language.YAML, _not_yaml(problem), *lines.at(min(offset, len(text))))
    except Exception as error:  # noqa: BLE001 - libraries raise more than they document
        return Unparsed(Language.YAML, _not_yaml(type(error).__name__))
    return composer.composed()


def _events(text: str) -> Iterator[Any]:
    return yaml.parse(text, Loader=_LOADER)


def _not_yaml(problem: object) -> str:
    return f"it is not valid YAML: {problem}" if problem else "it is not valid YAML"


def _is_plain(event: Any) -> bool:
    if event.tag in _READ_AS_PLAIN:
        return True
    tag = event.tag or ""
    return not event.style and tag != "!" and not tag.startswith(_TAG)


class _Composer:
    def __init__(self, text: str, lines: Lines) -> None:
        self._text, self._lines = text, lines
        self._stack: list[Frame] = []
        self._named: dict[str, Node | None] = {}  # None while the anchored node is open
        self._closer = Closer()
        self._documents: list[Node] = []
        self._oddities: dict[str, None] = {}
        self._anchors: list[Mark] = []
        self._aliases: list[Mark] = []
        self._merges: list[Mark] = []
        self._tags: list[Mark] = []
        self._events = 0

    def composed(self) -> Composed:
        return Composed(
            tuple(self._documents),
            tuple(self._oddities),
            tuple(self._anchors),
            tuple(self._aliases),
            tuple(self._merges),
            tuple(self._tags),
        )

    def take(self, event: Any) -> None:
        self._events += 1
        offset, end = event.start_mark.index, event.end_mark.index
        if self._events > MAX_EVENTS:
            self._refuse(f"it has more than {MAX_EVENTS:,} YAML events", offset)
        if isinstance(event, yaml.ScalarEvent):
            self._properties(event, offset)
            self._add(self._scalar(event, offset), event.anchor, offset)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._alias(str(event.anchor), offset), None, offset)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event, offset)
        elif isinstance(event, yaml.CollectionEndEvent):
            frame = self._stack.pop()
            node = self._template(frame, end) or self._closer.close(frame)
            self._add(node, frame.anchor, frame.start)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._named.clear()

    def _refuse(self, reason: str, offset: int) -> None:
        raise LimitError(reason, offset)

    def _mark(self, name: str, offset: int) -> Mark:
        return Mark(name, *self._lines.at(offset))

    def _properties(self, event: Any, offset: int) -> None:
        if event.anchor:
            self._anchors.append(self._mark(event.anchor, offset))
        if event.tag:
            mark = self._mark(event.tag.replace(_TAG, "!!"), offset)
            self._tags.append(mark)
            if mark.name.startswith("!!python/"):
                self._odd(f"python tag on line {mark.line}")

    def _odd(self, oddity: str) -> None:
        if len(self._oddities) < _MOST_ODDITIES:
            self._oddities[oddity] = None

    def _scalar(self, event: Any, offset: int) -> Scalar:
        line, column = self._lines.at(offset)
        if event.tag == _TAG + "merge":
            return Scalar(_MERGE, True, line, column)
        return Scalar(event.value, _is_plain(event), line, column)

    def _alias(self, name: str, offset: int) -> Node:
        mark = self._mark(name, offset)
        self._aliases.append(mark)
        if len(self._aliases) > MAX_ALIASES:
            self._refuse(f"it has more than {MAX_ALIASES} aliases", offset)
        if name not in self._named:
            self._refuse(f"it is not valid YAML: undefined alias `{name}`", offset)
        node = self._named[name]
        if node is None:
            self._odd(f"alias to its own parent on line {mark.line}")
            return Scalar("null", True, mark.line, mark.column)
        return node

    def _open(self, event: Any, offset: int) -> None:
        self._properties(event, offset)
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(f"it is nested deeper than {MAX_DEPTH} levels", offset)
        if event.anchor:
            self._named[event.anchor] = None
        is_map = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(Frame(is_map, *self._lines.at(offset), offset, event.anchor))

    def _template(self, frame: Frame, end: int) -> Scalar | None:
        """`{{ name }}` without quotes, which YAML reads as a mapping in a mapping."""
        written = self._text[frame.start : end]
        if len(frame.entries) != 1 or not (written.startswith("{{") and written.endswith("}}")):
            return None
        value = frame.entries[0][1]
        if not isinstance(value, Scalar) or value.text:
            return None
        return Scalar(written, True, frame.line, frame.column)

    def _add(self, node: Node, anchor: str | None, offset: int) -> None:
        if anchor:
            self._named[anchor] = node
        if not self._stack:
            self._documents.append(node)
            return
        frame = self._stack[-1]
        if not frame.is_map:
            frame.items.append(node)
        elif frame.key is None:
            frame.key = self._key(node, offset)
        else:
            self._value(frame, frame.key, node)
            frame.key = None

    def _key(self, node: Node, offset: int) -> Scalar:
        if isinstance(node, Scalar):
            return node
        return Scalar("?", False, *self._lines.at(offset), known=False)  # a list or map as key

    def _value(self, frame: Frame, key: Scalar, node: Node) -> None:
        if key.text == _MERGE and key.plain:
            self._merges.append(Mark(_MERGE, key.line, key.column))
            if not isinstance(node, Scalar):
                frame.merges.append(node)
                return
        frame.entries.append((key, node))
