"""The quick yes of `fits` against jsonschema: it may hesitate, it may not err."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import ftpolicy
from ftpolicy.parse.fits import fits
from ftpolicy.parse.plain import plain
from ftpolicy.parse.yaml_text import Composed, compose
from tests.honest import HONEST_RECORD

SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text())
    for path in (Path(ftpolicy.__file__).resolve().parents[1] / "schemas").glob("*.schema.json")
}
RECORD = SCHEMAS["decision-record"]


NOT_TUNING = """\
kind: not-fine-tuning
covers: ["vision/**"]
reason: A vision model; no language model is trained here.
by: "@dana"
"""

POLICY = """\
schema_version: 1
limits:
  min_examples: 200
rules:
  FT105: warning
waivers:
  - rule: FT102
    paths: ["configs/old/**"]
    reason: moved by the end of the year
    owner: "@dana"
    expires: 2026-12-31
"""


def value_of(text: str) -> Any:
    composed = compose(text)
    assert isinstance(composed, Composed)
    return plain(composed.documents[0])


def asked(schema: Any, value: object) -> bool:
    return fits(schema, value, schema.get("$defs", {}))


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string"}, ["", "x"], [1, None, [], {}, True]),
        ({"type": "integer"}, [0, -5], [True, "1", Decimal("1.5")]),
        ({"type": "number"}, [0, Decimal("0.5")], [False, "1"]),
        ({"type": ["string", "null"]}, ["x", None], [1]),
        ({"type": "array", "minItems": 1, "maxItems": 2}, [[1], [1, 2]], [[], [1, 2, 3]]),
        ({"enum": ["a", 1]}, ["a", 1], ["b", True, "1"]),
        ({"pattern": "[a-z]+"}, ["abc", 5], ["abc\n", "", "A"]),
        ({"minimum": 1, "maximum": 3}, [1, 3, "0", Decimal("2.5")], [0, 4, Decimal("3.1")]),
        ({"required": ["a"]}, [{"a": 1}, "x"], [{}, {"b": 1}]),
        ({"properties": {"a": {"type": "string"}}}, [{"a": "x"}, {"b": 1}, 3], [{"a": 1}]),
        ({"additionalProperties": False, "properties": {"a": {}}}, [{"a": 1}], [{"b": 1}]),
        ({"additionalProperties": {"type": "string"}}, [{"a": "x"}], [{"a": 1}]),
        ({"patternProperties": {"^x-": {"type": "string"}}}, [{"x-a": "1"}], [{"x-a": 1}]),
        (
            {"patternProperties": {"^x-": {}}, "additionalProperties": False},
            [{"x-a": 1}],
            [{"a": 1}],
        ),
        ({"items": {"$ref": "#/$defs/t"}, "$defs": {"t": {"type": "string"}}}, [["a"]], [[1]]),
        ({"title": "t", "description": "d", "default": 1}, [1, "x", None], []),
        ({"unevaluatedItems": False}, [], [[], {}, 1]),
    ],
    ids=lambda it: "|".join(it) if isinstance(it, dict) else "",
)
def test_each_keyword(schema: Any, good: list[object], bad: list[object]) -> None:
    assert [each for each in good if not asked(schema, each)] == []
    assert [each for each in bad if asked(schema, each)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("decision-record", HONEST_RECORD),
        ("not-fine-tuning", NOT_TUNING),
        ("policy", POLICY),
    ],
    ids=["decision-record", "not-fine-tuning", "policy"],
)
def test_what_is_in_order_takes_the_short_way(name: str, text: str) -> None:
    assert asked(SCHEMAS[name], value_of(text))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2000) | st.text(max_size=12)
    | st.sampled_from(["live", "hard", "error", "off", "2026-01-31", "not-fine-tuning"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below),
    max_leaves=6,
)  # fmt: skip


def _paths(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else ()
    steps = list(enumerate(value)) if isinstance(value, list) else list(steps)
    return [at, *(path for step, below in steps for path in _paths(below, (*at, step)))]


@settings(max_examples=120)
@given(data=st.data())
def test_a_yes_is_never_wrong(data: st.DataObject) -> None:
    """One value of a good record is another, a key is gone or one more is there."""
    record = value_of(HONEST_RECORD)
    owner: Any = {"": record}
    path = ("", *data.draw(st.sampled_from(_paths(record))))
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = data.draw(PLAIN)
    changed = owner[""] if len(path) == 1 else record
    if asked(RECORD, changed):
        Draft202012Validator(RECORD).validate(changed)
