"""One way for all untrusted text (paths, values, names) into anything that is shown."""

from __future__ import annotations

import unicodedata

from ftpolicy.model.regex import regex

_LONGEST = 200
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_OPENING = regex("#(?=#)|:(?=:)")


def safe(text: str, longest: int = _LONGEST) -> str:
    """`text` on one line without anything that a terminal or a CI log would act on.

    Control, format (bidi) and separator characters and lone surrogates are written as `\\xNN`
    or `\\uNNNN`; the openings of workflow commands (`##[`, `##vso[`, `::`) are broken up, since
    GitHub and Azure find some of them anywhere in a line.
    """
    shown = disarmed(visible(text[: longest + 1]))
    if len(text) > longest or len(shown) > longest * 2:
        shown = shown[: longest * 2].rstrip() + "..."
    return shown


def visible(text: str) -> str:
    """`text` with each hidden character written out; all of it is legal in XML and UTF-8.

    For a path in a machine format, which must stay the file's name whenever it can be one.
    """
    if text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def disarmed(text: str) -> str:
    """`text` without two `#` or two `:` in a row; for what is joined of safe parts."""
    return _OPENING.sub(lambda found: f"{found[0]} ", text)


def address(path: str) -> str:
    """A path as a relative reference; odd bytes are percent-encoded as they stand."""
    from urllib.parse import quote

    try:
        return quote(path.encode("utf-8", "surrogateescape"), safe="/")
    except UnicodeEncodeError:
        return quote(visible(path), safe="/")


def inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _shown(char: str) -> str:
    if unicodedata.category(char) not in _HIDDEN:
        return char
    point = ord(char)
    if 0xDC80 <= point <= 0xDCFF:
        return f"\\x{point - 0xDC00:02x}"  # an undecodable byte of a path
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
