"""What a match is judged on: one document, call or command, and the file around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ftpolicy.detect.conditions import Sign
from ftpolicy.detect.detector import Match
from ftpolicy.detect.words import call_pattern, starts_with
from ftpolicy.model.source import MapNode, Node, Parsed


class View(NamedTuple):
    """`root` is a document's mapping, a call's arguments or a command's options."""

    path: str
    parsed: Parsed
    root: Node
    name: str = ""  # of the call
    words: tuple[str, ...] = ()  # of the command
    sign: Sign | None = None  # the call or command itself


def views(path: str, parsed: Parsed, match: Match) -> Iterator[View]:
    """Every value of the file that the match may be about."""
    if match.calls:
        fits = call_pattern(match.calls).match
        for call in parsed.calls:
            if fits(call.name):
                sign = Sign(_called(call.name), call.line, call.column, call.width)
                yield View(path, parsed, call.arguments, name=call.name, sign=sign)
    elif match.commands:
        for command in parsed.commands:
            if any(starts_with(command.words, pattern) for pattern in match.commands) and not any(
                starts_with(command.words, pattern) for pattern in match.other_commands
            ):
                shown = " ".join(command.words)[:60]
                sign = Sign(shown, command.line, command.column, command.width)
                yield View(path, parsed, command.options, words=command.words, sign=sign)
    else:
        for document in parsed.documents:
            for at in match.at:
                for _, root in at.find(document):
                    if isinstance(root, MapNode):
                        yield View(path, parsed, root)


def _called(name: str) -> str:
    return f"{name.removeprefix('?.')}()"
