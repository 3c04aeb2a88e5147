"""Data that Python code loads by `load_dataset`: which files, which slice, what is held out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references.values import number, sliced, text, texts
from ftpolicy.model.source import Call

_CONTAINERS = ("json", "csv", "parquet", "arrow", "text")


def loaded(calls: Iterable[Call]) -> Iterator[Reference]:
    """Each loaded set with its slice; a share that the file splits off is held out of each.

    `select` is not followed: which of the sets it shortens is seldom to be told.
    """
    calls = tuple(calls)
    held_out = next(_held_out(calls), Decimal(0))
    for call in calls:
        if call.name.rpartition(".")[2] != "load_dataset":
            continue
        of = call.arguments
        name = text(of.get("path") or of.get("0"))
        files = texts(of.get("data_files"))
        if not (name or files):
            continue
        split = text(of.get("split"))
        yield Reference(
            name=files[0] if files else name,
            names=files or (name,),
            container=name if name in _CONTAINERS else "",
            first=sliced(split),
            held_out=held_out,
        )


def _held_out(calls: Iterable[Call]) -> Iterator[Decimal]:
    for call in calls:
        if call.name.endswith(".train_test_split"):
            found = number(call.arguments.get("test_size") or call.arguments.get("0"))
            yield Decimal("0.25") if found is None else found
