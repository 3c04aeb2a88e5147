"""TOML to nodes, with the lines that a scan finds."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import Parsed
from ftpolicy.parse.toml_text import parse_toml
from tests.parse.shown import documents, places, refusal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "{}"),
        ("a = 1\nb = 'x'\nc = true", "{a: 1, b: 'x', c: true}"),
        ("lr = 1e-5\ng = 0.50\nh = 0x10\ni = inf", "{lr: 1e-5, g: 0.50, h: 16, i: inf}"),
        ("[a.b]\nc = [1, ['d']]", "{a: {b: {c: [1, ['d']]}}}"),
        ("[[a]]\nx = 1\n[[a]]\ny = {z = 2}", "{a: [{x: 1}, {y: {z: 2}}]}"),
        ("d = 2024-01-02\nt = 10:20:30", "{d: 2024-01-02, t: 10:20:30}"),
        ('s = """\na = 5\n"""', "{s: 'a = 5\n'}"),
    ],
    ids=["empty", "scalars", "numbers", "tables", "arrays of tables", "dates", "long text"],
)
def test_document(text: str, expected: str) -> None:
    assert documents(parse_toml(text)) == [expected]


def test_places() -> None:
    tables = "top = 1\n[a.b]\n  c.d = 'x'\n"
    parsed = parse_toml(tables + "[[q]]\nr = 2\n[[q]]\nr = 3\nlist = [\n 4]\n[q.v]\ns = {t = 5}\n")
    assert isinstance(parsed, Parsed)
    assert places(parsed.documents[0]) == {
        "top": "1:1",
        "1": "1:7",
        "a": "2:2",
        "b": "2:2",
        "c": "3:3",
        "d": "3:3",
        "x": "3:9",
        "q": "4:3",
        "2": "5:5",
        "r": "7:1",
        "3": "7:5",
        "list": "8:1",
        "4": "8:8",
        "v": "10:2",
        "s": "11:1",
        "t": "11:5",
        "5": "11:5",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb = = 2", ("it is not valid TOML: Invalid value", 2, 5)),
        ("x = " + "[" * 100_000, ("it is nested deeper than 50 levels", 1, 1)),
        ("x = " + "{a = " * 100_000, ("it is nested deeper than 50 levels", 1, 1)),
        ("x = " + "[" * 60 + "]" * 60, ("it is nested deeper than 50 levels", 1, 1)),
        ("a" + ".a" * 200_000 + " = 1", ("a key has more than 50 parts", 1, 1)),
        ("x = {b" + ' . "a"' * 60 + " = 1}", ("a key has more than 50 parts", 1, 1)),
        ("x = " + "1" * 5000, ("it is not valid TOML: ValueError", 1, 1)),
    ],
    ids=["syntax", "lists", "tables", "sixty", "dots", "dots inside", "number"],
)
def test_refused(text: str, expected: tuple[str, int, int]) -> None:
    assert refusal(parse_toml(text)) == expected


def test_unclosed_text_is_refused() -> None:
    reason, _, _ = refusal(parse_toml('x = "' + "\\n" * 200_000))
    assert reason.startswith("it is not valid TOML: Unterminated string")
