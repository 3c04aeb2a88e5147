"""Which container the content of a file is; its name and the tuning file's word come second."""

from __future__ import annotations

from ftpolicy.evidence.datasets.budget import Unread
from ftpolicy.evidence.datasets.json_layout import Layout, layout
from ftpolicy.evidence.datasets.part import Part

_MARKS = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),
)
_REFUSED = (
    (b"version https://git-lfs.github.com/spec/", "it is a git-lfs pointer, not the data"),
    (b"version https://hawser.github.com/spec/", "it is a git-lfs pointer, not the data"),
    (b"/annex/objects/", "it is a git-annex pointer, not the data"),
    (b"PK\x03\x04", "it is a zip archive; unpack it"),
    (b"BZh", "it is compressed with bzip2; use gzip or zstd"),
    (b"\xfd7zXZ", "it is compressed with xz; use gzip or zstd"),
    (b"PARE", "its footer is encrypted"),
    (b"\xff\xfe", "it is UTF-16 or UTF-32; data files are UTF-8"),
    (b"\xfe\xff", "it is UTF-16 or UTF-32; data files are UTF-8"),
    (b"\0\0\xfe\xff", "it is UTF-16 or UTF-32; data files are UTF-8"),
    (b"SQLite format 3", "it is a database"),
    (b"%PDF-", "it is a PDF"),
)
_PAGES = (b"<!doctype html", b"<html", b"<?xml")
_BOM = b"\xef\xbb\xbf"
_BY_NAME = {
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "txt": "text",
    "text": "text",
    "json": "json",
    "jsonl": "json",
    "ndjson": "json",
}
_TABLES = ("csv", "tsv", "text")
_PACKED = (".gz", ".gzip", ".zst", ".zstd")


def container(start: bytes, part: Part) -> str:
    """One of jsonl, json, csv, tsv, text, parquet, arrow; raises Unread for anything else."""
    for mark, why in _REFUSED:
        if start.startswith(mark):
            raise Unread(why)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if b"\0" in start:
        raise Unread("it is binary and no Parquet or Arrow file")
    text = start.removeprefix(_BOM).lstrip()
    if text[:20].lower().startswith(_PAGES):
        raise Unread("it is an HTML or XML page, not data")
    named = _named(part.path, part.container)
    found = layout(text, part.key)
    if found is Layout.LINES:
        return "jsonl"
    if found is Layout.DOCUMENT and named not in _TABLES:
        return "json"
    if named in _TABLES:
        return named
    if named == "json" or not text:
        return "jsonl"  # every line says why it does not parse
    raise Unread("neither its content nor its name tells how it is to be read")


def _named(path: str, hint: str) -> str:
    name = path.lower()
    for end in _PACKED:
        name = name.removesuffix(end)
    by_path = _BY_NAME.get(name.rpartition(".")[2], "")
    return by_path or _BY_NAME.get(hint.lower(), "")
