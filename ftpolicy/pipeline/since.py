"""What a change makes of the premises and numbers of a decision, for who reviews it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from ftpolicy.detect.found import Found
from ftpolicy.model.case import Case
from ftpolicy.model.detection import Detection, Premises
from ftpolicy.model.finding import Shift
from ftpolicy.model.period import Period
from ftpolicy.model.record import DecisionRecord, RecordBook
from ftpolicy.model.values import field_names

_PREMISES = ("base_model", "method", "datasets")
_LEFT_OUT = frozenset({"path", "places", "sha256", "digest", "title"})


def shifts(case: Case, before: RecordBook, was: Found) -> tuple[Shift, ...]:
    """The fields of the record and the premises of its files that differ from the base.

    `before` holds the touched records and `was` the changed tuning files as they were. A new
    record or file has no shifts: all of it is new.
    """
    return (*_of_record(case.decision, before), *_of_files(case.detections, was.detections))


def _of_record(record: DecisionRecord | None, before: RecordBook) -> Iterator[Shift]:
    earlier = [it for it in before.records if record is not None and it.path == record.path]
    if record is None or not earlier:
        return
    old, new = dict(_flat("", earlier[0])), dict(_flat("", record))
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield Shift(name, old.get(name), new.get(name))


def _flat(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    """Each field that has a value, dotted as in the record, with the value as text."""
    if value is None or value == ():
        return
    if isinstance(value, Period):
        yield prefix, value.text
    elif names := field_names(value):
        for one in names:
            if prefix or one not in _LEFT_OUT:
                yield from _flat(f"{prefix}.{one}".strip("."), getattr(value, one))
    elif isinstance(value, tuple) and field_names(value[0]):
        for place, each in enumerate(value):
            yield from _flat(f"{prefix}.{place}", each)
    else:
        yield prefix, _text(value)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(each) for each in value)
    return str(value.value if isinstance(value, Enum) else value)


def _of_files(now: Iterable[Detection], was: Iterable[Detection]) -> Iterator[Shift]:
    """Files with one detection on each side; of more, none is surely the same."""
    old, new = _alone(was), _alone(now)
    for path, premises in new.items():
        if path not in old:
            continue
        for name in _PREMISES:
            before, after = _premise(old[path], name), _premise(premises, name)
            if before != after:
                yield Shift(f"{name} of {path}", before, after)


def _alone(found: Iterable[Detection]) -> dict[str, Premises]:
    by_path: dict[str, list[Premises]] = {}
    for one in found:
        by_path.setdefault(one.path, []).append(one.premises)
    return {path: each[0] for path, each in by_path.items() if len(each) == 1}


def _premise(premises: Premises, name: str) -> str | None:
    value = getattr(premises, name)
    return None if value is None else _text(value)
