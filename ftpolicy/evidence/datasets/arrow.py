"""Rows of Arrow data, as `datasets` saves it, by pyarrow (the extra `parquet`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from ftpolicy.evidence.datasets.arrow_rows import DAMAGED, FILE_MARK
from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.evidence.datasets.extras import library
from ftpolicy.evidence.datasets.row import Bad, Row, Rows, row
from ftpolicy.evidence.datasets.stream import Buffered, on_disk

_BATCH = 256  # rows


def records(stream: Buffered, budget: Budget) -> Rows:
    """The rows of a stream, or of a file with a footer, some at a time; needs pyarrow."""
    ipc, arrow = library("pyarrow.ipc"), library("pyarrow")
    if ipc is None or arrow is None:
        raise Unread("pyarrow is not installed")
    try:
        if stream.peek(len(FILE_MARK)).startswith(FILE_MARK):
            with on_disk(stream) as file:
                yield from records_of(_batches(ipc, file), budget)
        else:
            yield from records_of(ipc.open_stream(stream), budget)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise Unread(DAMAGED) from error


def records_of(batches: Iterable[Any], budget: Budget) -> Rows:
    """The rows of batches as records, numbered from 1; what they unpack to is spent."""
    number = 0
    for batch in batches:
        budget.spend_bytes(batch.nbytes)
        for start in range(0, batch.num_rows, _BATCH):
            for one in _rows(batch.slice(start, _BATCH)):
                number += 1
                yield number, one


def _rows(batch: Any) -> Iterator[Row]:
    """The rows of a batch, each that breaks as a bad one.

    pyarrow trusts what it reads: a false length leads it out of the file, unless it validates.
    """
    try:
        batch.validate(full=True)
        values = batch.to_pylist()
    except (ValueError, OverflowError):
        if batch.num_rows > 1:
            for at in range(batch.num_rows):
                yield from _rows(batch.slice(at, 1))
        else:
            yield Bad("a value is damaged, not UTF-8 or out of range")
        return
    yield from map(row, values)


def _batches(ipc: Any, file: BinaryIO) -> Iterable[Any]:
    opened = ipc.open_file(file)
    return (opened.get_batch(number) for number in range(opened.num_record_batches))
