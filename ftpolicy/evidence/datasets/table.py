"""CSV and TSV: a header, then records whose fields may span lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ftpolicy.evidence.datasets.decode import LONGEST
from ftpolicy.evidence.datasets.jsonl import pass_line
from ftpolicy.evidence.datasets.row import Bad, Row, Rows

_DELIMITERS = ",;\t|"


def _next(reader: Iterator[list[str]], longest: int) -> list[str] | None:
    """The cells of the next row; the limit of the library is the whole process's, so it is lent."""
    before = csv.field_size_limit(longest)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(before)


def records(stream: BinaryIO, tabs: bool, longest: int = LONGEST) -> Rows:
    """The records of a table under the names of its header."""
    lines = _Lines(stream, longest)
    first = next(lines, "")
    lines.again = first
    delimiter = "\t" if tabs else _delimiter(first)
    reader = csv.reader(lines, delimiter=delimiter)
    names: list[str] | None = None
    while True:
        line = lines.number + (not lines.again)
        try:
            cells = _next(reader, longest)
        except csv.Error as error:
            yield line, Bad(lines.fault or f"it does not parse: {error}")
            lines.fault = ""
            continue
        if cells is None:
            return
        if lines.fault:
            yield line, Bad(lines.fault)
            lines.fault = ""
        elif names is None:
            names = cells
        elif cells:
            yield line, _record(names, cells)


def _record(names: list[str], cells: list[str]) -> Row:
    """A record; of two columns with one name the first counts, as in pandas."""
    if len(cells) > len(names):
        return Bad(f"it has {len(cells)} cells under {len(names)} columns")
    record: dict[str, object] = {}
    for name, cell in zip(names, cells, strict=False):
        record.setdefault(name, cell)
    for name in names[len(cells) :]:
        record.setdefault(name, None)
    return record


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


class _Lines:
    """The lines of a stream as text; a line that cannot be had is a fault and an empty line."""

    def __init__(self, stream: BinaryIO, longest: int) -> None:
        self._stream = stream
        self._longest = longest
        self._next = partial(stream.readline, longest + 1)
        self.number = 0
        self.again = ""  # a line to be given once more
        self.fault = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.again:
            line, self.again = self.again, ""
            return line
        raw = self._next()
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) > self._longest:
            pass_line(self._stream, raw)
            self.fault = f"its line is longer than {self._longest >> 20} MiB"
            return "\n"
        try:
            return raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            self.fault = f"it is not UTF-8 (byte `0x{raw[error.start]:02x}`)"
            return "\n"
