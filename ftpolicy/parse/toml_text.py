"""TOML to nodes; the lines are found apart, since the standard parser tells none.

A line scan notes where each table header and each `key =` stands. It does not follow multi-line
values, so that an entry of one stands at the line of its key; what it misses stands at its table.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Language, ListNode, MapNode, Node, Parsed, Scalar, Unparsed
from ftpolicy.parse.language import MAX_DEPTH

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_KEY = regex(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")
_TABLE = regex(rf"[ \t]*\[(\[?)[ \t]*({_DOTTED})[ \t]*\]")
_PARTS = regex(_PART)
# tomllib's time grows with the square of the number of parts
_LONG_KEY = regex(rf"(?:\.[ \t]*{_PART}[ \t]*){{{MAX_DEPTH}}}")
_LINE_OF_ERROR = regex(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)
_LONGEST_LINE = 4096

_Path = tuple[str, ...]
_Places = dict[_Path, tuple[int, int, int]]  # line, column of the key, column of the value


class _TooDeepError(Exception):
    pass


def parse_toml(text: str) -> Parsed | Unparsed:
    """The one document of the text."""
    if any(_LONG_KEY.search(line) for line in text.split("\n") if line.count(".") >= MAX_DEPTH):
        return Unparsed(Language.TOML, f"a key has more than {MAX_DEPTH} parts")
    try:
        raw = tomllib.loads(text, parse_float=_Number)
        document = _node(raw, (), _places(text), (1, 1))
    except (_TooDeepError, RecursionError):
        return Unparsed(Language.TOML, f"it is nested deeper than {MAX_DEPTH} levels")
    except Exception as error:  # noqa: BLE001 - libraries raise more than they document
        return _unparsed(error)
    return Parsed(Language.TOML, documents=(document,))


class _Number(str):
    """A float as it was written."""

    __slots__ = ()


def _unparsed(error: Exception) -> Unparsed:
    if not isinstance(error, tomllib.TOMLDecodeError):
        return Unparsed(Language.TOML, f"it is not valid TOML: {type(error).__name__}")
    placed = _LINE_OF_ERROR.fullmatch(str(error))
    if placed is None:
        return Unparsed(Language.TOML, f"it is not valid TOML: {error}")
    reason = f"it is not valid TOML: {placed[1]}"
    return Unparsed(Language.TOML, reason, int(placed[2]), int(placed[3]))


def _node(raw: object, path: _Path, places: _Places, default: tuple[int, int]) -> Node:
    """The node of a value; recursion is bounded, since `path` grows by one each time."""
    if len(path) > MAX_DEPTH:
        raise _TooDeepError
    found = places.get(path)
    line, column = (found[0], found[2]) if found is not None else default
    if isinstance(raw, Mapping):
        entries = []
        for name, value in raw.items():
            at = places.get((*path, name))
            key_line, key_column = (at[0], at[1]) if at is not None else (line, column)
            key = Scalar(name, False, key_line, key_column)
            entries.append((key, _node(value, (*path, name), places, (line, column))))
        return MapNode(tuple(entries), line, column)
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        items = (
            _node(item, (*path, str(index)), places, (line, column))
            for index, item in enumerate(raw)
        )
        return ListNode(tuple(items), line, column)
    return _scalar(raw, line, column)


def _scalar(raw: object, line: int, column: int) -> Scalar:
    if isinstance(raw, str):
        return Scalar(str(raw), isinstance(raw, _Number), line, column)
    if isinstance(raw, bool):
        return Scalar("true" if raw else "false", True, line, column)
    return Scalar(str(raw), True, line, column)  # a whole number, a date, a time


def _places(text: str) -> _Places:
    places: _Places = {}
    counts: dict[_Path, int] = {}
    table: _Path = ()
    for number, whole in enumerate(text.split("\n"), start=1):
        line = whole[:_LONGEST_LINE]
        header = _TABLE.match(line)
        if header is not None:
            table = _within(_parts(header[2]), counts)
            column = header.start(2) + 1
            _note_parents(places, table, number, column)
            if header[1]:
                index = counts.get(table, 0)
                counts[table] = index + 1
                places.setdefault(table, (number, column, column))
                table = (*table, str(index))
            places.setdefault(table, (number, column, column))
            continue
        key = _KEY.match(line)
        if key is not None:
            path = (*table, *_parts(key[1]))
            _note_parents(places, path, number, key.start(1) + 1)
            places.setdefault(path, (number, key.start(1) + 1, key.end() + 1))
    return places


def _note_parents(places: _Places, path: _Path, line: int, column: int) -> None:
    for length in range(1, len(path)):
        places.setdefault(path[:length], (line, column, column))


def _parts(dotted: str) -> _Path:
    return tuple(part.strip("\"'") for part in _PARTS.findall(dotted))


def _within(path: _Path, counts: Mapping[_Path, int]) -> _Path:
    """The path with the index of the last element where it crosses an array of tables."""
    full: _Path = ()
    for part in path[:-1]:
        full = (*full, part)
        if full in counts:
            full = (*full, str(counts[full] - 1))
    return (*full, path[-1])
