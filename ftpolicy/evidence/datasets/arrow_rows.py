"""The number of rows that the batches of Arrow data state, by the standard library."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from ftpolicy.evidence.datasets.budget import Unread
from ftpolicy.evidence.datasets.stream import Buffered, on_disk

FILE_MARK = b"ARROW1"
DAMAGED = "its Arrow data ends early or is damaged"

_GOES_ON = b"\xff\xff\xff\xff"
_LARGEST = 64 << 20  # bytes of what describes a batch, and of a footer
_RECORD_BATCH = 3  # type of a message
_BATCHES = 3  # field of a footer
_BLOCK = struct.Struct("<qi4xq")  # where a message stands, its bytes, those of its body


def rows(stream: Buffered) -> int:
    """The rows of a stream, or of a file with a footer; bodies are passed over."""
    try:
        if not stream.peek(len(FILE_MARK)).startswith(FILE_MARK):
            return _of_stream(stream)
        with on_disk(stream) as file:
            return sum(_in_message(_message_at(file, *one)) for one in _blocks(file))
    except (struct.error, OSError) as error:
        raise Unread(DAMAGED) from error


def _of_stream(stream: BinaryIO) -> int:
    count = 0
    while (head := stream.read(4)) == _GOES_ON:
        (length,) = struct.unpack("<i", _exactly(stream, 4))
        if length == 0:
            return count
        table = _message(_exactly(stream, length))
        count += _in_message(table)
        _pass(stream, table.number(3, "<q"))
    if head:
        raise Unread(DAMAGED)
    return count


def _blocks(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Place and length of every batch's message, by the footer of a file."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 10))
    length, mark = struct.unpack("<i6s", _exactly(file, 10))
    if mark != FILE_MARK or not 0 < length <= min(size - 10, _LARGEST):
        raise Unread(DAMAGED)
    file.seek(size - 10 - length)
    data = _exactly(file, length)
    footer = _Table(data, struct.unpack_from("<I", data)[0])
    place = footer.place(_BATCHES)
    if place:
        start = place + struct.unpack_from("<I", data, place)[0]
        (count,) = struct.unpack_from("<I", data, start)
        for number in range(count):
            at, long, _ = _BLOCK.unpack_from(data, start + 4 + number * _BLOCK.size)
            yield at, long


def _message_at(file: BinaryIO, at: int, length: int) -> _Table:
    if at < 0 or not 8 < length <= _LARGEST:
        raise Unread(DAMAGED)
    file.seek(at)
    data = _exactly(file, length)
    return _message(data[8:] if data.startswith(_GOES_ON) else data[4:])


def _message(data: bytes) -> _Table:
    return _Table(data, struct.unpack_from("<I", data)[0])


def _in_message(message: _Table) -> int:
    """The rows of the batch that a message announces, 0 for another message."""
    head = message.place(2)
    if not head or message.number(1, "<B") != _RECORD_BATCH:
        return 0
    return message.inner(head).number(0, "<q")


class _Table:
    """A table of the FlatBuffers format: where its fields stand in the bytes."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at
        self._fields = at - struct.unpack_from("<i", data, at)[0]
        if not 0 <= self._fields <= len(data):
            raise Unread(DAMAGED)
        self._size = struct.unpack_from("<H", data, self._fields)[0]

    def place(self, field: int) -> int:
        """Where a field stands, 0 when it is left out."""
        slot = 4 + 2 * field
        if slot + 2 > self._size:
            return 0
        offset: int = struct.unpack_from("<H", self._data, self._fields + slot)[0]
        return self._at + offset if offset else 0

    def number(self, field: int, form: str) -> int:
        """A field that is no negative number; 0 when it is left out."""
        place = self.place(field)
        found: int = struct.unpack_from(form, self._data, place)[0] if place else 0
        if found < 0:
            raise Unread(DAMAGED)
        return found

    def inner(self, place: int) -> _Table:
        """The table that stands in a field."""
        return _Table(self._data, place + struct.unpack_from("<I", self._data, place)[0])


def _exactly(stream: BinaryIO, count: int) -> bytes:
    if not 0 < count <= _LARGEST:
        raise Unread(DAMAGED)
    data = stream.read(count)
    if len(data) < count:
        raise Unread(DAMAGED)
    return data


def _pass(stream: BinaryIO, count: int) -> None:
    while count:
        count -= len(_exactly(stream, min(count, 1 << 20)))
