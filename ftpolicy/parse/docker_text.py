"""The shell inside Dockerfiles: RUN, CMD and ENTRYPOINT, with ENV and ARG as variables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ftpolicy.model.regex import regex
from ftpolicy.parse.shell_options import Place
from ftpolicy.parse.shell_reader import ShellReader, below
from ftpolicy.parse.text import Lines

_INSTRUCTION = regex(r"[ \t]*(?:ONBUILD[ \t]+)?([A-Z]+)[ \t]+(?:--[^ \t]+[ \t]+)*", re.IGNORECASE)
_HERE = regex(r"<<-?[\"']?(\w+)[\"']?")
_COPIED = regex(r"(<<[^ \t\n]+)[ \t]+([^ \t\n]+)[ \t\r]*")


def read_dockerfile(text: str, reader: ShellReader) -> None:
    entry: list[str] = []
    entry_place = Place(1, 1, 0)
    for number, written in _instructions(text.split("\n")):
        found = _INSTRUCTION.match(written)
        if found is None:
            continue
        name, rest = found[1].upper(), written[found.end() :]
        place = Place(number, found.end() + 1, len(rest.split("\n")[0]))
        words = _words(rest)
        if name == "ENTRYPOINT" and words:
            entry, entry_place = words, place
        elif name == "CMD" and words:
            reader.run([*entry, *words], [place] * (len(entry) + len(words)))
            entry = []
        elif name == "FROM" and entry:
            reader.run(entry, [entry_place] * len(entry))
            entry = []
        elif name == "RUN" and words:
            reader.run(words, [place] * len(words))
        else:
            _read(name, rest, place, reader)
    if entry:
        reader.run(entry, [entry_place] * len(entry))


def _read(name: str, rest: str, place: Place, reader: ShellReader) -> None:
    script = rest
    if name in {"ENV", "ARG"}:
        first, _, value = rest.partition(" ")
        script = f"export {rest}" if "=" in first or not value else f'export {first}="{value}"'
    elif name in {"COPY", "ADD"}:
        copied = _COPIED.match(rest)
        if copied is None:
            return
        script = f"cat {copied[1]} > {copied[2]}{rest[copied.end() :]}"
    elif name not in {"RUN", "CMD", "ENTRYPOINT"}:
        return
    reader.read(script, below(Lines(script), place.line, place.column))


def _words(rest: str) -> list[str]:
    """The words of the exec form, `["program", "word"]`; none for the shell form."""
    if not rest.startswith("["):
        return []
    try:
        words = json.loads(rest.replace("\\\n", " "))
    except (ValueError, RecursionError):
        return []
    return [word for word in words if isinstance(word, str)]


def _instructions(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each instruction with the number of its first line; here-documents belong to it."""
    at = 0
    while at < len(lines):
        first = at
        taken = [lines[at]]
        at += 1
        if not taken[0].strip() or taken[0].lstrip().startswith("#"):
            continue
        while taken[-1].rstrip().endswith("\\") and at < len(lines):
            # a comment or an empty line does not end what is continued
            comment = not lines[at].strip() or lines[at].lstrip().startswith("#")
            taken.append("\\" if comment else lines[at].rstrip("\r"))
            at += 1
        for name in _HERE.findall("\n".join(taken)):
            while at < len(lines):
                taken.append(lines[at])
                at += 1
                if taken[-1].strip() == name:
                    break
        yield first + 1, "\n".join(taken)
