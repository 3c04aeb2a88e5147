"""Rows of Arrow data, as `datasets` saves it, by pyarrow (the extra `parquet`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from ftpolicy.evidence.datasets.arrow_rows import DAMAGED, FILE_MARK
from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.evidence.datasets.extras import library
from ftpolicy.evidence.datasets.row import Rows, row
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
    except (arrow.ArrowException, OSError) as error:
        raise Unread(DAMAGED) from error


def records_of(batches: Iterable[Any], budget: Budget) -> Rows:
    """The rows of batches as records, numbered from 1; what they unpack to is spent."""
    number = 0
    for batch in batches:
        budget.spend_bytes(batch.nbytes)
        for start in range(0, batch.num_rows, _BATCH):
            for value in batch.slice(start, _BATCH).to_pylist():
                number += 1
                yield number, row(value)


def _batches(ipc: Any, file: BinaryIO) -> Iterable[Any]:
    opened = ipc.open_file(file)
    return (opened.get_batch(number) for number in range(opened.num_record_batches))
