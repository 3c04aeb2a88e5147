"""Runs down a shell text: sets its variables, notes its commands, opens what it embeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ftpolicy.model.source import Call, Command, Language, MapNode, Node, Parsed
from ftpolicy.parse.language import language_of
from ftpolicy.parse.shell_options import Place, command
from ftpolicy.parse.shell_programs import PYTHON, Script, program_of
from ftpolicy.parse.shell_variables import Variables, is_assignment
from ftpolicy.parse.shell_words import (
    Here,
    ShellError,
    ShellLimitError,
    Simple,
    Word,
    simple_commands,
)
from ftpolicy.parse.text import Lines

_RESERVED = frozenset(
    ("if", "then", "elif", "else", "fi", "do", "done", "while", "until", "!", "{", "}", "esac")
)
_LOOPS = frozenset(("for", "select"))
_DECLARE = frozenset(("export", "declare", "local", "readonly", "typeset"))
_SILENT = frozenset(("echo", "printf", "[", "[[", "case", "function"))
_OUTPUTS = frozenset((">", ">>", ">|", "&>", "&>>"))
_DEEPEST = 10
_MOST_EMBEDDED = 50
_MOST_KEPT = 1 << 16  # characters

At = Callable[[int], tuple[int, int]]


def below(lines: Lines, line: int, column: int = 1) -> At:
    """Where the offsets of a text stand whose first line is on that line of the file."""

    def at(offset: int) -> tuple[int, int]:
        row, within = lines.at(offset)
        return line + row - 1, within + (column - 1 if row == 1 else 0)

    return at


class ShellReader:
    """What a text came to so far; several texts may share the variables of one reader."""

    def __init__(self) -> None:
        self.variables = Variables()
        self._commands: list[Command] = []
        self._documents: list[Node] = []
        self._calls: list[Call] = []
        self._embedded = self._depth = self._kept = 0

    def parsed(self) -> Parsed:
        return Parsed(
            Language.SHELL,
            documents=tuple(self._documents),
            calls=tuple(self._calls),
            commands=tuple(self._commands),
        )

    def read(self, text: str, at: At, start: int = 0, end: int | None = None) -> None:
        """Take in a part of a text; `at` tells where its offsets stand in the file."""
        if self._depth > _DEEPEST:
            raise ShellLimitError(f"its scripts nest deeper than {_DEEPEST} levels", start)
        self._depth += 1
        try:
            for simple in simple_commands(text, start, end):
                self._simple(text, simple, at)
        except ShellError as error:
            if self._depth > 1 and not isinstance(error, ShellLimitError):
                return  # an inner text often is whole only at run time: `eval "$COMMAND"`
            error.at = error.at or at(error.offset)
            raise
        finally:
            self._depth -= 1

    def run(self, words: Sequence[str], places: Sequence[Place]) -> tuple[str, ...] | None:
        """Note the command of a list of words; returns it, None when it only starts a script."""
        program = program_of(words)
        if isinstance(program, Script):
            place = places[0]
            self.read(program.text, lambda _: (place.line, place.column))
            return () if not program.text.strip() else None
        if program and program[0] not in _SILENT:
            behind = [*places[:1], *places][-len(program) :]
            self._commands.append(command(program, behind, places[0]))
        return program

    def _simple(self, text: str, simple: Simple, at: At) -> None:
        words = _after_reserved(simple.words)
        first = _literal(words[0]) if words else ""
        if first in _LOOPS:
            self.variables.unset(_literal(words[1]) if len(words) > 1 else "")
            return
        if first in _DECLARE or all(is_assignment(word) for word in words):
            for word in words:
                if self.variables.assign(word):
                    self._read_kept(word, at)
            self._open_all(text, simple, (), (), at)
            return
        filled: list[str] = []
        places: list[Place] = []
        for word in words:
            place = Place(*at(word.start), word.end - word.start)
            for each in self.variables.words(word):
                filled.append(each)
                places.append(place)
        program = self.run(filled, places) if filled else ()
        if program is not None:
            self._open_all(text, simple, filled, program, at)

    def _open_all(
        self, text: str, simple: Simple, words: Sequence[str], program: Sequence[str], at: At
    ) -> None:
        """Read the here-documents of a command as what the command makes of them."""
        if program and program[0] == "read" and simple.here:
            self._keep(text, simple.here[-1], program[-1], at)
            return
        targets = [self._joined(word) for sign, word in simple.redirects if sign in _OUTPUTS]
        if program and program[0] == "tee":
            targets += [word for word in program[1:] if not word.startswith("-")]
        python = any(PYTHON.fullmatch(word.rsplit("/", 1)[-1]) for word in words)
        for here in simple.here:
            language: Language | None = Language.SHELL
            if python and (not program or "-" in words):
                language = Language.PYTHON
            elif program:
                language = language_of(targets[0], b"") if targets else None
            self._open(text, here, language or Language.YAML, at)
        for sign, word in simple.redirects:
            if sign == "<<<" and not program:
                place = at(word.start)
                self.read(self._joined(word), lambda _, place=place: place)  # type: ignore[misc]

    def _keep(self, text: str, here: Here, name: str, at: At) -> None:
        """`read -r -d '' COMMAND <<EOF`: a command line that is put aside for later."""
        body = text[here.start : here.end]
        if not here.quoted:
            body = self.variables.text(body.replace("\\\n", " "))
        self.variables.set(name, body)
        self._open(text, here, Language.SHELL, at)

    def _read_kept(self, word: Word, at: At) -> None:
        """`COMMAND="python train.py ..."`: told by its name, since others may run it."""
        kept = self.variables.kept(word)
        self._kept += len(kept)
        if kept and self._kept <= _MOST_KEPT:
            place = at(word.start)
            self.read(kept, lambda _: place)

    def _joined(self, word: Word) -> str:
        return " ".join(self.variables.words(word))

    def _open(self, text: str, here: Here, language: Language, at: At) -> None:
        if language in here.opened:
            return
        here.opened.add(language)
        if language is Language.SHELL:
            self.read(text, at, here.start, here.end)
            return
        self._embedded += 1
        if self._embedded > _MOST_EMBEDDED:
            raise ShellLimitError(f"it has more than {_MOST_EMBEDDED} here-documents", here.start)
        body = text[here.start : here.end]
        if not here.quoted:
            body = self.variables.text(body)
        above = "\n" * (at(here.start)[0] - 1)  # so that its lines are those of the file
        self.embed(above + body, language)

    def embed(self, text: str, language: Language) -> None:
        if language is Language.PYTHON:
            from ftpolicy.parse.python_text import parse_python

            parsed = parse_python(text)
        elif language is Language.TOML:
            from ftpolicy.parse.toml_text import parse_toml

            parsed = parse_toml(text)
        else:
            from ftpolicy.parse.yaml_text import parse_yaml

            parsed = parse_yaml(text)
        if isinstance(parsed, Parsed):
            self._calls += parsed.calls
            self._documents += [each for each in parsed.documents if isinstance(each, MapNode)]


def _literal(word: Word) -> str:
    return word.pieces[0] if len(word.pieces) == 1 and isinstance(word.pieces[0], str) else ""


def _after_reserved(words: Sequence[Word]) -> Sequence[Word]:
    at = 0
    while at < len(words) and _literal(words[at]) in _RESERVED:
        at += 1
    return words[at:]
