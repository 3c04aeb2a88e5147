"""One way for all untrusted text (paths, values, names) into anything that is shown."""

from __future__ import annotations

import unicodedata

_LONGEST = 200
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")


def safe(text: str, longest: int = _LONGEST) -> str:
    """`text` on one line without anything that a terminal or a CI log would act on.

    Control, format (bidi) and separator characters and lone surrogates are written as `\\xNN`
    or `\\uNNNN`; the openings of workflow commands (`##[`, `##vso[`, `::`) are broken up, since
    GitHub and Azure find some of them anywhere in a line.
    """
    shown = "".join(_shown(char) for char in text[: longest + 1])
    shown = shown.replace("##", "# #").replace("::", ": :")
    if len(text) > longest or len(shown) > longest * 2:
        shown = shown[: longest * 2].rstrip() + "..."
    return shown


def _shown(char: str) -> str:
    if unicodedata.category(char) not in _HIDDEN:
        return char
    point = ord(char)
    if 0xDC80 <= point <= 0xDCFF:
        return f"\\x{point - 0xDC00:02x}"  # an undecodable byte of a path
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
