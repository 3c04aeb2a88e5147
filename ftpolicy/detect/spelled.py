"""Bytes in which keywords are sought, and keywords of several words, however they are spelled."""

from __future__ import annotations

import re
from functools import cache

from ftpolicy.model.source import Language
from ftpolicy.parse.text import encoding_of

_ESCAPE = rb"\\u(?:0000)?00([0-7][0-9a-f])|\\x([0-7][0-9a-f])|\\(1[0-7][0-7])"
_ESCAPES = (b"\\u00", b"\\x", b"\\1")
_ASCII_TWINS = (b"\xef\xbc", b"\xef\xbd", b"\xf0\x9d")
_PICTURE = rb'"image/[a-z]{3,4}": ?"[A-Za-z0-9+/=\\n]*"'
_QUOTING = rb"""['"]|\\\r?\n|\\(?=[\w./-])"""
_BETWEEN = rb"""[\s'",\\]+(?:-\s+['"]?)?"""
"""What may stand between two words of a command: a line end, or the signs of a list."""


def searchable(data: bytes) -> bytes:
    """The bytes in which keywords are sought: lower case, however they were written.

    UTF-16 and UTF-32 become UTF-8 by their mark, or lose their zero bytes without one. Escapes of
    ASCII characters (`"\\u0074rl"` in JSON, `"\\x74rl"` in YAML, `"\\164rl"` in Python) and
    letters that Python takes for ASCII ones (full-width, mathematical) are added as what they mean.
    """
    encoding = encoding_of(data)
    if encoding != "utf-8-sig":
        data = data.decode(encoding, "replace").encode("utf-8", "replace")
    lowered = data.lower()
    if b"\x00" in lowered:
        lowered = lowered.replace(b"\x00", b"")
    if b"\\" in lowered and any(mark in lowered for mark in _ESCAPES):
        lowered += re.sub(_ESCAPE, _meant, lowered)
    if not data.isascii() and any(mark in lowered for mark in _ASCII_TWINS):
        from unicodedata import normalize

        text = normalize("NFKC", data.decode("utf-8", "replace"))
        lowered += text.lower().encode("utf-8", "replace")
    return lowered


def sought(data: bytes, language: Language | None) -> bytes:
    """As `searchable`, without pictures in a notebook, and with what a shell makes of quotes."""
    if language is Language.NOTEBOOK:
        return searchable(_without_pictures(data))
    text = searchable(data)
    if language is Language.SHELL and any(sign in text for sign in (b"'", b'"', b"\\")):
        text += b"\n" + re.sub(_QUOTING, b"", text)
    return text


@cache
def parts(word: bytes) -> tuple[bytes, ...]:
    """The plain words in a keyword of several (`trl sft`, `dpo:`); none in a plain one.

    A keyword that begins with a quote or a comma is sought as it stands, for speed: the detectors
    that have one name the other ways beside it.
    """
    found = re.split(rb"""[\s:='"]+""", word)
    return tuple(filter(None, found)) if len(found) > 1 and word[:1] not in b"'\"," else ()


@cache
def spelling(word: bytes) -> re.Pattern[bytes]:
    """How a keyword of several words may be written."""
    pattern = b""
    for sign in re.findall(rb"\s+|.", word):
        if sign.isspace():
            pattern += _BETWEEN
        elif sign in b":=":
            pattern += rb"['\"]?\s*" + sign
        else:
            pattern += rb"['\"]" if sign in b"'\"" else re.escape(sign)
    return re.compile(pattern)


def _without_pictures(data: bytes) -> bytes:
    """A notebook without what it shows: letters of pictures spell many a word."""
    return re.sub(_PICTURE, b"", data) if b'"image/' in data else data


def _meant(escape: re.Match[bytes]) -> bytes:
    octal = escape[3]
    return bytes([int(octal, 8) if octal else int(escape[1] or escape[2], 16)]).lower()
