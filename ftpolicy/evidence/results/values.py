"""Values of files by strangers: each is what it is asked for, or None."""

from __future__ import annotations

import hashlib
import json
import math
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = "str | int | float | Decimal | bool | list[Json] | dict[str, Json] | None"

_LONGEST_NAME = 120
_MOST_ITEMS = 10**9
_MILLISECONDS = 10**11
"""A time stamp above it is in milliseconds: in seconds it would be the year 5138."""


def mapping(value: object) -> dict[str, Json]:
    """An object as it is, anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Json]:
    """A list as it is, anything else as an empty one."""
    return value if isinstance(value, list) else []


def mappings(value: object) -> list[dict[str, Json]]:
    """The objects of a list."""
    return [each for each in listed(value) if isinstance(each, dict)]


def number(value: object) -> float | None:
    """A finite number, also as the text of a table's cell; true and false count 1 and 0."""
    if isinstance(value, str):
        text = value.strip()
        if not text or len(text) > 40 or "_" in text:
            return None
        lower = text.lower()
        if lower in {"true", "false"}:
            return float(lower == "true")
    elif not isinstance(value, (int, float, Decimal)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: object) -> int | None:
    """A count: a whole number that is not negative, also as the text of a cell."""
    found = None if isinstance(value, bool) else number(value)
    if found is None or found < 0 or found > _MOST_ITEMS or found != int(found):
        return None
    return int(found)


def text(value: object) -> str | None:
    """A text with something in it; lone surrogates are written out."""
    if not isinstance(value, str) or not value.strip():
        return None
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")


def name(value: object) -> str | None:
    """A text fit for a message: on one line, of sane length, without backticks."""
    found = text(value)
    if found is None:
        return None
    line = " ".join(found.split()).replace("`", "'")
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 3]}..."


def day(value: object) -> date | None:
    """The day of an ISO time, or of seconds or milliseconds since 1970."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()[:10])
        except ValueError:
            pass
    stamp = None if isinstance(value, bool) else number(value)
    if stamp is None or stamp <= 0:
        return None
    seconds = stamp / 1000 if stamp > _MILLISECONDS else stamp
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).date()
    except (ValueError, OverflowError, OSError):
        return None


def fingerprint(value: object) -> str:
    """A short digest of a value, the same whatever the order of its keys."""
    try:
        written = json.dumps(value, sort_keys=True, default=str)
    except (RecursionError, ValueError, TypeError):
        written = "too deep to tell"
    return hashlib.sha256(written.encode("utf-8", "backslashreplace")).hexdigest()[:32]
