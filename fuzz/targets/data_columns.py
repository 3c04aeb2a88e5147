"""Parquet and Arrow: footers and streams, with pyarrow where it is and by our own readers."""

from __future__ import annotations

import io
import struct

from ftpolicy.evidence.datasets import arrow_rows, parquet_footer
from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.evidence.datasets.stream import Metered
from fuzz.data import container

READS = 4

_TAKE = container("a.parquet", "a.arrow")
_ROW_GROUPS = b"\x36\x0a\x19\x1c\x36\x0a\x00\x00"


def take(data: bytes) -> None:
    _TAKE(data)
    for rows in (_of_parquet, _of_arrow):
        try:
            assert rows(data) >= 0
        except Unread as reason:
            assert str(reason)


def _of_parquet(data: bytes) -> int:
    return parquet_footer.rows(io.BytesIO(data))


def _of_arrow(data: bytes) -> int:
    return arrow_rows.rows(io.BufferedReader(Metered(io.BytesIO(data), Budget())))


def seeds() -> list[bytes]:
    footer = b"PAR1" + _ROW_GROUPS + struct.pack("<I", len(_ROW_GROUPS)) + b"PAR1"
    try:
        from tests.evidence.test_containers import arrow_stream, parquet
    except ImportError:
        return [footer]
    rows: list[dict[str, object]] = [
        {"prompt": f"q{number}", "completion": "a"} for number in range(3)
    ]
    return [footer, parquet(rows), arrow_stream(rows), arrow_stream(rows, "file")]
