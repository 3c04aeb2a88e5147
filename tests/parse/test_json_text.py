"""JSON to nodes: leniently, with places, and within limits."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import MapNode, Parsed
from ftpolicy.parse import json_text
from ftpolicy.parse.json_text import parse_json
from tests.parse.shown import documents, places, refusal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t", []),
        ('{"a": 1, "b": [true, null, -1.5e3]}', ["{a: 1, b: [true, null, -1.5e3]}"]),
        ('"text"', ["'text'"]),
        ("[]", ["[]"]),
        ('{"a": {}, "b": []}', ["{a: {}, b: []}"]),
        ('{"a": 1, "a": 2}', ["{a: 1, a: 2}"]),
        ('{"a": 1,}', ["{a: 1}"]),
        ("[1, [2,],]", ["[1, [2]]"]),
        ('// c\n{"a": 1 # d\n, /* e */ "b": 2}/**/', ["{a: 1, b: 2}"]),
        ('{"u": "http://x/*y*/#z"}', ["{u: 'http://x/*y*/#z'}"]),
        (r'["\u00e9\n\"\\", "\ud83d\ude00"]', ["['é\n\"\\', '😀']"]),
        ('["a\nb"]', ["['a\nb']"]),
        ("[NaN, -Infinity]", ["[NaN, -Infinity]"]),
        ('{"a": 1}\n{"a": 2}\n', ["{a: 1}", "{a: 2}"]),
        ('\x1e{"a": 1}', ["{a: 1}"]),
        ("1" * 5000, ["1" * 5000]),
    ],
    ids=[
        "empty",
        "blank",
        "values",
        "text",
        "list",
        "empty values",
        "repeated key",
        "comma at the end",
        "commas at the end",
        "comments",
        "no comments in texts",
        "escapes",
        "line break in a text",
        "not numbers",
        "lines",
        "record separator",
        "long number",
    ],
)
def test_documents(text: str, expected: list[str]) -> None:
    assert documents(parse_json(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1 2]", ("it is not valid JSON: unexpected `1 2]`", 1, 2)),
        ('{"a" 1}', ('it is not valid JSON: unexpected `"a" 1}`', 1, 2)),
        ('{"a":\n}', ('it is not valid JSON: unexpected `"a":`', 1, 2)),
        ("{1: 2}", ("it is not valid JSON: unexpected `1: 2}`", 1, 2)),
        ("[,]", ("it is not valid JSON: unexpected `,]`", 1, 2)),
        ("[1]]", ("it is not valid JSON: unexpected `]`", 1, 4)),
        ("[1}", ("it is not valid JSON: unexpected `}`", 1, 3)),
        ("[[1] [2]]", ("it is not valid JSON: unexpected `[2]]`", 1, 6)),
        ("\n nul", ("it is not valid JSON: unexpected `nul`", 2, 2)),
        ("01", ("it is not valid JSON: unexpected `01`", 1, 1)),
        ('"abc', ('it is not valid JSON: unexpected `"abc`', 1, 1)),
        ('["\\x"]', ("it is not valid JSON: a string with an unknown escape", 1, 2)),
        ("{'a': 1}", ("it is not valid JSON: unexpected `'a': 1}`", 1, 2)),
        ('{"a": [\n', ("it is not valid JSON: it ends inside the list of line 1", 2, 1)),
        ('{"a": 1,', ("it is not valid JSON: it ends inside the object of line 1", 1, 9)),
        ("/* x", ("it is not valid JSON: unexpected `/* x`", 1, 1)),
    ],
)
def test_invalid(text: str, expected: tuple[str, int, int]) -> None:
    assert refusal(parse_json(text)) == expected


@pytest.mark.threat("deep nesting")
@pytest.mark.parametrize(
    ("text", "column"),
    [("[" * 100_000, 51), ('{"a":' * 100_000, 251)],
    ids=["lists", "objects"],
)
def test_depth(text: str, column: int) -> None:
    assert refusal(parse_json(text)) == ("it is nested deeper than 50 levels", 1, column)


def test_fifty_levels_are_read() -> None:
    assert documents(parse_json("[" * 50 + "]" * 50)) == ["[" * 50 + "]" * 50]


def test_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_VALUES", 3)
    assert documents(parse_json("[1, 2]")) == ["[1, 2]"]
    assert refusal(parse_json("[1, 2,\n3]")) == ("it has more than 3 values", 2, 1)


def test_lines_are_read_up_to_a_hundred() -> None:
    assert len(documents(parse_json('{"a": 1}\n' * 150 + "broken"))) == 100


@pytest.mark.parametrize(
    "text",
    [
        '"' + "a" * 1_000_000,
        '["' + "\\n" * 500_000,
        "/*" * 500_000,
        "[" + "/* */ " * 150_000,
        "[" + "// # " * 150_000,
        " " * 1_000_000 + "x",
    ],
    ids=["text", "escapes", "openers", "comments", "line comments", "blanks"],
)
def test_long_nonsense_is_refused(text: str) -> None:
    assert refusal(parse_json(text))[0].startswith("it is not valid JSON: ")


def test_minified() -> None:
    row = '{"id":1,"text":"hello","w":[1.5,2],"n":{"a":null}}'
    parsed = parse_json("[" + ",".join([row] * 5_000) + "]")
    assert isinstance(parsed, Parsed)
    (root,) = parsed.documents
    assert not isinstance(root, MapNode)
    assert len(root.items) == 5_000  # type: ignore[union-attr]
    last = root.items[-1]  # type: ignore[union-attr]
    assert (last.line, last.column) == (1, 2 + 4_999 * (len(row) + 1))


def test_places() -> None:
    parsed = parse_json('{\n  "a": [1,\r\n    "b"],\n  "é": {"c": true}}')
    assert isinstance(parsed, Parsed)
    assert places(parsed.documents[0]) == {
        "a": "2:3",
        "1": "2:9",
        "b": "3:5",
        "é": "4:3",
        "c": "4:9",
        "true": "4:14",
    }
