"""Terraform (HCL) text to a document: blocks are maps under their type and their labels.

`resource "a" "b" { c = 1 }` reads as `resource: {a: {b: {c: 1}}}`, which is also the shape of
`.tf.json`. Expressions are not evaluated; only `jsonencode` and `yamlencode` are looked into.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Language, ListNode, MapNode, Node, Parsed, Scalar, Unparsed
from ftpolicy.model.values import dataclass, field
from ftpolicy.parse.language import MAX_DEPTH, MAX_EVENTS
from ftpolicy.parse.terraform_strings import end_of_string, heredoc, written

_TOKEN = regex(
    r"(?P<blank>[ \t\r]+|#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<line>\n)"
    r"|(?P<heredoc><<-?[ \t]*[\w-]+)|(?P<string>\")"
    r"|(?P<word>[A-Za-z_][\w.*-]*|[0-9][\w.+-]*)|(?P<mark>.)",
    re.DOTALL,
)
_OPEN, _CLOSE = {"{": "}", "[": "]", "(": ")"}, frozenset("}])")
_ENCODERS = frozenset(("jsonencode", "yamlencode", "tolist", "toset", "tomap"))


class _Token(NamedTuple):
    kind: str  # line, text, word, mark
    text: str
    line: int
    column: int
    start: int
    end: int


@dataclass(slots=True)
class _Frame:
    """A body, an object, a list, or the parentheses of an encoder that is looked into."""

    close: str
    line: int
    column: int
    labels: tuple[_Token, ...] = ()  # of a block, its type first
    key: Scalar | None = None
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def add(self, value: Node) -> None:
        if self.key is not None:
            self.entries.append((self.key, value))
            self.key = None
        else:
            self.items.append(value)

    def node(self) -> Node:
        if self.close == "]":
            return ListNode(tuple(self.items), self.line, self.column)
        if self.close == ")" and self.items:
            return self.items[0]
        return MapNode(tuple(self.entries), self.line, self.column)


class _FaultError(Exception):
    def __init__(self, reason: str, token: _Token) -> None:
        self.reason, self.token = reason, token


def parse_terraform(text: str) -> Parsed | Unparsed:
    """The one document that the text is."""
    try:
        document = _Reader(text).document()
    except _FaultError as fault:
        token = fault.token
        return Unparsed(Language.TERRAFORM, fault.reason, token.line, token.column)
    return Parsed(Language.TERRAFORM, documents=(document,))


class _Reader:
    """Reads with a stack of its own, so that no nesting can exhaust Python's."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0
        self._stack = [_Frame("", 1, 1)]

    def document(self) -> Node:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.text in _CLOSE and token.kind == "mark":
                self._close(token)
            elif token.kind == "line" or token.text == ",":
                self._at += 1
            elif self._stack[-1].close in {"]", ")"}:
                self._value(token)
            else:
                self._entry(token)
        if len(self._stack) > 1:
            raise _FaultError(
                "it is not valid Terraform: a bracket is never closed", self._tokens[-1]
            )
        return self._stack[0].node()

    def _close(self, token: _Token) -> None:
        frame = self._stack[-1]
        if frame.close != token.text:
            raise _FaultError(f"it is not valid Terraform: unexpected `{token.text}`", token)
        self._stack.pop()
        self._at += 1
        node = frame.node()
        for label in reversed(frame.labels[1:]):
            node = MapNode(((_key(label), node),), label.line, label.column)
        if frame.labels:
            self._stack[-1].entries.append((_key(frame.labels[0]), node))
        else:
            self._stack[-1].add(node)

    def _entry(self, first: _Token) -> None:
        """`name = value`, `name: value` of an object, or a block's head."""
        head: list[_Token] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.kind not in {"text", "word"} and token.text not in {"(", ")"}:
                break
            head.append(token)
            self._at += 1
        names = tuple(each for each in head if each.kind != "mark")
        mark = self._tokens[self._at] if self._at < len(self._tokens) else first
        if names and mark.kind == "mark" and mark.text in {"=", ":"}:
            self._stack[-1].key = _key(names[0])
            self._at += 2 if self._text[mark.end : mark.end + 1] == ">" else 1
            self._value(self._next(mark))
        elif names and mark.kind == "mark" and mark.text == "{":
            self._push(mark, names)
        else:
            raise _FaultError("it is not valid Terraform: neither a setting nor a block", mark)

    def _next(self, before: _Token) -> _Token:
        while self._at < len(self._tokens) and self._tokens[self._at].kind == "line":
            self._at += 1
        if self._at >= len(self._tokens):
            raise _FaultError("it is not valid Terraform: a value is missing", before)
        return self._tokens[self._at]

    def _value(self, first: _Token) -> None:
        following = self._tokens[self._at + 1 : self._at + 3]
        if first.kind == "mark" and first.text in {"{", "["}:
            if not any(each.text == "for" for each in following[:1]):
                self._push(first, ())
                return
        elif first.text in _ENCODERS and following and following[0].text == "(":
            self._at += 1
            self._push(following[0], ())
            return
        self._expression(first)

    def _push(self, mark: _Token, labels: tuple[_Token, ...]) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise _FaultError("it is nested too deeply", mark)
        self._stack.append(_Frame(_OPEN[mark.text], mark.line, mark.column, labels))
        self._at += 1

    def _expression(self, first: _Token) -> None:
        """A value that is one token, or shown as it is written."""
        begin, depth = self._at, 0
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.kind == "mark" and token.text in _OPEN:
                depth += 1
            elif token.kind == "mark" and token.text in _CLOSE:
                if depth == 0:
                    break
                depth -= 1
            elif depth == 0 and (token.kind == "line" or token.text == ","):
                break
            self._at += 1
        last = self._tokens[max(self._at - 1, begin)]
        if begin == self._at - 1 and first.kind == "text":
            value = Scalar(first.text, False, first.line, first.column, "${" not in first.text)
        else:
            shown = self._text[first.start : last.end]
            literal = shown in {"true", "false", "null"} or shown[:1].isdigit() or shown[:1] == "-"
            value = Scalar(shown, True, first.line, first.column, literal)
        self._stack[-1].add(value)
        self._at = max(self._at, begin + 1)


def _key(token: _Token) -> Scalar:
    return Scalar(token.text, token.kind == "word", token.line, token.column)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    line, line_start, at = 1, 0, 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        kind = found.lastgroup if found is not None else None
        if found is None or kind is None:
            break
        end, shown = found.end(), found[0]
        if kind == "string":
            end = end_of_string(text, at)
            shown = written(text[at + 1 : end - 1])
        elif kind == "heredoc":
            end, shown = heredoc(text, at, found[0])
        column = at - line_start + 1
        if kind != "blank":
            name = "text" if kind in {"string", "heredoc"} else kind
            tokens.append(_Token(name, shown, line, column, at, end))
            if len(tokens) > MAX_EVENTS:
                raise _FaultError(f"it has more than {MAX_EVENTS:,} words", tokens[-1])
        breaks = text.count("\n", at, end)
        if breaks:
            line, line_start = line + breaks, text.rindex("\n", at, end) + 1
        at = end
    return tokens
