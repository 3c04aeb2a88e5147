"""The bytes as which a text may stand."""

from __future__ import annotations

from collections.abc import Callable

from ftpolicy.model.source import Language

_WITH_CR = (Language.YAML, Language.JSON, Language.NOTEBOOK, Language.PYTHON)


def utf8(text: str) -> bytes:
    return text.encode()


def utf8_mark(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


def utf16_little(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


def utf16_big(text: str) -> bytes:
    return b"\xfe\xff" + text.encode("utf-16-be")


def utf32(text: str) -> bytes:
    return text.encode("utf-32")


def line_feed_and_return(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def returns(text: str) -> bytes:
    return text.replace("\n", "\r").encode()


def line_ends_of_both_kinds(text: str) -> bytes:
    parts = text.split("\n")
    return "".join(part + ("\r\n" if n % 2 else "\n") for n, part in enumerate(parts)).encode()


def utf16_returns(text: str) -> bytes:
    return utf16_little(text.replace("\n", "\r\n"))


def encodings(language: Language) -> tuple[Callable[[str], bytes], ...]:
    """The ways in which a text may stand as bytes."""
    found = (utf8, utf8_mark, utf16_little, utf16_big, utf32, line_feed_and_return)
    both = (line_ends_of_both_kinds, utf16_returns)
    return (*found, *both, *((returns,) if language in _WITH_CR else ()))
