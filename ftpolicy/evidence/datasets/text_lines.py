"""Plain text: a document on each line, as training tools read it."""

from __future__ import annotations

from functools import partial
from typing import BinaryIO

from ftpolicy.evidence.datasets.decode import LONGEST
from ftpolicy.evidence.datasets.jsonl import pass_line
from ftpolicy.evidence.datasets.row import Bad, Rows


def documents(stream: BinaryIO, longest: int = LONGEST) -> Rows:
    """The lines that are not blank, each as a record with the key `text`."""
    for number, line in enumerate(iter(partial(stream.readline, longest + 1), b""), 1):
        if len(line) > longest:
            pass_line(stream, line)
            yield number, Bad(f"its line is longer than {longest >> 20} MiB")
        elif not line.isspace():
            try:
                yield number, {"text": line.decode("utf-8-sig" if number == 1 else "utf-8")}
            except UnicodeDecodeError as error:
                yield number, Bad(f"it is not UTF-8 (byte `0x{line[error.start]:02x}`)")
