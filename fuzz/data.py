"""What every container of a data set has to bear, and rows to fill it with."""

from __future__ import annotations

from collections.abc import Callable

from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.count import count
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.model.detection import Profile
from tests.honest import MemoryTree

ROWS: list[dict[str, object]] = [
    {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]},
    {"prompt": "q", "completion": "a"},
    {"instruction": "q", "input": "", "output": "a"},
    {"prompt": "q", "chosen": "a", "rejected": "b"},
    {"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]},
    {"text": "a document"},
    {"contents": [{"role": "user", "parts": [{"text": "q"}]}]},
    {"input_ids": [1, 2], "labels": [1, 2]},
]
_PROFILES = tuple(Profile)


def container(*paths: str) -> Callable[[bytes], None]:
    """What counts a file of these names: a count, or why there is none."""

    def take(data: bytes) -> None:
        profile = _PROFILES[len(data) % len(_PROFILES)]
        for path in paths:
            tree = MemoryTree({path: data})
            found = count(tree, [Part(path)], profile, budget=Budget(), near=len(data) % 2 > 0)
            assert found.count is not None or found.rows is not None or found.why
            assert "\n" not in found.why

    return take
