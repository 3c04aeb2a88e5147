"""The number of rows that the footer of a Parquet file states, by the standard library."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from ftpolicy.evidence.datasets.budget import Unread

_LARGEST = 64 << 20  # bytes of a footer
_DEEPEST = 32
_DAMAGED = "its footer is damaged"

# Types of Thrift's compact protocol.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY = range(1, 9)
_LIST, _SET, _MAP, _STRUCT = range(9, 13)

_ROWS, _GROUPS = 3, 4  # fields of FileMetaData
_GROUP_ROWS = 3  # field of RowGroup


def rows(file: BinaryIO) -> int:
    """The rows of a seekable file; the footer must agree with itself."""
    size = file.seek(0, os.SEEK_END)
    if size < 12:
        raise Unread("it is too short for Parquet")
    file.seek(size - 8)
    tail = file.read(8)
    if tail[4:] != b"PAR1":
        raise Unread("it ends before its footer, or the footer is encrypted")
    (length,) = struct.unpack("<I", tail[:4])
    if length > min(size - 12, _LARGEST):
        raise Unread(_DAMAGED)
    file.seek(size - 8 - length)
    try:
        return _rows(_Reader(file.read(length)))
    except (IndexError, ValueError, RecursionError) as error:
        raise Unread(_DAMAGED) from error


def _rows(reader: _Reader) -> int:
    stated, grouped = -1, 0
    for field, kind in reader.fields():
        if field == _ROWS and kind == _I64:
            stated = reader.integer()
        elif field == _GROUPS and kind == _LIST:
            count, inner = reader.list_head()
            if inner != _STRUCT:
                raise ValueError
            grouped = sum(_group_rows(reader) for _ in range(count))
        else:
            reader.skip(kind)
    if stated < 0:
        raise ValueError
    if stated != grouped:
        raise Unread(f"its footer states {stated:,} rows and its row groups {grouped:,}")
    return stated


def _group_rows(reader: _Reader) -> int:
    found = 0
    for field, kind in reader.fields():
        if field == _GROUP_ROWS and kind == _I64:
            found = reader.integer()
            if found < 0:
                raise ValueError
        else:
            reader.skip(kind)
    return found


class _Reader:
    """A walk through bytes of the compact protocol; raises IndexError or ValueError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def fields(self) -> _Fields:
        """Number and type of each field of a struct; its value must be read or skipped."""
        return _Fields(self)

    def byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def number(self) -> int:
        found = shift = 0
        while True:
            byte = self.byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7
            if shift > 63:
                raise ValueError

    def integer(self) -> int:
        found = self.number()
        return (found >> 1) ^ -(found & 1)

    def list_head(self) -> tuple[int, int]:
        head = self.byte()
        count = head >> 4
        if count == 15:
            count = self.number()
        if count > len(self._data):
            raise ValueError
        return count, head & 15

    def skip(self, kind: int, depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise ValueError
        if kind in (_I16, _I32, _I64):
            self.number()
        elif kind in (_BYTE, _DOUBLE):
            self._pass(1 if kind == _BYTE else 8)
        elif kind == _BINARY:
            self._pass(self.number())
        elif kind in (_LIST, _SET):
            count, inner = self.list_head()
            for _ in range(count):
                self._skip_item(inner, depth)
        elif kind == _MAP:
            count = self.number()
            kinds = self.byte() if count else 0
            for _ in range(min(count, len(self._data))):
                self._skip_item(kinds >> 4, depth)
                self._skip_item(kinds & 15, depth)
        elif kind == _STRUCT:
            for _, inner in self.fields():
                self.skip(inner, depth + 1)
        elif kind not in (_TRUE, _FALSE):
            raise ValueError

    def _skip_item(self, kind: int, depth: int) -> None:
        if kind in (_TRUE, _FALSE):
            self._pass(1)  # unlike in a field, a truth value stands for itself here
        else:
            self.skip(kind, depth + 1)

    def _pass(self, count: int) -> None:
        self._at += count
        if self._at > len(self._data):
            raise IndexError


class _Fields:
    """Iterates over the heads of fields up to the end of their struct."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self._field = 0

    def __iter__(self) -> _Fields:
        return self

    def __next__(self) -> tuple[int, int]:
        head = self._reader.byte()
        if not head:
            raise StopIteration
        step = head >> 4
        self._field = self._field + step if step else self._reader.integer()
        return self._field, head & 15
