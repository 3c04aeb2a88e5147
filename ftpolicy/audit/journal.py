"""The file of rows: one line a repository, written as it is judged, taken up after an end."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO

from ftpolicy.audit.lines import BadLineError, head_of, row_of
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import Row


class Journal:
    """An open file of rows. The last line of a repository holds; `keys` says what is known of it.

    Where each line stands is kept, not the lines, so that memory does not grow with the fleet.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            self._file: BinaryIO = open(path, "a+b")  # noqa: SIM115 - closed by `close`
        except OSError as why:
            raise FtpolicyError(f"cannot write `{shown(path)}`: {why.strerror}") from why
        try:
            _lock(self._file, path)
            self.keys, self._places = _taken_up(self._file, path)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Let another audit have the file."""
        with suppress(OSError):  # a line that the disk did not take: `add` has said so
            self._file.close()

    def add(self, name: str, line: str) -> None:
        """Write the line of a repository; it is with the system when this returns."""
        data = line.encode("ascii") + b"\n"
        try:
            self._file.seek(0, os.SEEK_END)
            self._places[name] = (self._file.tell(), len(data))
            self._file.write(data)
            self._file.flush()
        except OSError as why:
            raise FtpolicyError(f"cannot write `{shown(self._path)}`: {why.strerror}") from why

    def rows(self) -> Iterator[Row]:
        """The rows in the order of their names, read one after another."""
        for name in sorted(self._places):
            yield _row(self._line(name), self._path)

    def settle(self, names: Iterable[str]) -> None:
        """Leave one line for each of these repositories, sorted by name, and no other."""
        wanted = sorted(name for name in set(names) if name in self._places)
        beside = f"{self._path}.new"
        try:
            with open(beside, "wb") as stream:
                places = {}
                for name in wanted:
                    line = self._line(name)
                    places[name] = (stream.tell(), len(line))
                    stream.write(line)
            os.replace(beside, self._path)
            self._file.close()
            self._file = open(self._path, "a+b")  # noqa: SIM115 - closed by `close`
        except OSError as why:
            with suppress(OSError):
                os.unlink(beside)
            raise FtpolicyError(f"cannot write `{shown(self._path)}`: {why.strerror}") from why
        self._places = places

    def _line(self, name: str) -> bytes:
        place, length = self._places[name]
        self._file.seek(place)
        return self._file.read(length)


def rows_of(path: str) -> Iterator[Row]:
    """The rows of a finished or interrupted audit, the last of each repository."""
    try:
        with open(path, "rb") as stream:
            _, places = _read(stream, path)
            for name in sorted(places):
                place, length = places[name]
                stream.seek(place)
                yield _row(stream.read(length), path)
    except OSError as why:
        raise FtpolicyError(f"cannot read `{shown(path)}`: {why.strerror}") from why


_Places = dict[str, tuple[int, int]]


def _row(line: bytes, path: str) -> Row:
    try:
        return row_of(line)
    except BadLineError as why:
        raise FtpolicyError(f"`{shown(path)}` holds a line that is no row: {why}") from why


def _taken_up(file: BinaryIO, path: str) -> tuple[dict[str, str], _Places]:
    """What is there already; a last line that was cut off in the middle is taken away."""
    file.seek(0)
    keys, places = _read(file, path)
    end = max((place + length for place, length in places.values()), default=0)
    file.truncate(end)
    return keys, places


def _read(file: BinaryIO, path: str) -> tuple[dict[str, str], _Places]:
    keys: dict[str, str] = {}
    places: _Places = {}
    place = 0
    for number, line in enumerate(file, 1):
        if not line.endswith(b"\n"):
            break
        try:
            name, key = head_of(line)
        except BadLineError as why:
            raise FtpolicyError(
                f"line {number} of `{shown(path)}` is no row of an audit: {why};"
                " name another file, or delete this one"
            ) from why
        keys[name], places[name] = key, (place, len(line))
        place += len(line)
    return keys, places


def _lock(file: BinaryIO, path: str) -> None:
    """Two audits must not write one file; where files cannot be locked nobody is held back."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has no fcntl
        return
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unlike flock not kept by a child
    except (BlockingIOError, PermissionError) as why:
        raise FtpolicyError(f"another audit writes `{shown(path)}`; wait for its end") from why
    except OSError:  # a file system without locks
        return
