"""Bytes to text, and offsets to the lines and columns that git and its hosts count."""

from __future__ import annotations

from bisect import bisect_right

from ftpolicy.model.values import dataclass

_MARKS = (  # the longer mark first: that of UTF-32 starts with that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded file; line ends are left as they are."""

    text: str
    oddities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Bytes that are no text, and why in one clause."""

    reason: str
    line: int = 1


class Lines:
    """Line and column of an offset; only `\\n` ends a line, as in git."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts = [0]
        at = text.find("\n")
        while at != -1:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._starts = starts

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def encoding_of(data: bytes) -> str:
    """The encoding that a byte-order mark names; UTF-8 without one."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    return "utf-8-sig"


def decode(data: bytes) -> Text | Undecodable:
    """The text of a file: UTF-8, or UTF-16 and UTF-32 with a byte-order mark."""
    encoding = encoding_of(data)
    wide = encoding != "utf-8-sig"
    if not wide and b"\0" in data:
        return Undecodable("it holds a NUL byte", data.count(b"\n", 0, data.find(b"\0")) + 1)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper().removesuffix("-SIG")
        line = 1 if wide else error.object.count(b"\n", 0, error.start) + 1
        return Undecodable(f"it is not {name} (byte `0x{error.object[error.start]:02x}`)", line)
    if wide and "\0" in text:
        return Undecodable("it holds a NUL character", text.count("\n", 0, text.find("\0")) + 1)
    return Text(text, (encoding.upper(),) if wide else ())
