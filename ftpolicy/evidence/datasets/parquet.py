"""Parquet: rows by pyarrow, the extra `parquet`; their number alone by the footer."""

from __future__ import annotations

from typing import BinaryIO

from ftpolicy.evidence.datasets.arrow import records_of
from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.evidence.datasets.extras import library
from ftpolicy.evidence.datasets.row import Rows
from ftpolicy.evidence.datasets.stream import on_disk

_BATCH = 64  # rows: a dictionary may make each as large as the file


def records(stream: BinaryIO, budget: Budget) -> Rows:
    """The rows of a stream, some at a time; needs pyarrow."""
    parquet, arrow = library("pyarrow.parquet"), library("pyarrow")
    if parquet is None or arrow is None:
        raise Unread("pyarrow is not installed")
    with on_disk(stream) as file:
        try:
            opened = parquet.ParquetFile(file)
            names = [one.name for one in opened.schema_arrow if not _is_binary(str(one.type))]
            batches = opened.iter_batches(batch_size=_BATCH, columns=names, use_threads=False)
            yield from records_of(batches, budget)
        except (arrow.ArrowException, OSError, ValueError) as error:  # its names are UTF-8
            raise Unread(f"it does not read as Parquet: {_first_line(error)}") from error


def _is_binary(kind: str) -> bool:
    return "binary" in kind


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
