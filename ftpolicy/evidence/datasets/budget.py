"""How much one run may still read, and why a file was not read."""

from __future__ import annotations

from collections.abc import Callable


class Unread(Exception):  # noqa: N818 - it ends the reading of one file, the run goes on
    """A file that cannot be counted; the text says why. It never leaves this package."""


class Budget:
    """Bytes (decompressed ones too) and rows that may still be read; one for a whole run.

    `told` hears of every bytes that were read, for a progress bar.
    """

    __slots__ = ("_whole", "bytes", "rows", "told")

    def __init__(
        self,
        bytes: int = 2 << 30,  # noqa: A002 - what is left of them is asked for by this name
        rows: int = 20_000_000,
        told: Callable[[int], None] | None = None,
    ) -> None:
        self._whole = self.bytes = bytes
        self.rows = rows
        self.told = told

    def spend_bytes(self, count: int) -> None:
        self.bytes -= count
        if self.told is not None:
            self.told(count)
        if self.bytes < 0:
            raise Unread(f"the budget of {self._whole >> 20:,} MiB for the data of a run is spent")

    def spend_row(self) -> None:
        self.rows -= 1
        if self.rows < 0:
            raise Unread("it is over the budget of rows that may be read")
