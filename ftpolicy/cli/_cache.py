"""What the last scan found, so that the next one judges only the files that have changed.

One file of JSON lines: which program and tree it is of, all that was found in that tree, and a
row for each file that can be judged without others. It is read by `scan` alone, since a verdict
must not rest on what others could have written; it can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence

import ftpolicy
from ftpolicy.changes.git import run
from ftpolicy.cli._output import write_bytes
from ftpolicy.cli._state import State
from ftpolicy.detect.found import Found, Judged
from ftpolicy.detect.remembered import found_of, packed, plain, unpacked
from ftpolicy.errors import FtpolicyError

_FORMAT = "ftpolicy scan 1"
_LARGEST = 256 << 20
_BROKEN = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_JUDGE = (("detect",), ("detect", "detectors"), ("parse",), ("model",))
"""The folders of the program on which depends what a file is found to hold."""


class Cache:
    """The lines of a cache file; a file that is broken or of another program is as good as none."""

    def __init__(self, place: str, state: State) -> None:
        self._place, self._state = place, state
        self._lines = _read(place)
        self._program = program()

    def whole(self, *wishes: str) -> Found | None:
        """All that was found when the tree stood as it does now and the same was wished for."""
        try:
            head = self._head(*wishes)
            if head is None or len(self._lines) != 4 or json.loads(self._lines[0]) != head:
                return None
            return found_of(json.loads(self._lines[1]))
        except _BROKEN:
            return None

    def rows(self, detectors: str) -> dict[str, Judged]:
        """The files whose bytes were judged by the same detectors before."""
        try:
            if len(self._lines) != 4 or json.loads(self._lines[2]) != self._judge(detectors):
                return {}
            rows = json.loads(self._lines[3]).items()
            ids = self._state.ids
            return {path: unpacked(path, row) for path, row in rows if ids.get(path) == row[0]}
        except _BROKEN:
            return {}

    def keep(self, rows: Sequence[Judged], found: Found, detectors: str, *wishes: str) -> None:
        """Write what was found; nothing of it where the disk does not take it."""
        ids = self._state.ids
        sure = {row.path for row in rows if row.blob and ids.get(row.path) == row.blob}
        head = self._head(*wishes) if len(sure) == len(rows) else None
        judged = {row.path: packed(row) for row in rows if row.alone and row.path in sure}
        lines = (head, plain(found), self._judge(detectors), judged)
        text = "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines)
        try:
            os.makedirs(os.path.dirname(self._place), exist_ok=True)
            write_bytes(self._place, text.encode("ascii"))
        except (OSError, FtpolicyError):
            return

    def _head(self, *wishes: str) -> list[str] | None:
        digest = self._state.digest(*wishes)
        return None if digest is None else [_FORMAT, self._program, digest]

    def _judge(self, detectors: str) -> list[str]:
        return [_FORMAT, self._program, detectors]


def place_of(root: str, folder: str | None) -> str:
    """The cache file of a work tree: in the folder that is named, else in that of git."""
    if folder is None:
        own = os.fsdecode(run(["rev-parse", "--absolute-git-dir"], root).removesuffix(b"\n"))
        return os.path.join(own, "ftpolicy", "scan.json")
    mark = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]
    return os.path.join(os.path.abspath(folder), f"scan-{mark}.json")


def program() -> str:
    """A digest of all that judges: this program, its detector files, and the Python it runs in."""
    home = os.path.dirname(os.path.abspath(ftpolicy.__file__))
    told = hashlib.sha256(f"{ftpolicy.__version__} {sys.version}".encode())
    for names in _JUDGE:
        told.update("\0".join(_stamps(os.path.join(home, *names))).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def _stamps(folder: str) -> Iterator[str]:
    """The files of a folder with their sizes and times, which tell an edit of the program."""
    with os.scandir(folder) as entries:
        for one in sorted(entries, key=lambda entry: entry.name):
            if one.name.endswith((".py", ".yaml")):
                seen = one.stat()
                yield f"{one.name} {seen.st_size} {seen.st_mtime_ns}"


def _read(place: str) -> list[bytes]:
    try:
        with open(place, "rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError:
        return []
    return data.split(b"\n")[:-1] if len(data) <= _LARGEST else []
