"""The parts of an Inspect log: a JSON document, or the members of an `.eval` archive.

Since inspect_ai 0.3.206 the members are compressed by Zstandard (zip method 93), which Python
reads itself only from 3.14 on.
"""

from __future__ import annotations

import importlib
import io
import json
import struct
import zlib
from typing import TYPE_CHECKING, Any

from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.values import Json, mapping, mappings
from ftpolicy.model.values import dataclass

if TYPE_CHECKING:
    import zipfile

_ZSTD = 93
_MOST_BYTES = 64 << 20
_MOST_MEMBERS = 200_000
_LOCAL_HEADER = 30
_HEADER = "header.json"
EXTRA = "zstd"
NEEDS_EXTRA = (
    f"its entries are compressed by Zstandard: `pip install ftpolicy[{EXTRA}]`, or write the log "
    "with `--log-format json`"
)
"""Why a log cannot be read where the extra is missing."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log without the conversations: its head, one entry per sample, and their reductions."""

    head: dict[str, Json]
    samples: list[dict[str, Json]]
    reductions: list[dict[str, Json]]


class _UnreadableError(Exception):
    """Why a member cannot be read."""


def is_archive(file: File) -> bool:
    """Whether the file is a zip with the head of a log in it."""
    archive = _archive(file)
    return archive is not None and _HEADER in archive.namelist()


def archived(file: File) -> Log | str:
    """The log in an archive, or why it cannot be read."""
    archive = _archive(file)
    if archive is None:
        return "it is a damaged archive"
    try:
        head = mapping(_member(archive, file.data, _HEADER))
        samples = mappings(_member(archive, file.data, "summaries.json"))
        reductions = mappings(_member(archive, file.data, "reductions.json"))
    except _UnreadableError as why:
        return str(why)
    return Log(head, samples, reductions)


def plain(file: File) -> Log:
    """The log in a JSON file."""
    head = mapping(file.document)
    return Log(head, mappings(head.get("samples")), mappings(head.get("reductions")))


def _archive(file: File) -> zipfile.ZipFile | None:
    if not file.is_zip:
        return None
    import zipfile  # hardly any log needs it, and it costs more to import than a log to read

    try:
        archive = zipfile.ZipFile(io.BytesIO(file.data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return None
    return archive if len(archive.infolist()) <= _MOST_MEMBERS else None


def _member(archive: zipfile.ZipFile, data: bytes, name: str) -> Json:
    """The value of a member, None when there is none."""
    import zipfile

    if name not in archive.namelist():
        return None
    entry = archive.getinfo(name)
    if entry.file_size > _MOST_BYTES:
        raise _UnreadableError(f"its `{name}` is larger than {_MOST_BYTES >> 20} MiB")
    try:
        if entry.compress_type == _ZSTD:
            content = _unpacked(data, entry)
        else:
            with archive.open(entry) as handle:
                content = handle.read(_MOST_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error) as why:
        # RuntimeError: an encrypted member, and (as NotImplementedError) an unknown method
        raise _UnreadableError(f"its `{name}` cannot be unpacked") from why
    if len(content) > _MOST_BYTES:
        raise _UnreadableError(f"its `{name}` is larger than {_MOST_BYTES >> 20} MiB")
    try:
        value: Json = json.loads(content)
    except (ValueError, RecursionError) as why:
        raise _UnreadableError(f"its `{name}` is not valid JSON") from why
    return value


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """A Zstandard member, never more than the limit; the local header tells where it starts."""
    zstandard = _zstandard()
    start = entry.header_offset
    header = data[start : start + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER:
        raise ValueError("no local header")
    names, extra = struct.unpack("<HH", header[26:30])
    begin = start + _LOCAL_HEADER + names + extra
    packed = data[begin : begin + entry.compress_size]
    try:
        stream = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
        return bytes(stream.read(_MOST_BYTES + 1))
    except zstandard.ZstdError as why:
        raise ValueError(str(why)) from why


def _zstandard() -> Any:
    try:
        return importlib.import_module("zstandard")
    except ImportError:
        raise _UnreadableError(NEEDS_EXTRA) from None
