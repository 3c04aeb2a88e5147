"""Data sets that are one JSON document."""

from __future__ import annotations

import json

from fuzz.data import ROWS, container

take = container("a.json")


def seeds() -> list[bytes]:
    return [
        json.dumps(ROWS).encode(),
        json.dumps(ROWS, indent=2).encode(),
        json.dumps({"version": 1, "data": ROWS}).encode(),
        json.dumps({"train": ROWS, "test": ROWS[:2]}, indent="\t").encode(),
    ]
