"""Machine formats as those read them for whom they are written."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from junitparser import JUnitXml

from ftpolicy import report as formats
from ftpolicy.model.finding import Finding, Report, Severity
from ftpolicy.model.source import Location
from ftpolicy.report.order import fingerprints
from tests.reports.rich import BASE, CLEAN, HEAD, RICH, TRAIN, VOICE
from tests.reports.runners import commands


def read(name: str, report: Report = RICH) -> Any:
    return json.loads(formats.render(name, report))


def many(count: int, severity: Severity = Severity.ERROR) -> Report:
    one = replace(RICH.findings[1], severity=severity)
    found = tuple(replace(one, location=Location(f"c/{number}.yaml")) for number in range(count))
    return replace(RICH, findings=found)


def below(report: Report, lines: int) -> Report:
    """The same report with so many lines above everything."""

    def moved(place: Location) -> Location:
        return replace(place, line=place.line + lines)

    findings = tuple(replace(it, location=moved(it.location)) for it in report.findings)
    quoted = tuple((moved(place), text) for place, text in report.lines)
    return replace(report, findings=findings, lines=quoted)


def test_code_quality_has_the_fields_that_gitlab_reads() -> None:
    for entry in (entries := read("gitlab")):
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert set(entry["location"]) == {"path", "lines"}
        assert isinstance(entry["location"]["lines"]["begin"], int)
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not entry["location"]["path"].startswith(("./", "/"))
    assert [(one["check_name"], one["severity"]) for one in entries] == [
        ("FT001", "major"),
        ("FT107", "major"),
        ("FT103", "major"),
        ("FT903", "minor"),
        ("FT505", "minor"),
        ("FT011", "info"),
    ]
    assert len({one["fingerprint"] for one in entries}) == len(entries)
    assert not formats.render("gitlab", RICH).startswith("\ufeff")
    assert read("gitlab", CLEAN) == []


def test_sarif_has_what_code_scanning_asks_for() -> None:
    value = read("sarif")
    (run,) = value["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert (value["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "ftpolicy")
    for rule in rules:
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
        assert rule["help"]["markdown"].startswith(f"**{rule['id']} ")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"].endswith(".")
        assert set(result["partialFingerprints"]) == {"primaryLocationLineHash"}
        (place,) = result["locations"]
        assert place["physicalLocation"]["region"]["startLine"] >= 1
    assert [one["ruleId"] for one in run["results"]][:2] == ["FT001", "FT107"]
    assert read("sarif", CLEAN)["runs"][0]["results"] == []


def test_sarif_keeps_to_what_code_scanning_keeps() -> None:
    (run,) = read("sarif", many(6_000))["runs"]
    assert len(run["results"]) == 4_999
    (invocation,) = run["invocations"]
    told = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert told[-1] == "1001 more findings are left out"


def test_a_fingerprint_stays_when_lines_are_added_above() -> None:
    before = [*fingerprints(RICH).values()]
    assert before == [*fingerprints(below(RICH, 7)).values()]
    assert len({*before}) == len(before)


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "FT104"},
        {"record": "decisions/other.yaml"},
        {"location": Location("decisions/other.yaml", 23, 23, 1)},
        {"location": replace(RICH.findings[1].location, line=99)},
    ],
    ids=["code", "record", "file", "text of the line"],
)
def test_a_fingerprint_differs_by_what_it_is_about(changed: dict[str, Any]) -> None:
    one: Finding = RICH.findings[1]
    other = replace(one, **changed)
    known = fingerprints(replace(RICH, findings=(one, other)))
    assert known[one].partition(":")[0] != known[other].partition(":")[0]


def test_equal_findings_are_numbered() -> None:
    one = RICH.findings[0]
    known = fingerprints(replace(RICH, findings=(one, replace(one, message="another"))))
    first, second = known.values()
    assert (first[-2:], second[-2:]) == (":1", ":2")
    assert first[:-2] == second[:-2]


@pytest.mark.threat("floods")
@pytest.mark.parametrize(
    ("name", "command", "most"),
    [("github", "error", 10), ("azure", "task.logissue", 50)],
    ids=["github", "azure"],
)
def test_annotations_end_in_a_count(name: str, command: str, most: int) -> None:
    whole = commands(formats.render(name, many(most)))
    assert [one.name for one in whole] == [command] * most
    assert not any("more error" in one.data for one in whole)
    cut = commands(formats.render(name, many(most + 5)))
    assert len(cut) == most
    assert cut[-1].data.startswith("6 more errors")


def test_each_kind_of_annotation_has_its_own_limit() -> None:
    findings = [many(15, severity).findings for severity in Severity]
    report = replace(RICH, findings=tuple(one for group in findings for one in group))
    found = [one.name for one in commands(formats.render("github", report))]
    assert found == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10


def test_an_annotation_says_where_what_and_how_to_mend_it() -> None:
    found = commands(formats.render("github", RICH))[2]
    assert (found.name, found.properties) == (
        "error",
        {
            "file": VOICE,
            "line": "23",
            "col": "23",
            "endColumn": "24",
            "title": "FT103 too-few-variations",
        },
    )
    message, remedy = found.data.split("\n")
    assert message.startswith("the baseline of `gpt-4o-2024-08-06` rests on `4` prompt variations")
    assert remedy == RICH.findings[1].remedy


def test_junit_is_read_back() -> None:
    suites = JUnitXml.fromstring(formats.render("junit", RICH).encode())
    (suite,) = suites
    assert (suites.tests, suites.failures, suites.errors, suites.skipped) == (4, 2, 0, 0)
    told = [(case.classname, case.name, len(case.result)) for case in suite]
    assert told == [
        ("ftpolicy.billing-support-voice", TRAIN, 1),
        ("ftpolicy.no record", "configs/pilot/übung.yaml", 1),
        ("ftpolicy.launch", "scripts/launch.sh", 0),
        ("ftpolicy.repository", ".gitattributes", 0),
    ]
    failure = next(iter(suite)).result[0]
    assert failure.type == "FT107 score-differs"
    assert failure.message == (
        "FT107: the record claims a score of `0.71`, the results say `0.74` (and 1 more)"
    )
    assert [line[:12] for line in failure.text.splitlines()[::2]] == [
        "error[FT107]",
        "error[FT103]",
    ]
    counted = JUnitXml.fromstring(formats.render("junit", RICH).encode())
    counted.update_statistics()
    assert (counted.tests, counted.failures) == (suites.tests, suites.failures)
    assert JUnitXml.fromstring(formats.render("junit", CLEAN).encode()).tests == 0


def test_the_table_holds_every_finding_and_how_long_it_is_waived() -> None:
    rows = list(csv.DictReader(io.StringIO(formats.render("csv", RICH))))
    assert [(row["code"], row["severity"], row["waived_until"]) for row in rows] == [
        ("FT001", "error", ""),
        ("FT107", "error", ""),
        ("FT103", "error", ""),
        ("FT903", "warning", ""),
        ("FT505", "warning", ""),
        ("FT011", "note", ""),
        ("FT203", "warning", "2027-01-31"),
    ]


def test_reviewdog_gets_a_severity_a_code_and_a_line() -> None:
    value = read("rdjson")
    assert value["source"] == {"name": "ftpolicy"}
    first = value["diagnostics"][0]
    assert first["location"] == {
        "path": "configs/pilot/übung.yaml",
        "range": {"start": {"line": 1}},
    }
    assert (first["severity"], first["code"]) == ("ERROR", {"value": "FT001"})
    assert {one["severity"] for one in value["diagnostics"]} == {"ERROR", "WARNING", "INFO"}


def test_the_statement_is_over_policy_records_report_and_commit() -> None:
    value = read("in-toto")
    report = hashlib.sha256(formats.render("json", RICH).encode()).hexdigest()
    assert value["_type"] == "https://in-toto.io/Statement/v1"
    assert [(one["name"], one["digest"]) for one in value["subject"]] == [
        ("policy: .ftpolicy.yaml", {"sha256": "e" * 64}),
        (VOICE, {"sha256": "c" * 64}),
        ("decisions/launch.yaml", {"sha256": "c" * 64}),
        ("report.json", {"sha256": report}),
        ("head", {"gitCommit": HEAD}),
    ]
    predicate = value["predicate"]
    assert predicate["failedTests"] == [
        f"billing-support-voice ({VOICE})",
        "configs/pilot/übung.yaml",
    ]
    assert (predicate["passedTests"], predicate["warnedTests"]) == (
        ["launch (decisions/launch.yaml)"],
        [],
    )
    assert predicate["result"] == "FAILED"


@pytest.mark.parametrize(
    ("severity", "result", "list_of"),
    [
        (Severity.ERROR, "FAILED", "failedTests"),
        (Severity.WARNING, "WARNED", "warnedTests"),
        (Severity.NOTE, "PASSED", "passedTests"),
    ],
    ids=lambda value: getattr(value, "value", None),
)
def test_the_statement_says_how_it_went(severity: Severity, result: str, list_of: str) -> None:
    one = replace(RICH.findings[1], severity=severity)
    predicate = read("in-toto", replace(RICH, findings=(one,)))["predicate"]
    assert predicate["result"] == result
    assert f"billing-support-voice ({VOICE})" in predicate[list_of]


def test_without_commits_the_statement_names_none() -> None:
    subject = read("in-toto", replace(RICH, base=None, head=None))["subject"]
    assert "head" not in [one["name"] for one in subject]
    assert BASE not in json.dumps(subject)
