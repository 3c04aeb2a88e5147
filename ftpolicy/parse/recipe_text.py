"""The shell inside Makefiles, Justfiles and Dockerfiles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Language
from ftpolicy.model.values import dataclass
from ftpolicy.parse.language import language_of
from ftpolicy.parse.shell_reader import ShellReader, below
from ftpolicy.parse.shell_words import ShellLimitError
from ftpolicy.parse.text import Lines

_MAKE_VARIABLE = regex(
    r"(?:(?:export|override)[ \t]+)*([A-Za-z_][\w.-]*)[ \t]*(::?:?|\?|\+|!)?=[ \t]*(.*)", re.DOTALL
)
_MAKE_USE = regex(
    r"\$(?:(?P<dollar>\$)|\(shell[ \t]+(?P<shell>[^()]*)\)|[({](?P<name>[\w.-]+)[)}]"
    r"|[({](?P<function>[a-z]+)[ \t][^(){}]*[)}])"
)
_JUST_VARIABLE = regex(r"(?:export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*(.*)", re.DOTALL)
_JUST_DEFAULT = regex(r"""\b([A-Za-z_][\w-]*)=(?:"([^"]*)"|'([^']*)')""")
_JUST_USE = regex(r"\{\{[ \t]*(?P<name>[^{}\n]*)\}\}")
_QUOTED = regex(r"""(?:"([^"]*)"|'([^']*)')[ \t]*""")
_PREFIX = regex(r"[ \t]*[@+-]*")
_DEEPEST = 5
_LONGEST_LINE = 4096
_MOST = 4 << 20  # characters that variables fill in


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that one shell or instruction takes, and the number of the first.

    `head` is the line above them that names the target.
    """

    lines: tuple[str, ...]
    number: int
    head: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read_recipes(text: str, kind: str, reader: ShellReader) -> None:
    """Give the shell of a `make`, `just` or `docker` file to the reader."""
    if kind == "docker":
        from ftpolicy.parse.docker_text import read_dockerfile

        read_dockerfile(text, reader)
        return
    make = kind == "make"
    settings, recipes = _parted(text.split("\n"), "\t" if make else "\t ")
    variables = _Variables(_MAKE_USE if make else _JUST_USE, make=make)
    for line in settings:
        variables.take(line)
    for recipe in recipes:
        _read(recipe, variables, reader)


def _read(recipe: Block, variables: _Variables, reader: ShellReader) -> None:
    first = recipe.lines[0].strip()
    if first.startswith("#!") and language_of("", first.encode()) is Language.PYTHON:
        reader.embed("\n" * (recipe.number - 1) + dedent(recipe.text), Language.PYTHON)
        return
    given = {} if variables.make else _defaults(recipe.head)
    script = variables.filled(_without_prefixes(recipe.lines), given)
    reader.read(script, below(Lines(script), recipe.number))


def _parted(lines: Sequence[str], indents: str) -> tuple[list[str], list[Block]]:
    """The lines that are no recipe, with continued ones joined, and the recipes."""
    settings: list[str] = []
    recipes: list[Block] = []
    body: list[str] = []
    head = ""
    joined: list[str] = []
    for number, written in enumerate([*lines, "."]):
        line = written.rstrip("\r")
        indented = bool(line.strip()) and line[0] in indents and not joined
        goes_on = bool(body) and (not line.strip() or body[-1].endswith("\\"))
        if indented or goes_on:
            body.append(line)
            continue
        if body:
            recipes.append(Block(tuple(body), number - len(body) + 1, head))
            body = []
        joined.append(line.removesuffix("\\"))
        if not line.endswith("\\"):
            head = " ".join(joined)
            settings.append(head)
            joined = []
    return settings, recipes


def _without_prefixes(lines: Sequence[str]) -> str:
    done: list[str] = []
    for line in lines:
        continued = bool(done) and done[-1].endswith("\\")
        done.append(line if continued else line[_end(_PREFIX, line) :])
    return "\n".join(done)


def _end(pattern: re.Pattern[str], line: str) -> int:
    found = pattern.match(line)
    return found.end() if found is not None else 0


def _defaults(head: str) -> dict[str, str]:
    """The defaults of a recipe's parameters: `train model="x":`."""
    found = _JUST_DEFAULT.findall(head[:_LONGEST_LINE])
    return {name: double or single for name, double, single in found}


class _Variables:
    """The variables of a Makefile or Justfile; what is not set stays visible."""

    def __init__(self, use: re.Pattern[str], *, make: bool) -> None:
        self._use, self.make = use, make
        self._values: dict[str, str] = {}
        self._filled = 0

    def take(self, line: str) -> None:
        found = (_MAKE_VARIABLE if self.make else _JUST_VARIABLE).fullmatch(line)
        if found is None:
            return
        if not self.make:
            quoted = _QUOTED.fullmatch(found[2])
            if quoted is not None:
                self._values[found[1]] = quoted[1] or quoted[2] or ""
            return
        name, sign, value = found.groups()
        value = value.partition(" #")[0].rstrip()
        if sign == "+" and name in self._values:
            self._charge(self._values[name])
            value = f"{self._values[name]} {value}"
        if sign != "?" or name not in self._values:
            self._values[name] = value

    def filled(self, text: str, given: dict[str, str], depth: int = 0) -> str:
        def fill(found: re.Match[str]) -> str:
            name = found["name"].strip() if found["name"] else ""
            value = given.get(name, self._values.get(name))
            self._charge(value or "")
            if value is not None and depth < _DEEPEST:
                return self.filled(value, given, depth + 1)
            return self._unfilled(found, name)

        return self._use.sub(fill, text)

    def _unfilled(self, found: re.Match[str], name: str) -> str:
        if not self.make:
            return "{{" + name + "}}" if name.isidentifier() else "{{...}}"
        if found["dollar"]:
            return "$"
        if found["shell"] is not None:
            return f"$({found['shell']})"
        return f"${name or found['function']}"

    def _charge(self, value: str) -> None:
        self._filled += 1 + len(value)
        if self._filled > _MOST:
            raise ShellLimitError(f"its variables fill in more than {_MOST >> 20} MiB", 0)
