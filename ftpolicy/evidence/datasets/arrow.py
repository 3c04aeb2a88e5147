"""Arrow streams and files, as `datasets` saves them: rows by pyarrow, their number without it.

A file is the stream between two marks and a footer, so both are read from the start.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any, BinaryIO

from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.evidence.datasets.extras import library
from ftpolicy.evidence.datasets.row import Rows, row

_MARK = b"ARROW1\0\0"
_BATCH = 256  # rows
_GOES_ON = b"\xff\xff\xff\xff"
_LARGEST = 64 << 20  # bytes of what describes a batch
_RECORD_BATCH = 3
_DAMAGED = "its Arrow data ends early or is damaged"


def records(stream: BinaryIO, budget: Budget) -> Rows:
    """The rows of a stream, some at a time; needs pyarrow."""
    ipc, arrow = library("pyarrow.ipc"), library("pyarrow")
    if ipc is None or arrow is None:
        raise Unread("pyarrow is not installed")
    _pass_mark(stream)
    try:
        yield from records_of(ipc.open_stream(stream), budget)
    except (arrow.ArrowException, OSError) as error:
        raise Unread(_DAMAGED) from error


def records_of(batches: Iterable[Any], budget: Budget) -> Rows:
    """The rows of batches as records, numbered from 1; what they unpack to is spent."""
    number = 0
    for batch in batches:
        budget.spend_bytes(batch.nbytes)
        for start in range(0, batch.num_rows, _BATCH):
            for value in batch.slice(start, _BATCH).to_pylist():
                number += 1
                yield number, row(value)


def rows(stream: BinaryIO) -> int:
    """The rows that the batches of a stream state; their bytes are passed over."""
    _pass_mark(stream)
    count = 0
    try:
        while (head := stream.read(4)) == _GOES_ON:
            (length,) = struct.unpack("<i", _exactly(stream, 4))
            if length == 0:
                return count
            if not 0 < length <= _LARGEST:
                raise Unread(_DAMAGED)
            batch, body = _message(_exactly(stream, length))
            count += batch
            _pass(stream, body)
    except struct.error as error:
        raise Unread(_DAMAGED) from error
    if head:
        raise Unread(_DAMAGED)
    return count


def _pass_mark(stream: BinaryIO) -> None:
    peek = getattr(stream, "peek", None)
    if peek is not None and peek(8).startswith(_MARK):
        stream.read(len(_MARK))


def _message(data: bytes) -> tuple[int, int]:
    """Rows of the batch that a message announces (0 for another), and the bytes of its body."""
    table = _Table(data, struct.unpack_from("<I", data)[0])
    kind, head, body = table.place(1), table.place(2), table.place(3)
    size = struct.unpack_from("<q", data, body)[0] if body else 0
    if size < 0:
        raise Unread(_DAMAGED)
    if not kind or data[kind] != _RECORD_BATCH or not head:
        return 0, size
    batch = _Table(data, head + struct.unpack_from("<I", data, head)[0])
    length = batch.place(0)
    count = struct.unpack_from("<q", data, length)[0] if length else 0
    if count < 0:
        raise Unread(_DAMAGED)
    return count, size


class _Table:
    """A table of the FlatBuffers format: where its fields stand in the bytes."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at
        self._fields = at - struct.unpack_from("<i", data, at)[0]
        if self._fields < 0:
            raise Unread(_DAMAGED)
        self._size = struct.unpack_from("<H", data, self._fields)[0]

    def place(self, field: int) -> int:
        """Where a field stands, 0 when it is left out."""
        slot = 4 + 2 * field
        if slot + 2 > self._size:
            return 0
        offset: int = struct.unpack_from("<H", self._data, self._fields + slot)[0]
        place = self._at + offset if offset else 0
        if place >= len(self._data):
            raise Unread(_DAMAGED)
        return place


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise Unread(_DAMAGED)
    return data


def _pass(stream: BinaryIO, count: int) -> None:
    while count:
        count -= len(_exactly(stream, min(count, 1 << 20)))
