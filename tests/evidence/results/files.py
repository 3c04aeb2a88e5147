"""Result files as readers see them, and what was read, made short for comparing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ftpolicy.evidence.results import read
from ftpolicy.model.evidence import EvalRun, ResultFile


def read_one(path: str, content: object, tree: Mapping[str, bytes] | None = None) -> ResultFile:
    """What a single file holds; anything but text and bytes is written as JSON."""
    (found,) = read([(path, as_bytes(content))], (tree or {}).get)
    return found


def read_all(files: Mapping[str, object]) -> dict[str, ResultFile]:
    """What several files of one list hold."""
    found = read([(path, as_bytes(content)) for path, content in files.items()])
    assert [each.path for each in found] == [*files]
    return {each.path: each for each in found}


def as_bytes(content: object) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def run_of(found: ResultFile, metric: str) -> EvalRun:
    """The one run of a metric."""
    (run,) = (each for each in found.runs if each.metric == metric)
    return run
