"""JSON values from bytes, by orjson where it is installed; both decoders give the same result.

orjson refuses NaN, lone surrogates and numbers beyond a float, which the standard library reads:
what it refuses is read again by the latter. It makes a float of an integer beyond 64 bits, so
the standard library is told to do the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module

from ftpolicy.evidence.datasets.row import Bad, Row, row

LONGEST = 64 << 20
"""Bytes of one row over which it is refused without being held."""

MOST_VALUES = 2_000_000
"""Commas and brackets of one row: each may cost sixty times its byte in memory."""

DEEPEST = 100

_SUSPECT = 1 << 20  # bytes of a row from which on its values are counted
_TOO_DEEP = Bad(f"it is nested deeper than {DEEPEST} levels")
_TOO_MANY = Bad(f"it has more than {MOST_VALUES:,} values")


def _integer(written: str) -> int | float:
    if len(written) < 19:
        return int(written)
    if len(written) > 20:
        return float(written)
    number = int(written)
    return number if -(1 << 63) <= number < 1 << 64 else float(number)


DECODER = json.JSONDecoder(parse_int=_integer)


def _fast() -> Callable[[bytes], object] | None:
    try:
        loads: Callable[[bytes], object] = import_module("orjson").loads
    except ImportError:
        return None
    return loads


def reader() -> Callable[[bytes], Row]:
    """What makes a row of the bytes of a line."""
    fast = _fast()
    if fast is None:
        return slow_row
    quick = fast

    def fast_row(line: bytes) -> Row:
        if line.count(b"{") + line.count(b"[") > DEEPEST or len(line) > _SUSPECT:
            return slow_row(line)
        try:
            value = quick(line)
        except ValueError:
            return slow_row(line)
        return value if type(value) is dict else row(value)

    return fast_row


def slow_row(line: bytes) -> Row:
    """A row by the standard library, with the reason when there is none."""
    if len(line) > _SUSPECT and _values(line) > MOST_VALUES:
        return _TOO_MANY
    try:
        text = line.decode().rstrip()
    except UnicodeDecodeError as error:
        return Bad(f"it is not UTF-8 (byte `0x{line[error.start]:02x}`)")
    try:
        value = DECODER.decode(text)
    except RecursionError:
        return _TOO_DEEP
    except json.JSONDecodeError as error:
        return Bad(f"it does not parse: {error.msg[:1].lower()}{error.msg[1:]}")
    return checked(value, line.count(b"{") + line.count(b"["))


def checked(value: object, opened: int) -> Row:
    """A value as a row, unless it is nested too deep; `opened` counts its brackets."""
    if opened > DEEPEST and _deep(value):
        return _TOO_DEEP
    return row(value)


def too_many(text: str, start: int, end: int) -> bool:
    """Whether a stretch of text holds more values than a row may have."""
    if end - start <= _SUSPECT:
        return False
    return sum(text.count(mark, start, end) for mark in ",[{") > MOST_VALUES


def _values(line: bytes) -> int:
    return line.count(b",") + line.count(b"[") + line.count(b"{")


def _deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        inner: list[object] = []
        for one in level:
            if type(one) is dict:
                inner += one.values()
            elif type(one) is list:
                inner += one
        if not inner:
            return False
        level = inner
    return any(type(one) in (dict, list) for one in level)
