"""Text as YAML and TOML that reads back as the same text."""

from __future__ import annotations

import json

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Scalar
from ftpolicy.parse.scalars import core

_BARE = regex(r"[A-Za-z_/][A-Za-z0-9_./@+-]*")
_WORDS_OF_YAML = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


def yaml_word(text: str) -> str:
    """A text as YAML, also within brackets: without quotes where every reader takes it for text."""
    bare = _BARE.fullmatch(text) is not None and text.casefold() not in _WORDS_OF_YAML
    return text if bare and core(Scalar(text, True, 1, 1)) == text else quoted(text)


def quoted(text: str) -> str:
    """In double quotes as YAML and TOML read them, with all escaped that is not seen."""
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escaped(char) for char in shown)


def is_text(text: str) -> bool:
    """False for odd bytes of a path or half a character, which no file of text can hold."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _escaped(char: str) -> str:
    point = ord(char)
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
