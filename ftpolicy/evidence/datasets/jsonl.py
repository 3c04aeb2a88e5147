"""JSON Lines: a record on each line, blank lines apart."""

from __future__ import annotations

from functools import partial
from typing import BinaryIO

from ftpolicy.evidence.datasets.decode import LONGEST, reader
from ftpolicy.evidence.datasets.row import Bad, Rows

_BOM = b"\xef\xbb\xbf"


def lines(stream: BinaryIO, longest: int = LONGEST) -> Rows:
    """The records of a stream; only a line feed ends a line, as U+2028 may stand in a string."""
    parse = reader()
    for number, line in enumerate(iter(partial(stream.readline, longest + 1), b""), 1):
        if len(line) > longest:
            pass_line(stream, line)
            yield number, Bad(f"its line is longer than {longest >> 20} MiB")
        elif number == 1 and line.startswith(_BOM):
            if not line[3:].isspace():
                yield number, parse(line[3:])
        elif not line.isspace():
            yield number, parse(line)


def pass_line(stream: BinaryIO, line: bytes) -> None:
    """Read on to the end of a line without holding it."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)
