"""Result files of every evaluation tool, under each name that tells something."""

from __future__ import annotations

from ftpolicy.evidence.results import read
from tests.evidence.results.files import as_bytes
from tests.evidence.results.test_hostile import SAMPLES

READS = 5

_PATHS = ("r.json", "r.jsonl", "r.csv", "r.eval", "r")


def take(data: bytes) -> None:
    for path in _PATHS:
        (found,) = read([(path, data)], {"p.txt": data}.get)
        assert found.path == path
        assert "\n" not in found.fault


def seeds() -> list[bytes]:
    return [as_bytes(each) for each in SAMPLES.values()]
