"""Shell text to simple commands: words with their quotes resolved and their variables marked.

One loop over a stack of open quotes and substitutions, so that nothing recurses, and patterns
that cannot backtrack far, so that the cost is linear. Control structures are not understood:
their words stand as words, and what is inside them as commands.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Language
from ftpolicy.model.values import dataclass, field
from ftpolicy.parse.language import MAX_DEPTH, MAX_EVENTS
from ftpolicy.parse.shell_tokens import QUOTED_TOKEN, TOKEN, Variable, variable


@dataclass(frozen=True, slots=True)
class Word:
    """A word as its pieces; `array` holds the words of `name=(...)`."""

    pieces: tuple[str | Variable, ...]
    start: int
    end: int
    array: tuple[Word, ...] | None = None


@dataclass(slots=True)
class Here:
    """The body of a here-document; quoted when nothing in it is expanded.

    The commands of a pipeline share it; `opened` says as what it was read already.
    """

    start: int
    end: int
    quoted: bool
    opened: set[Language] = field(default_factory=set)


@dataclass(slots=True)
class Simple:
    """A command between two separators, with where its output and its input go."""

    words: list[Word] = field(default_factory=list)
    redirects: list[tuple[str, Word]] = field(default_factory=list)
    here: list[Here] = field(default_factory=list)


class ShellError(Exception):
    """A text that no shell would take."""

    def __init__(self, reason: str, offset: int) -> None:
        self.reason, self.offset = reason, offset
        self.at: tuple[int, int] | None = None  # in the file, once that is known


_ARRAY = regex(r"[A-Za-z_]\w*\+?=")
_WHERE = regex(r"\s*(?:which|command[ \t]+-v|type[ \t]+-p)[ \t]+([\w./-]+)\s*")
_SHOWN = 40


class ShellLimitError(ShellError):
    """A text that is over a limit."""


@dataclass(slots=True)
class _Frame:
    """What is open: the script, a substitution in it, or an array."""

    start: int
    closer: str = ""
    array: bool = False
    quoted_at: int | None = None  # where the double quote opened that the position is in
    parens: int = 0
    cases: int = 0  # `case` without its `esac`: a `)` ends a pattern
    simple: Simple = field(default_factory=Simple)
    pipeline: list[Simple] = field(default_factory=list)
    pieces: list[str | Variable] | None = None
    word_start: int = 0
    redirect: str = ""


def simple_commands(text: str, start: int = 0, end: int | None = None) -> list[Simple]:
    """The simple commands of a part of a text, in order; those in `$(...)` before their user."""
    return _Lexer(text, start, len(text) if end is None else end).run()


class _Lexer:
    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._at, self._end = text, start, end
        self._out: list[Simple] = []
        self._stack = [_Frame(start)]
        self._waiting: list[tuple[re.Match[str], list[Simple]]] = []
        self._takers: dict[str, Callable[[_Frame, re.Match[str]], None]] = {
            "blank": lambda frame, token: self._end_word(frame, token.start()),
            "newline": self._newline,
            "here": self._here,
            "bare": self._here,
            "redirect": self._redirect,
            "operator": self._operator,
            "double": self._quote,
            "end": self._unquote,
            "process": self._open,
            "command": self._open,
            "tick": self._tick,
            "joined": lambda _frame, _token: None,
        }

    def run(self) -> list[Simple]:
        tokens = 0
        while self._at < self._end:
            frame = self._stack[-1]
            pattern = TOKEN if frame.quoted_at is None else QUOTED_TOKEN
            token = pattern.match(self._text, self._at, self._end)
            tokens += 1
            if token is None or tokens > MAX_EVENTS:
                raise ShellLimitError(f"it has more than {MAX_EVENTS:,} shell tokens", self._at)
            self._at = token.end()
            self._takers.get(token.lastgroup or "", self._piece)(frame, token)
        frame = self._stack[-1]
        if frame.quoted_at is not None:
            raise ShellError("a double quote is not closed", frame.quoted_at)
        if frame.closer:
            raise ShellError(f"a `{frame.closer}` is missing", frame.start)
        self._end_command(frame, self._end)
        return self._out

    def _piece(self, frame: _Frame, token: re.Match[str]) -> None:
        """A part of a word, or a comment where a word could start."""
        kind = token.lastgroup or ""
        at = token.start()
        fresh = frame.quoted_at is None and frame.pieces is None
        if kind == "run" and fresh and token["run"].startswith("#"):
            newline = self._text.find("\n", at, self._end)
            self._at = newline if newline != -1 else self._end
            return
        if kind == "other" and token["other"] == "'" and frame.quoted_at is None:
            raise ShellError("a quote is not closed", at)
        if token["parameter"] is not None:
            self._add(frame, variable(token, frame.quoted_at is not None), at)
        elif kind == "ansi":
            self._add(frame, re.sub(r"\\(.)", r"\1", token["ansi"]), at)
        else:
            self._add(frame, token[kind], at)

    def _add(self, frame: _Frame, piece: str | Variable, at: int) -> None:
        if frame.pieces is None:
            frame.pieces, frame.word_start = [], at
        frame.pieces.append(piece)

    def _end_word(self, frame: _Frame, at: int, array: tuple[Word, ...] | None = None) -> None:
        if frame.pieces is None:
            return
        word = Word(tuple(frame.pieces), frame.word_start, at, array)
        frame.pieces = None
        if frame.redirect:
            frame.simple.redirects.append((frame.redirect, word))
            frame.redirect = ""
        else:
            frame.simple.words.append(word)

    def _end_command(self, frame: _Frame, at: int, *, piped: bool = False) -> None:
        self._end_word(frame, at)
        if frame.array:
            return
        simple, frame.simple, frame.redirect = frame.simple, Simple(), ""
        frame.cases += _opened_cases(simple)
        frame.pipeline.append(simple)
        self._out.append(simple)
        if not piped:
            frame.pipeline = []

    def _newline(self, frame: _Frame, token: re.Match[str]) -> None:
        self._end_command(frame, token.start())
        for opener, pipeline in self._waiting:
            name = opener["here"] if opener["mark"] else opener["bare"]
            tabs = "\t*" if opener["dash"] else ""
            closing = re.compile(rf"^{tabs}{re.escape(name)}\r?$", re.MULTILINE)
            found = closing.search(self._text, self._at, self._end)
            stop = found.start() if found is not None else self._end
            here = Here(self._at, stop, bool(opener["mark"]))
            for simple in pipeline:
                simple.here.append(here)
            self._at = found.end() if found is not None else self._end
        self._waiting.clear()

    def _here(self, frame: _Frame, token: re.Match[str]) -> None:
        self._end_word(frame, token.start())
        self._waiting.append((token, frame.pipeline))

    def _redirect(self, frame: _Frame, token: re.Match[str]) -> None:
        self._end_word(frame, token.start())
        frame.redirect = token["redirect"].lstrip("0123456789")

    def _operator(self, frame: _Frame, token: re.Match[str]) -> None:
        operator = token["operator"]
        if operator == "(" and frame.pieces and len(frame.pieces) == 1:
            name = frame.pieces[0]
            if isinstance(name, str) and _ARRAY.fullmatch(name):
                self._push(_Frame(token.start(), ")", array=True))
                return
        if operator == ")" and frame.closer == ")" and not frame.parens:
            self._end_word(frame, token.start())
            if frame.cases + _opened_cases(frame.simple) <= 0:
                self._close(frame, token.end())
                return
        frame.parens += {"(": 1, ")": -1}.get(operator, 0) if frame.parens or operator == "(" else 0
        self._end_command(frame, token.start(), piped=operator in {"|", "|&"})

    def _quote(self, frame: _Frame, token: re.Match[str]) -> None:
        self._add(frame, "", token.start())
        frame.quoted_at = token.start()

    def _unquote(self, frame: _Frame, _token: re.Match[str]) -> None:
        frame.quoted_at = None

    def _open(self, _frame: _Frame, token: re.Match[str]) -> None:
        self._push(_Frame(token.start(), ")"))

    def _tick(self, frame: _Frame, token: re.Match[str]) -> None:
        if frame.closer == "`":
            self._close(frame, token.end())
        else:
            self._push(_Frame(token.start(), "`"))

    def _push(self, frame: _Frame) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise ShellLimitError(f"it is nested deeper than {MAX_DEPTH} levels", frame.start)
        self._stack.append(frame)

    def _close(self, frame: _Frame, end: int) -> None:
        self._end_command(frame, end - 1)
        self._stack.pop()
        parent = self._stack[-1]
        if frame.array:
            self._end_word(parent, end, tuple(frame.simple.words))
            return
        inside = self._text[frame.start : end]
        where = _WHERE.fullmatch(inside.strip("`").removeprefix("$(").removesuffix(")"))
        plain = inside.strip("<>$()`")[:_SHOWN].replace("(", " ").replace(")", " ")
        shown = "$(" + " ".join(plain.split()) + ")"
        self._add(parent, where[1] if where is not None else shown, frame.start)


def _opened_cases(simple: Simple) -> int:
    first = simple.words[0].pieces[0] if simple.words else ""
    return (first == "case") - (first == "esac")
