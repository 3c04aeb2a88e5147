"""Whether JSON text is one record on each line or one document."""

from __future__ import annotations

import json
from enum import Enum

from ftpolicy.evidence.datasets.shapes import KEYS
from ftpolicy.model.regex import regex

_FIRST_KEY = regex(rb'\{\s*"([^"\\]{0,200})"\s*:')
_OPEN = (b"{", b"[", b",", b":")
_TRIED = 5  # lines


class Layout(Enum):
    """How values stand in a file."""

    LINES = "lines"
    DOCUMENT = "document"  # an array, an object around a list, or records over several lines
    OTHER = "other"


def layout(text: bytes, key: str = "") -> Layout:
    """The layout of a file that starts with this text."""
    if text.startswith(b"["):
        return Layout.DOCUMENT
    if not text.startswith(b"{"):
        return Layout.OTHER
    lines = text.split(b"\n")
    for line in lines[:_TRIED]:
        found = _object(line)
        if found is not None:
            return Layout.DOCUMENT if _surrounds(found, key) else Layout.LINES
    if len(lines) > 1:  # one of the first lines would be a record if they all were
        opens = lines[0].rstrip().endswith(_OPEN)
        return Layout.DOCUMENT if opens else Layout.LINES
    match = _FIRST_KEY.match(text)
    if match is None or (match[1].decode("utf-8", "replace") in KEYS and not key):
        return Layout.LINES
    return Layout.DOCUMENT


def _object(line: bytes) -> dict[str, object] | None:
    if not line.startswith(b"{"):
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _surrounds(found: dict[str, object], key: str) -> bool:
    """Whether an object is no record but stands around a list of them."""
    if key:
        return isinstance(found.get(key), list)
    return not KEYS.intersection(found) and any(map(_lists_records, found.values()))


def _lists_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)
