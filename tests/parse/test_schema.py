from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.source import Node
from ftpolicy.parse.schema import MOST_FAULTS, faults, names, schema_text
from ftpolicy.parse.yaml_text import Composed, compose

GOOD = "kind: fine-tuning-decision\nschema_version: 1\nid: a-b\nstatus: accepted\ncovers: [a]\n"
NAMES = ("decision-record", "not-fine-tuning", "policy", "report")


def node(text: str) -> Node:
    composed = compose(text)
    assert isinstance(composed, Composed)
    return composed.documents[0]


def told(text: str, schema: str = "decision-record") -> list[tuple[int, int, str]]:
    found = faults(node(text), schema, "r.yaml")
    assert all(fault.location.path == "r.yaml" for fault in found)
    return [(it.location.line, it.location.column, it.message) for it in found]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_schema_and_explains_itself(name: str) -> None:
    schema = json.loads(schema_text(name))

    Draft202012Validator.check_schema(schema)
    assert name in names()
    assert schema["title"]
    assert schema["description"]
    bare = [path for path, part in _properties(schema) if not part.keys() & _TELLING]
    assert bare == []


_TELLING = {"title", "description", "$ref", "items"}


def _properties(part: object, path: str = "") -> list[tuple[str, dict[str, object]]]:
    found = []
    if isinstance(part, dict):
        for key, value in part.get("properties", {}).items():
            found.append((f"{path}.{key}", value))
        for key, value in part.items():
            found += _properties(value, f"{path}.{key}")
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf", "allOf", "not"])
def test_no_keyword_that_spoils_messages(name: str, keyword: str) -> None:
    assert f'"{keyword}"' not in schema_text(name)


def test_an_unknown_schema() -> None:
    with pytest.raises(FtpolicyError) as raised:
        schema_text("../pyproject")

    assert str(raised.value).startswith("there is no schema `../pyproject`: it is one of `")


def test_the_smallest_record_fits() -> None:
    assert told(GOOD) == []


@pytest.mark.parametrize(
    ("line", "column", "message", "remedy"),
    [
        pytest.param(
            "titel: x", 1, "unknown key `titel`, did you mean `title`?", None, id="near key"
        ),
        pytest.param(
            "Goal: {}", 1, "unknown key `Goal`, did you mean `goal`?", None, id="case of a key"
        ),
        pytest.param(
            "zzz: x",
            1,
            "unknown key `zzz`",
            "Put the organisation's own fields under `extra`.",
            id="far key",
        ),
        pytest.param(
            "goal: {stmt: x, typ: tone}",
            17,
            "unknown key `typ`, did you mean `type`?",
            None,
            id="nested",
        ),
        pytest.param(
            "id: c-d", 1, "`id` stands twice, first on line 3", "Keep one of the two.", id="twice"
        ),
        pytest.param(
            "extra: {a: {b: 1, b: 2}}",
            19,
            "`b` stands twice, first on line 6",
            "Keep one of the two.",
            id="twice in a free map",
        ),
        pytest.param(
            "? [a]\n: 1", 3, "a key must be text, found a list or a mapping", None, id="odd key"
        ),
        pytest.param(
            "title: 12",
            8,
            "`title` must be text, found `12`",
            'Write it in quotes: `"12"`.',
            id="number for text",
        ),
        pytest.param("title: [a]", 8, "`title` must be text, found a list of 1", None, id="list"),
        pytest.param(
            "model: [a]", 8, "`model` must be a mapping, found a list of 1", None, id="map"
        ),
        pytest.param(
            "owners: dana",
            9,
            "`owners` must be a list, found `dana`",
            'Write a list: `["dana"]`.',
            id="text for a list",
        ),
        pytest.param(
            "owners: [a, 7]",
            13,
            "item 2 of `owners` must be text, found `7`",
            'Write it in quotes: `"7"`.',
            id="item",
        ),
        pytest.param(
            "owners: [a, ~]",
            13,
            "item 2 of `owners` must be text, found `~`",
            'Write it in quotes: `"~"`.',
            id="null item",
        ),
        pytest.param(
            "decided_on: 20.11.2026",
            13,
            "`decided_on` must be a date, like `2026-11-22`, found `20.11.2026`",
            None,
            id="date",
        ),
        pytest.param(
            'decided_on: "2026-11-20\\n"',
            13,
            '`decided_on` must be a date, like `2026-11-22`, found `"2026-11-20..."`',
            None,
            id="date with a line end",
        ),
        pytest.param(
            "goal: {type: knowlege}",
            14,
            "`type` must be `style`, `tone`, `format`, `domain-behavior`, `latency`, `token-cost`,"
            " `small-model` or `knowledge`, found `knowlege`, did you mean `knowledge`?",
            None,
            id="vocabulary",
        ),
        pytest.param(
            "goal: {facts_from: thin air}",
            20,
            "`facts_from` must be `prompt`, `retrieval`, `base-model` or `weights`,"
            " found `thin air`",
            None,
            id="vocabulary without a near word",
        ),
        pytest.param(
            "retraining: {cadence: 3M}",
            23,
            "`cadence` must be an ISO 8601 duration of days, weeks, months or years, like `P3M`"
            " or `P180D`, found `3M`",
            None,
            id="period",
        ),
        pytest.param(
            "evaluation: {scale: [0]}",
            21,
            "`scale` must list 2 values, found a list of 1",
            None,
            id="scale",
        ),
        pytest.param(
            "evaluation: {higher_is_better: yes}",
            32,
            "`higher_is_better` must be `true` or `false`, found `yes`",
            "Write `true` or `false`, without quotes.",
            id="yes is no truth value",
        ),
        pytest.param(
            "dataset: {synthetic: {share: 1.2}}",
            30,
            "`share` must be at most 1, found `1.2`",
            None,
            id="share",
        ),
        pytest.param(
            "few_shot_baselines: [{results: [{sha256: x}]}]",
            33,
            "item 1 of `results` has no `uri`",
            "Write `uri`.",
            id="missing inside",
        ),
        pytest.param(
            "few_shot_baselines: [{results: [[a]]}]",
            33,
            "item 1 of `results` must be text or a mapping, found a list of 1",
            None,
            id="two types",
        ),
    ],
)
def test_one_fault(line: str, column: int, message: str, remedy: str | None) -> None:
    found = faults(node(GOOD + line + "\n"), "decision-record", "r.yaml")
    meant = [it for it in found if it.message == message]

    assert [(it.location.line, it.location.column, it.remedy) for it in meant] == [
        (6, column, remedy)
    ]
    assert len(found) == 1 + ("stmt" in line) + ("sha256" in line)


