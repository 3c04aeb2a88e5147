"""Zstandard streams, by the extra `zstd`."""

from __future__ import annotations

from types import ModuleType
from typing import Any, BinaryIO

from ftpolicy.evidence.datasets.budget import Unread
from ftpolicy.evidence.datasets.extras import install, library

MAGIC = b"\x28\xb5\x2f\xfd"

_PIECE = 1 << 10  # compressed bytes at a time: a bomb makes 32 MiB of them at most
_WINDOW = 128 << 20  # bytes of memory that a frame may ask for


class Unpacked:
    """The decompressed bytes of all frames of a stream; tells a stream that ends early."""

    def __init__(self, packed: BinaryIO) -> None:
        module = library("zstandard")
        if module is None:
            raise Unread(f"it is compressed with zstd; {install('zstd')} reads it")
        self._module: ModuleType = module
        self._packed = packed
        self._frame: Any = None
        self._held = memoryview(b"")

    def read(self, size: int) -> bytes:
        while not self._held and self._more():
            pass
        data = bytes(self._held[:size])
        self._held = self._held[size:]
        return data

    def _more(self) -> bool:
        """One piece further; False at the end of the last frame."""
        piece = self._packed.read(_PIECE)
        if not piece:
            if self._frame is not None:
                raise EOFError
            return False
        made: list[bytes] = []
        while piece:
            if self._frame is None:
                maker = self._module.ZstdDecompressor(max_window_size=_WINDOW)
                self._frame = maker.decompressobj()
            try:
                made.append(self._frame.decompress(piece))
            except self._module.ZstdError as error:
                raise EOFError from error
            piece = b""
            if self._frame.eof:
                piece, self._frame = self._frame.unused_data, None
        self._held = memoryview(b"".join(made))
        return True
