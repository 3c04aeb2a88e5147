"""No word of an author becomes a command, an element, a formula or broken syntax, in any format."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from ftpolicy import report as formats
from ftpolicy.model.finding import Severity
from ftpolicy.model.source import Location
from tests.reports.hostile import PAYLOADS, poisoned, rendered
from tests.reports.rich import RICH, VOICE
from tests.reports.runners import Command, commands

JSON = ("gitlab", "in-toto", "json", "rdjson", "sarif")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")
hostile = pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)


@pytest.mark.threat("workflow commands")
@hostile
def test_no_format_holds_a_command(text: str) -> None:
    for name in {*formats.names()} - {"github", "azure"}:
        assert commands(rendered(name, text)) == [], name


@pytest.mark.threat("terminal escapes")
@hostile
def test_no_format_holds_a_hidden_character(text: str) -> None:
    for name in formats.names():
        shown = _COLOUR.sub("", rendered(name, text)).replace("\n", "")
        shown = {*shown} - {"\ufe0f"}  # the colour of our own warning sign
        assert {one for one in shown if unicodedata.category(one) in _HIDDEN} == set(), name


def _kinds(found: list[Command]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.name, tuple(one.properties)) for one in found]


@pytest.mark.threat("workflow commands", "commands in the log")
@hostile
@pytest.mark.parametrize("name", ["github", "azure"])
def test_a_log_holds_our_commands_only(name: str, text: str) -> None:
    """As many as without hostile text, of the same kinds and with the same properties."""
    ours = commands(formats.render(name, RICH))
    found = commands(rendered(name, text))
    assert _kinds(found) == _kinds(ours)
    for one, usual in zip(found, ours, strict=True):
        for key in one.properties.keys() - {"file", "sourcepath"}:
            assert one.properties[key] == usual.properties[key]
        assert len(one.data) < 4096


def test_the_ports_find_what_the_runners_act_on() -> None:
    lines = [
        "  ::error file=a%2Cb,line=1::x%0Ay",
        "a ##[warning]b",
        "##vso[task.setvariable variable=x%3B]y",
        "::no-such::x",
        "a ::error::b",
        "##[section]x",
        "#[error]x",
    ]
    assert commands("\r".join(lines)) == [
        Command("error", {"file": "a,b", "line": "1"}, "x\ny"),
        Command("warning", {}, "b"),
        Command("task.setvariable", {"variable": "x;"}, "y"),
    ]


@hostile
def test_json_stays_json(text: str) -> None:
    for name in JSON:
        assert rendered(name, text).isascii()
        found, harmless = (json.loads(rendered(name, each)) for each in (text, "harmless"))
        assert _shape(found) == _shape(harmless), name


def _shape(value: object) -> object:
    """The value without its words."""
    if isinstance(value, dict):
        return {key: _shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shape(each) for each in value]
    return None if isinstance(value, str) else value


@hostile
def test_json_for_hosts_holds_no_lone_surrogate(text: str) -> None:
    """Ruby and .NET refuse the whole file for one."""
    for name in {*JSON} - {"json"}:
        json.dumps(json.loads(rendered(name, text)), ensure_ascii=False).encode()


@pytest.mark.threat("CSV and XML")
@hostile
def test_xml_stays_xml(text: str) -> None:
    written = rendered("junit", text)
    tags = [element.tag for element in ET.fromstring(written).iter()]  # noqa: S314
    assert sorted(set(tags)) == [
        "failure",
        "system-out",
        "testcase",
        "testsuite",
        "testsuites",
    ]
    assert tags.count("failure") == 2
    assert "<!" not in written


@pytest.mark.threat("CSV and XML")
@hostile
def test_a_table_keeps_its_cells_and_holds_no_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(rendered("csv", text), newline="")))
    assert len(rows) == len(RICH.findings) + 1
    assert {len(row) for row in rows} == {11}
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_the_halves_of_a_quoted_line_make_no_command() -> None:
    place = Location(VOICE, 23, 3, 1)
    found = replace(RICH.findings[1], location=place)
    report = replace(RICH, findings=(found,), lines=((place, "a##[error]b"),))
    shown = _COLOUR.sub("", formats.render("text", report))
    assert "23 | a# #[error]b" in shown
    assert commands(shown) == []


def test_a_message_of_sarif_holds_no_link() -> None:
    value = json.loads(formats.render("sarif", poisoned(PAYLOADS["link"])))
    for result in value["runs"][0]["results"]:
        assert "](" not in result["message"]["text"]


def test_a_plain_name_stays_the_name_of_the_file() -> None:
    """Letters of any script, spaces and signs are no attack, and links must find the file."""
    path = "configs/für [1] #2; 50%, a:b.yaml"
    report = poisoned(path)
    errors = report.count(Severity.ERROR)
    paths = [one["location"]["path"] for one in json.loads(formats.render("gitlab", report))]
    assert set(paths) == {path}
    found = commands(formats.render("github", report))
    assert [one.properties["file"] for one in found if one.name == "error"] == [path] * errors
    issues = commands(formats.render("azure", report))
    assert {one.properties["sourcepath"] for one in issues} == {f"/checkout/1/s/{path}"}
    run = json.loads(formats.render("sarif", report))["runs"][0]
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    assert {one["artifactLocation"]["uri"] for one in places} == {
        "configs/f%C3%BCr%20%5B1%5D%20%232%3B%2050%25%2C%20a%3Ab.yaml"
    }
