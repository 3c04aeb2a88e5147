"""Objects of git in one `cat-file`; the commit path reads them here too."""

from __future__ import annotations

import os

from ftpolicy.changes.git import Child, failure
from ftpolicy.errors import FtpolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CHUNK = 1 << 16
_BATCH = 4096  # bytes of the smallest pipe: such a batch is written without waiting for answers
_DEAR = 1 << 19  # bytes over which a new process is cheaper than reading past an object


class Object:
    """One object as git holds it; a plain class since dataclasses cost the commit path dearly.

    `kind` is `missing` when there is no such object, or a damaged one; `data` is None then and
    over the limit.
    """

    __slots__ = ("data", "kind", "name", "size")

    def __init__(self, name: str, kind: str, size: int, data: bytes | None) -> None:
        self.name = name
        self.kind = kind
        self.size = size
        self.data = data


class Blobs:
    """A long-lived `cat-file`, started at the first question and closed at the end of a `with`."""

    __slots__ = ("_child", "_cwd", "_held")

    def __init__(self, cwd: str) -> None:
        self._cwd = cwd
        self._child: Child | None = None
        self._held = b""

    def __enter__(self) -> Blobs:  # noqa: PYI034 - Self is in typing from 3.11 on
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process; the next question starts another."""
        child, self._child, self._held = self._child, None, b""
        if child is not None:
            child.end()

    def each(self, wanted: Iterable[tuple[str, int]]) -> Iterator[Object]:
        """The objects in order; each name comes with the bytes over which it is held back.

        One iteration at a time: answers of two would mix. One that is left early ends the process
        if answers are still to come.
        """
        owed = 0
        try:
            for batch in _batches(wanted):
                asked = batch
                while asked:
                    owed = len(asked)
                    self._ask(name for name, _ in asked)
                    for index, (name, limit) in enumerate(asked, 1):
                        one = self._answer(name, limit)
                        owed -= 1
                        yield one
                        if self._child is None:  # it was ended rather than read past an object
                            asked = asked[index:]
                            break
                    else:
                        asked = []
        finally:
            if owed:
                self.close()

    def _ask(self, names: Iterable[str]) -> None:
        if self._child is None:
            self._child = Child(["cat-file", "--batch"], self._cwd, talks=True)
        try:
            os.write(self._child.input, "".join(f"{name}\n" for name in names).encode())
        except OSError:
            raise self._ended() from None

    def _answer(self, name: str, limit: int) -> Object:
        words = self._line().rsplit(b" ", 2)
        if len(words) != 3 or not words[2].isdigit():
            return Object(name, "missing", 0, None)
        kind, size = words[1].decode(), int(words[2])
        if limit < size and size > _DEAR:
            self.close()
            return Object(name, kind, size, None)
        try:
            data = self._take(size + 1)[:-1]
        except FtpolicyError:  # it is damaged within; the next question starts another process
            return Object(name, "missing", 0, None)
        return Object(name, kind, size, data if size <= limit else None)

    def _line(self) -> bytes:
        while b"\n" not in self._held:
            self._held += self._read(_CHUNK)
        line, _, self._held = self._held.partition(b"\n")
        return line

    def _take(self, size: int) -> bytes:
        parts = [self._held[:size]]
        self._held = self._held[size:]
        missing = size - len(parts[0])
        while missing:
            parts.append(self._read(min(missing, 1 << 20)))
            missing -= len(parts[-1])
        return b"".join(parts)

    def _read(self, size: int) -> bytes:
        data = os.read(self._child.output, size) if self._child is not None else b""
        if not data:
            raise self._ended()
        return data

    def _ended(self) -> FtpolicyError:
        child, self._child = self._child, None
        errors = child.end()[1] if child is not None else ""
        return failure(["cat-file"], self._cwd, errors)


def _batches(wanted: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    batch: list[tuple[str, int]] = []
    room = _BATCH
    for name, limit in wanted:
        need = len(name.encode()) + 1
        if need > room and batch:
            yield batch
            batch, room = [], _BATCH
        batch.append((name, limit))
        room -= need
    if batch:
        yield batch
