"""A row as one line of JSON, and back; what comes back is checked field by field."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from functools import cache
from typing import get_args, get_origin, get_type_hints

from ftpolicy.model.audit import COVERAGES, GUARDS, STATES, Row
from ftpolicy.parse.plain import day


class BadLineError(Exception):
    """A line that is no row; the text says why."""


def line_of(row: Row) -> str:
    """One line of ASCII without its end, the same for the same row."""
    return json.dumps(asdict(row), separators=(",", ":"), sort_keys=True)


def row_of(line: str | bytes) -> Row:
    """The row of a line; raises BadLineError."""
    value = _mapping(line)
    row = _reader(Row)(value, "row")
    if not isinstance(row, Row):  # pragma: no cover - what the reader of rows makes is one
        raise BadLineError("it is no row")
    if row.state not in STATES:
        raise BadLineError(f"its state is none of {', '.join(STATES)}")
    if day(row.judged_at) is None:
        raise BadLineError("`judged_at` is no date")
    if any(one.state not in COVERAGES for one in row.tuned):
        raise BadLineError(f"the state of a tuning file is none of {', '.join(COVERAGES)}")
    if row.gate.required not in ("", *GUARDS):
        raise BadLineError(f"`required` is none of {', '.join(GUARDS)}")
    return row


def head_of(line: str | bytes) -> tuple[str, str]:
    """Name and key of a line, without a look at the rest; raises BadLineError."""
    value = _mapping(line)
    found = value.get("name"), value.get("key")
    if not isinstance(found[0], str) or not isinstance(found[1], str):
        raise BadLineError("it has no `name` and `key`")
    return found[0], found[1]


def _mapping(line: str | bytes) -> Mapping[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as why:
        raise BadLineError("it is no JSON") from why
    if not isinstance(value, Mapping):
        raise BadLineError("it is no mapping")
    if value.get("schema_version", 1) != 1:
        raise BadLineError(f"its schema_version is `{str(value['schema_version'])[:20]}`, not `1`")
    return value


_Read = Callable[[object, str], object]


@cache
def _reader(kind: Callable[..., object]) -> _Read:
    """What makes a value of the class from a mapping, with a check of each field."""
    readers = {name: _read(hint) for name, hint in get_type_hints(kind).items()}
    required = tuple(
        each.name
        for each in fields(kind)  # type: ignore[arg-type]
        if each.default is MISSING and each.default_factory is MISSING
    )

    def read(value: object, where: str) -> object:
        if not isinstance(value, dict):
            raise BadLineError(f"`{where}` is no mapping")
        unknown = sorted(str(name) for name in value if name not in readers)
        if unknown:
            raise BadLineError(f"`{unknown[0][:60]}` is no field of `{where}`")
        missing = [name for name in required if name not in value]
        if missing:
            raise BadLineError(f"`{where}` has no `{missing[0]}`")
        return kind(**{name: readers[name](each, name) for name, each in value.items()})

    return read


def _read(hint: object) -> _Read:
    if get_origin(hint) is types.UnionType:
        inner = _read(get_args(hint)[0])
        return lambda value, where: None if value is None else inner(value, where)
    if get_origin(hint) is tuple:
        each = _read(get_args(hint)[0])
        return lambda value, where: tuple(each(it, where) for it in _list(value, where))
    if isinstance(hint, type) and is_dataclass(hint):
        return _reader(hint)
    return lambda value, where: _plain(hint, value, where)


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise BadLineError(f"`{where}` is no list")
    return value


def _plain(hint: object, value: object, where: str) -> object:
    if type(value) is not hint:
        raise BadLineError(f"`{where}` is of the wrong type")
    return value
