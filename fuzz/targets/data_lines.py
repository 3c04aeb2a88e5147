"""Data sets of a row a line."""

from __future__ import annotations

import json

from fuzz.data import ROWS, container

take = container("a.jsonl")


def seeds() -> list[bytes]:
    lines = [json.dumps(row).encode() for row in ROWS]
    return [
        *lines,
        b"\n".join(lines),
        b"\r\n".join(lines) + b'\n{"a":\n',
        b"\xef\xbb\xbf" + lines[0],
    ]