DIGITS = "Write plain digits without quotes or separators: `{}`."
DECIMAL = "Write plain decimal digits."


@pytest.mark.threat("typing traps")
@pytest.mark.parametrize(
    ("written", "shown", "remedy"),
    [
        pytest.param("1:40", "`1:40`", DECIMAL, id="base sixty"),
        pytest.param("1_240", "`1_240`", DIGITS.format(1240), id="underscore"),
        pytest.param('"1,240"', '`"1,240"`', DIGITS.format(1240), id="comma"),
        pytest.param('"100"', '`"100"`', DIGITS.format(100), id="quotes"),
        pytest.param("0x64", "`0x64`", DECIMAL, id="hexadecimal"),
        pytest.param("0o144", "`0o144`", DECIMAL, id="octal"),
        pytest.param("0100", "`0100`", DIGITS.format("0100"), id="leading zero"),
        pytest.param("1e3", "`1e3`", DECIMAL, id="exponent"),
        pytest.param("100.0", "`100.0`", DECIMAL, id="fraction"),
        pytest.param(".inf", "`.inf`", DECIMAL, id="infinite"),
        pytest.param(".nan", "`.nan`", DECIMAL, id="not a number"),
        pytest.param("true", "`true`", DECIMAL, id="truth value"),
        pytest.param("about 100", "`about 100`", DECIMAL, id="words"),
        pytest.param("9" * 70, f"`{'9' * 60}...`", None, id="seventy digits"),
        pytest.param("9" * 5000, f"`{'9' * 60}...`", None, id="five thousand digits"),
    ],
)
def test_a_count_is_written_in_plain_digits(written: str, shown: str, remedy: str | None) -> None:
    text = GOOD + f"dataset: {{examples: {written}}}\n"
    (fault,) = faults(node(text), "decision-record", "r.yaml")

    assert fault.message == f"`examples` must be a whole number, found {shown}"
    assert (fault.location.line, fault.location.column) == (6, 21)
    assert fault.remedy == remedy


@pytest.mark.parametrize("written", ["1e999", ".inf", "1e-999", '"0.85"', "0,85", "85%"])
def test_a_score_is_a_plain_number(written: str) -> None:
    (found,) = told(GOOD + f"evaluation:\n  target: {written}\n")

    assert found == (7, 11, f"`target` must be a number, found `{written}`")


@pytest.mark.parametrize("empty", ["", "~", "null", '""', "''"])
def test_null_and_empty_text_are_not_written(empty: str) -> None:
    assert told(GOOD + f"title: {empty}\ndataset: {{examples: {empty}}}\n") == []
    assert told(GOOD.replace("a-b", empty)) == [(1, 1, "the decision record has no `id`")]


def test_what_is_no_mapping() -> None:
    assert told("[a]") == [(1, 1, "the decision record must be a mapping, found a list of 1")]


def test_all_that_is_missing_at_once() -> None:
    assert told("kind: not-fine-tuning\n", "not-fine-tuning") == [
        (1, 1, "the not-fine-tuning file has no `covers` and no `reason` and no `by`")
    ]


@pytest.mark.threat("foreign schemas")
def test_faults_are_sorted_and_capped() -> None:
    found = told(GOOD + "".join(f"k{number}: 1\n" for number in range(200)))

    assert len(found) == MOST_FAULTS
    assert found == sorted(found)
    assert found[0] == (6, 1, "unknown key `k0`")


def test_a_fault_of_every_kind_at_one_place_is_told_once() -> None:
    text = GOOD.replace("status: accepted", "status: 7")

    assert told(text) == [(4, 9, "`status` must be text, found `7`")]


def test_a_huge_key_is_cut() -> None:
    (found,) = told(GOOD + f"{'k' * 900}: 1\n")

    assert found == (6, 1, f"unknown key `{'k' * 60}...`")
