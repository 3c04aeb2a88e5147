"""The bytes of a data file, decompressed and metered; never the whole of them at once."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import GzipFile
from typing import BinaryIO, TypeAlias, cast

from ftpolicy.evidence.datasets import zstd
from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.model.change import Snapshot

CHUNK = 1 << 18
MOST_RATIO = 200
"""Bytes that one compressed byte may become in a data file that is no bomb."""

_FREE = 16 << 20  # decompressed bytes before the ratio is looked at
_GZIP = b"\x1f\x8b"


class Metered(io.RawIOBase):
    """A stream that spends a budget; `packed` is the compressed one behind it."""

    def __init__(self, inner: BinaryIO, budget: Budget, packed: Metered | None = None) -> None:
        self._inner = inner
        self._budget = budget
        self._packed = packed
        self.passed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        """Fills the buffer, since a pipe and a decompressor give less than they could."""
        view = memoryview(cast("bytearray", buffer))
        filled = 0
        while filled < len(view):
            count = self._read(view[filled:])
            if not count:
                break
            filled += count
        return filled

    def _read(self, view: memoryview) -> int:
        try:
            data = self._inner.read(len(view))
        except (EOFError, zlib.error) as error:
            raise Unread("its compressed data ends early or is damaged") from error
        except OSError as error:
            told = error.strerror or "its compressed data is damaged"
            raise Unread(f"it cannot be read: {told}") from error
        view[: len(data)] = data
        self.passed += len(data)
        self._budget.spend_bytes(len(data))
        packed = self._packed
        if packed is not None and self.passed > max(_FREE, packed.passed * MOST_RATIO):
            raise Unread(f"it unpacks to more than {MOST_RATIO} times its size")
        return len(data)


Buffered: TypeAlias = "io.BufferedReader[Metered]"


@contextmanager
def opened(tree: Snapshot, path: str, budget: Budget) -> Iterator[Buffered]:
    """The file at `path`, decompressed where its first bytes say so."""
    file = tree.open(path)
    if file is None:
        raise Unread("it is no file of the tree")
    with file as inner:
        metered = Metered(inner, budget)
        stream = io.BufferedReader(metered, CHUNK)
        first = stream.peek(8)
        if first.startswith(_GZIP):
            unpacked = cast("BinaryIO", GzipFile(fileobj=stream))
            stream = io.BufferedReader(Metered(unpacked, budget, metered), CHUNK)
        elif first.startswith(zstd.MAGIC):
            unpacked = cast("BinaryIO", zstd.Unpacked(stream))
            stream = io.BufferedReader(Metered(unpacked, budget, metered), CHUNK)
        yield stream


@contextmanager
def on_disk(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The bytes of a stream in a file without a name, for formats whose footer comes last."""
    import tempfile  # costs more to import than a small file to read

    with tempfile.TemporaryFile() as file:
        while data := stream.read(CHUNK):
            file.write(data)
        file.seek(0)
        yield cast("BinaryIO", file)
