"""Builds the small repository that a rule's sample describes, and judges it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import yaml

from ftpolicy.evidence import session
from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.count import Counted, CountedTest, count, count_test_set
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.model.change import Change, ChangeKind, ChangeSet, ScopeKind, Snapshot
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Report
from ftpolicy.pipeline import check
from ftpolicy.policy.load import load as load_policy
from ftpolicy.rules.rule import Sample, text_of
from tests.honest import HONEST_FILES, HONEST_RECORD, RECORD_PATH, MemoryTree

POLICY_PATH = ".ftpolicy.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


_COUNTS: dict[object, Any] = {}


def counting_once() -> AbstractContextManager[object]:
    """Data sets of the same content are counted once: most samples have the honest ones."""
    return patch.multiple(session, count=_count_once, count_test_set=_count_test_set_once)


def _count_once(
    tree: Snapshot,
    parts: Sequence[Part],
    profile: Profile,
    *,
    against: frozenset[bytes] = frozenset(),
    **other: Any,
) -> Counted:
    mark = (_held(tree, parts), profile, against, other["near"])
    if mark not in _COUNTS:
        _COUNTS[mark] = count(tree, parts, profile, against=against, **other)
    found: Counted = _COUNTS[mark]
    return found


def _count_test_set_once(
    tree: Snapshot, parts: Sequence[Part], budget: Budget, *, most: int
) -> CountedTest:
    mark = (_held(tree, parts), most)
    if mark not in _COUNTS:
        _COUNTS[mark] = count_test_set(tree, parts, budget, most=most)
    found: CountedTest = _COUNTS[mark]
    return found


def _held(tree: Snapshot, parts: Sequence[Part]) -> tuple[object, ...]:
    return tuple((part, entry.blob) for part in parts if (entry := tree.entry(part.path)))


def judged(sample: Sample) -> Report:
    """The report on the small repository that a sample describes."""
    with counting_once():
        return _judged(sample)


def _judged(sample: Sample) -> Report:
    after = files(sample)
    before = {} if sample.before is None else _patched(after, sample.before)
    if sample.policy:
        own = {POLICY_PATH: f"schema_version: 1\n{sample.policy}"}
        after, before = {**after, **own}, {**before, **own}
    new = MemoryTree(after, dict(sample.links), sample.submodules)
    old = MemoryTree(before)
    changes = ChangeSet(
        label="sample",
        scope=ScopeKind.COMMITS,
        changes=tuple(_changes(old, new)),
        before=old,
        after=new,
        policy_trees=(old,),
        enforcing=sample.enforcing,
    )
    policy = load_policy((old,), sample.today)
    return check(changes, policy, sample.today, whole=sample.whole)


def files(sample: Sample) -> dict[str, str]:
    """The text files of the judged tree."""
    values = yaml.load(HONEST_RECORD, Loader=_LOADER)  # noqa: S506 - a safe loader, in C when present
    for field, value in sample.set.items():
        holder, key = _inner(values, field.split("."))
        if isinstance(holder, list) and key == len(holder):
            holder.append(copy.deepcopy(value))
        else:
            holder[key] = copy.deepcopy(value)
    for field in sample.drop:
        holder, key = _inner(values, field.split("."))
        del holder[key]
    text = (
        yaml.dump(values, Dumper=_DUMPER, sort_keys=False)
        if sample.set or sample.drop
        else HONEST_RECORD
    )
    made = {path: None if it is None else text_of(it) for path, it in sample.files.items()}
    return _patched({**HONEST_FILES, RECORD_PATH: text}, made)


def _patched(files: Mapping[str, str], by: Mapping[str, str | None]) -> dict[str, str]:
    both = {**files, **by}
    return {path: text for path, text in both.items() if text is not None}


def _inner(values: Any, field: list[str]) -> tuple[Any, Any]:
    """The mapping or list that holds a field, and its key there."""
    for name in field[:-1]:
        values = values[int(name)] if isinstance(values, list) else values.setdefault(name, {})
    return values, int(field[-1]) if isinstance(values, list) else field[-1]


def _changes(old: MemoryTree, new: MemoryTree) -> Iterator[Change]:
    paths = {entry.path for tree in (old, new) for entry in tree.entries()}
    for path in sorted(paths):
        before, after = old.entry(path), new.entry(path)
        if before is None:
            yield Change(path, ChangeKind.ADDED, None, after)
        elif after is None:
            yield Change(path, ChangeKind.DELETED, before, None)
        elif before != after:
            yield Change(path, ChangeKind.MODIFIED, before, after)
