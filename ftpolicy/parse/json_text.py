"""JSON to nodes with lines, leniently: comments, trailing commas, several values in a row.

Tools that take JSON configs differ in what they forgive (gpt-neox takes comments), so the gate
reads what any of them would. One match takes a whole entry and a stack holds what is open, so
the cost is linear and nothing recurses.
"""

from __future__ import annotations

import json
import re

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Language, ListNode, MapNode, Node, Parsed, Scalar, Unparsed
from ftpolicy.model.values import dataclass, field
from ftpolicy.parse.language import MAX_DEPTH
from ftpolicy.parse.text import Lines

MAX_DOCUMENTS = 100
MAX_VALUES = 1_000_000

# No two parts of these patterns can match the same text in two ways, so that none backtracks.
_BLANK = r"[ \t\r\n\f\v\ufeff\x1e]*"  # \x1e: record separator of JSON text sequences
_COMMENT = r"(?:(?://|\#)[^\n]*(?:\n|\Z)|/\*[^*]*(?:\*(?!/)[^*]*)*\*/)"
_SPACE = rf"{_BLANK}(?:{_COMMENT}{_BLANK})*"
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_LEAF = rf"(?P<string>{_STRING})|(?P<literal>[-+.\w]+)"
_NEXT = rf"{_SPACE}(?:,|(?=[}}\]]))"
_KEY = rf"(?P<key>{_STRING}){_SPACE}:{_SPACE}"
_VALUE = rf"(?:(?:{_LEAF}){_NEXT}|(?P<open>[{{\[]))"
_ENTRY = regex(_SPACE + _KEY + _VALUE, re.DOTALL)
_ITEM = regex(_SPACE + _VALUE, re.DOTALL)
_DOCUMENT = regex(rf"{_SPACE}(?:{_LEAF}|(?P<open>[{{\[]))", re.DOTALL)
_CLOSE = regex(rf"{_SPACE}(?P<close>[}}\]])(?P<next>{_NEXT})?", re.DOTALL)
_REST = regex(_SPACE, re.DOTALL)
_LITERAL = regex(r"true|false|null|NaN|-?Infinity|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")


@dataclass(slots=True)
class _Frame:
    """A list or an object that is still open; `key` is that of its place in the parent."""

    is_map: bool
    key: Scalar | None
    line: int
    column: int
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)


class _SyntaxError(Exception):
    def __init__(self, reason: str, offset: int) -> None:
        self.reason, self.offset = reason, offset


def parse_json(text: str) -> Parsed | Unparsed:
    """The values of the text, of JSON Lines the first hundred; repeated keys are kept."""
    reader = _Reader(text)
    try:
        while len(reader.documents) < MAX_DOCUMENTS and reader.take():
            pass
    except _SyntaxError as error:
        return Unparsed(Language.JSON, error.reason, *Lines(text).at(error.offset))
    return Parsed(Language.JSON, documents=tuple(reader.documents))


class _Reader:
    __slots__ = ("_break", "_line", "_offset", "_stack", "_start", "_text", "_values", "documents")

    def __init__(self, text: str) -> None:
        self.documents: list[Node] = []
        self._text = text
        self._stack: list[_Frame] = []
        self._offset = self._values = 0
        self._line, self._start, self._break = 1, 0, text.find("\n")

    def take(self) -> bool:
        """One entry, value or closing bracket further; False at the end of the text."""
        frame = self._stack[-1] if self._stack else None
        pattern = _DOCUMENT if frame is None else _ENTRY if frame.is_map else _ITEM
        match = pattern.match(self._text, self._offset)
        if match is None:
            return self._close(frame)
        self._offset = match.end()
        key = None
        if frame is not None and frame.is_map:
            start = match.start("key")
            key = Scalar(_string(match["key"], start), False, *self._at(start))
        kind = match.lastgroup or ""
        start = match.start(kind)
        line, column = self._at(start)
        self._values += 1
        if self._values > MAX_VALUES:
            raise _SyntaxError(f"it has more than {MAX_VALUES:,} values", start)
        if kind == "string":
            self._add(Scalar(_string(match[kind], start), False, line, column), key)
        elif kind == "literal":
            if not _LITERAL.fullmatch(match[kind]):
                raise _SyntaxError(f"it is not valid JSON: unexpected `{match[kind][:40]}`", start)
            self._add(Scalar(match[kind], True, line, column), key)
        else:
            self._open(_Frame(match[kind] == "{", key, line, column), start)
        return True

    def _at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset that is not before the last one asked for."""
        while -1 < self._break < offset:
            self._line, self._start = self._line + 1, self._break + 1
            self._break = self._text.find("\n", self._start)
        return self._line, offset - self._start + 1

    def _add(self, node: Node, key: Scalar | None) -> None:
        if not self._stack:
            self.documents.append(node)
        elif key is not None:
            self._stack[-1].entries.append((key, node))
        else:
            self._stack[-1].items.append(node)

    def _open(self, frame: _Frame, start: int) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise _SyntaxError(f"it is nested deeper than {MAX_DEPTH} levels", start)
        self._stack.append(frame)

    def _close(self, frame: _Frame | None) -> bool:
        match = _CLOSE.match(self._text, self._offset)
        if match is None or frame is None or (match["close"] == "}") is not frame.is_map:
            return self._end(frame)
        self._offset = match.end()
        self._stack.pop()
        if self._stack and match["next"] is None:
            return self._end(frame)
        node: Node = (
            MapNode(tuple(frame.entries), frame.line, frame.column)
            if frame.is_map
            else ListNode(tuple(frame.items), frame.line, frame.column)
        )
        self._add(node, frame.key)
        return True

    def _end(self, frame: _Frame | None) -> bool:
        rest = _REST.match(self._text, self._offset)
        offset = rest.end() if rest is not None else self._offset
        if offset < len(self._text):
            unexpected = self._text[offset : offset + 40].split("\n")[0].rstrip()
            raise _SyntaxError(f"it is not valid JSON: unexpected `{unexpected}`", offset)
        if frame is not None:
            what = "object" if frame.is_map else "list"
            problem = f"it ends inside the {what} of line {frame.line}"
            raise _SyntaxError(f"it is not valid JSON: {problem}", offset)
        return False


def _string(written: str, start: int) -> str:
    if "\\" not in written:
        return written[1:-1]
    try:
        return str(json.loads(written, strict=False))
    except ValueError:
        raise _SyntaxError("it is not valid JSON: a string with an unknown escape", start) from None
