"""Patterns that are compiled late: each of ours is a good one, and none is compiled too early."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import ftpolicy
from ftpolicy.model.regex import regex

PACKAGE = Path(ftpolicy.__file__).parent
MODULES = sorted(
    ".".join(("ftpolicy", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    )
    for path in PACKAGE.rglob("*.py")
    if "regex(" in path.read_text() and path.name != "regex.py"
)


def test_it_answers_like_a_pattern() -> None:
    late, soon = (
        regex(r"(?P<a>\w)-(\d)", re.IGNORECASE),
        re.compile(r"(?P<a>\w)-(\d)", re.IGNORECASE),
    )
    text = "A-1 b-2"
    assert late.pattern == soon.pattern
    assert late.groupindex == soon.groupindex
    assert late.findall(text) == soon.findall(text)
    assert [it.span() for it in late.finditer(text)] == [it.span() for it in soon.finditer(text)]
    assert late.sub("x", text) == soon.sub("x", text)
    assert late.split(text) == soon.split(text)
    assert [bool(getattr(late, each)(text)) for each in ("match", "search", "fullmatch")] == [
        bool(getattr(soon, each)(text)) for each in ("match", "search", "fullmatch")
    ]


def test_bytes_too() -> None:
    assert regex(rb"a+").findall(b"caat") == [b"aa"]


def test_what_no_pattern_has_is_refused() -> None:
    with pytest.raises(AttributeError, match="fullmatches"):
        _ = regex("a").fullmatches  # type: ignore[attr-defined]


def test_every_pattern_compiles() -> None:
    found = [one for module in MODULES for one in vars(import_module(module)).values()]
    held = [*found, *(each for one in found if isinstance(one, dict) for each in one.values())]
    late = [each for each in held if type(each) is regex]  # type: ignore[comparison-overlap]
    assert len(late) > 100
    assert [each.pattern for each in late if not isinstance(each.groups, int)] == []
