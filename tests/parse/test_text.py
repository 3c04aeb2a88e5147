"""Bytes to text, and offsets to git's lines."""

from __future__ import annotations

import pytest

from ftpolicy.parse.text import Lines, Text, Undecodable, decode, encoding_of

WORDS = "base_model: é\n"


@pytest.mark.parametrize(
    ("data", "oddities"),
    [
        (WORDS.encode(), ()),
        (WORDS.encode("utf-8-sig"), ()),
        (WORDS.encode("utf-16"), ("UTF-16",)),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), ("UTF-16",)),
        (WORDS.encode("utf-32"), ("UTF-32",)),
        (b"\x00\x00\xfe\xff" + WORDS.encode("utf-32-be"), ("UTF-32",)),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 le", "utf-16 be", "utf-32 le", "utf-32 be"],
)
def test_decodes(data: bytes, oddities: tuple[str, ...]) -> None:
    assert decode(data) == Text(WORDS, oddities)


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"a: 1\nb: caf\xe9\n", "it is not UTF-8 (byte `0xe9`)", 2),
        (b"a\n\nb\0c", "it holds a NUL byte", 3),
        ("a: 1".encode("utf-16-le"), "it holds a NUL byte", 1),
        (b"\xff\xfea", "it is not UTF-16 (byte `0x61`)", 1),
        (b"\xff\xfe" + "a\n\0".encode("utf-16-le"), "it holds a NUL character", 2),
        (b"\xff\xfe\0\0\xff\xff\xff\xff", "it is not UTF-32 (byte `0xff`)", 1),
        (b"\xed\xa0\x80", "it is not UTF-8 (byte `0xed`)", 1),
        (b"\x80" * 3, "it is not UTF-8 (byte `0x80`)", 1),
    ],
    ids=["latin-1", "NUL", "no mark", "odd length", "NUL in utf-16", "utf-32", "surrogate", "junk"],
)
def test_refuses(data: bytes, reason: str, line: int) -> None:
    assert decode(data) == Undecodable(reason, line)


def test_empty_is_text() -> None:
    assert decode(b"") == Text("")


def test_encoding_of() -> None:
    assert [encoding_of(data) for data in (b"", b"a", b"\xff\xfea\0", b"\xff\xfe\0\0")] == [
        "utf-8-sig",
        "utf-8-sig",
        "utf-16",
        "utf-32",
    ]


@pytest.mark.parametrize(
    ("text", "offset", "at"),
    [
        ("", 0, (1, 1)),
        ("abc", 2, (1, 3)),
        ("a\nbc", 1, (1, 2)),
        ("a\nbc", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb\u2028c\x85d", 6, (1, 7)),
        ("\n\n\n", 3, (4, 1)),
    ],
    ids=["empty", "one line", "the break itself", "after it", "CRLF", "no breaks of git", "end"],
)
def test_lines(text: str, offset: int, at: tuple[int, int]) -> None:
    assert Lines(text).at(offset) == at
