"""JSON that is no JSON Lines: an array, an object around a list, records over several lines.

Values are taken one by one from a window of text that grows only for a value longer than it.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO

from ftpolicy.evidence.datasets.budget import Unread
from ftpolicy.evidence.datasets.decode import DECODER, LONGEST, MOST_VALUES, checked, too_many
from ftpolicy.evidence.datasets.row import Bad, Row, Rows
from ftpolicy.evidence.datasets.shapes import KEYS
from ftpolicy.model.regex import regex

_WINDOW = 1 << 20
_SPACE = regex(r"[ \t\r\n]*")
_NEAR_END = 16  # characters: a literal or an escape that is cut off is shorter
_AHEAD = 4096  # characters that are looked at to tell a list of records
_RECORDS = regex(r"\[[ \t\r\n]*\{")


class _BrokenError(Exception):
    """The text is no JSON from here on."""


def elements(stream: BinaryIO, key: str = "", longest: int = LONGEST) -> Rows:
    """The records of a document; after the first that does not parse nothing is read."""
    window = _Window(stream, longest)
    number = 0
    try:
        for found in _values(window, key):
            number += 1
            yield number, found
    except _BrokenError as error:
        yield number + 1, Bad(f"{error}, and what follows was not read")


def _values(window: _Window, key: str) -> Iterator[Row]:
    while (mark := window.peek()) != "":
        if mark == "[":
            window.skip()
            yield from _list(window)
        elif mark == "{":
            window.skip()
            yield from _object(window, key)
        else:
            raise _BrokenError(f"it does not parse: unexpected `{mark}`")


def _list(window: _Window) -> Iterator[Row]:
    """The values up to the closing bracket."""
    if window.took("]"):
        return
    while True:
        yield window.row()
        if window.took("]"):
            return
        window.need(",")


def _object(window: _Window, key: str) -> Iterator[Row]:
    """The rows of the list that an object holds; the object itself when it holds none."""
    held: dict[str, object] = {}
    inner = False
    if not window.took("}"):
        while True:
            name = window.value()
            if type(name) is not str:
                raise _BrokenError("it does not parse: a key is no string")
            window.need(":")
            wanted = name == key if key else not KEYS.intersection((name, *held))
            if not inner and wanted and window.at_list(records=not key):
                inner = True
                window.skip()
                yield from _list(window)
            else:
                value = window.value()
                if not inner:
                    held[name] = value
            if window.took("}"):
                break
            window.need(",")
    if key and not inner:
        raise Unread(f"it has no list under `{key}`")
    if not inner:
        yield held


class _Window:
    """The text at hand and the place in it."""

    def __init__(self, stream: BinaryIO, longest: int) -> None:
        self._stream = stream
        self._longest = longest
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._text = ""
        self._at = 0
        self._ended = False
        self._span = (0, 0)  # of the last value

    def peek(self) -> str:
        """The next character that is no white space, "" at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match is not None else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def skip(self) -> None:
        self._at += 1

    def took(self, mark: str) -> bool:
        """Whether this mark comes next, which is then passed."""
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def need(self, mark: str) -> None:
        if not self.took(mark):
            found = self.peek()
            told = f"unexpected `{found}`" if found else "it ends early"
            raise _BrokenError(f"it does not parse: {told} where `{mark}` should stand")

    def at_list(self, records: bool) -> bool:
        """Whether a list comes next (with `records`: one that starts with an object)."""
        if self.peek() != "[":
            return False
        if records and len(self._text) - self._at < _AHEAD:
            self._more()
        return not records or _RECORDS.match(self._text, self._at) is not None

    def row(self) -> Row:
        self.peek()
        value = self.value()
        start, end = self._span
        opened = self._text.count("{", start, end) + self._text.count("[", start, end)
        return checked(value, opened)

    def value(self) -> object:
        """The value that comes next."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise _BrokenError("it is nested too deep") from None
            except json.JSONDecodeError as error:
                self._grow(error)
                continue
            if end < len(self._text) or not self._more():
                self._span = (self._at, end)
                self._at = end
                return value

    def _grow(self, error: json.JSONDecodeError) -> None:
        """Read on after a value that was perhaps cut off by the end of the window."""
        cut = error.pos > len(self._text) - _NEAR_END or error.msg.startswith("Unterminated")
        length = len(self._text) - self._at
        if length > self._longest:
            raise _BrokenError(f"a value is longer than {self._longest >> 20} MiB")
        if too_many(self._text, self._at, len(self._text)):
            raise _BrokenError(f"a value holds more than {MOST_VALUES:,} values")
        if not cut or not self._more():
            raise _BrokenError(f"it does not parse: {error.msg[:1].lower()}{error.msg[1:]}")

    def _more(self) -> bool:
        """Drop what was passed and read on; False at the end of the stream."""
        if self._ended:
            return False
        self._text = self._text[self._at :]
        self._at = 0
        data = self._stream.read(max(_WINDOW, len(self._text)))
        self._ended = not data
        try:
            self._text += self._decode(data, self._ended)
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise _BrokenError(f"it is not UTF-8 (byte `0x{byte:02x}`)") from None
        return not self._ended
