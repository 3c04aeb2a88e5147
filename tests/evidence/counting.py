"""Counting in tests: files of a tree in memory, and what one count of them says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.count import Counted, count
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.model.detection import Profile
from ftpolicy.model.evidence import Count
from tests.honest import MemoryTree

SUPERVISED = Profile.SUPERVISED


def chat(question: str, answer: str, system: str = "") -> dict[str, object]:
    """An OpenAI chat of one question."""
    first = [{"role": "system", "content": system}] if system else []
    turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": [*first, *turns]}


def lines(records: Iterable[object]) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in records).encode()


def counted(
    files: Mapping[str, bytes | str],
    *parts: Part | str,
    profile: Profile = SUPERVISED,
    against: frozenset[bytes] = frozenset(),
    budget: Budget | None = None,
    near: bool = False,
) -> Counted:
    """The count of the parts (all files without any) of a tree with these files."""
    asked = [Part(one) if isinstance(one, str) else one for one in parts or files]
    return count(
        MemoryTree(files),
        asked,
        profile,
        against=against,
        budget=budget or Budget(),
        near=near,
    )


def count_of(data: bytes | str, path: str = "a.jsonl", profile: Profile = SUPERVISED) -> Count:
    """The count of one file that can be counted."""
    found = counted({path: data}, profile=profile)
    assert found.count is not None, found.why
    return found.count


def why(data: bytes | str, path: str = "a.jsonl") -> str:
    """Why a file is not counted."""
    found = counted({path: data})
    assert found.count is None
    assert found.why.startswith(f"`{path}`: ")
    return found.parts[0].why


def faults(count: Count) -> list[tuple[int, str]]:
    return [(row.line, row.what) for row in count.faults]
