"""The schemas of an audit's rows and of its report, against rows of every kind."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ftpolicy.audit.formats import Audited, render
from ftpolicy.audit.journal import Journal
from ftpolicy.audit.lines import line_of
from ftpolicy.audit.run import audit
from ftpolicy.audit.targets import Target, refused, targets
from ftpolicy.audit.trend import seen, trend
from ftpolicy.audit.work import Task, lost
from ftpolicy.model import audit as model
from ftpolicy.model.audit import Gate, Guard, Row
from ftpolicy.parse.schema import names, schema_text
from tests.audit.conftest import here
from tests.audit.fleet import FLEET, commit, wishes
from tests.conftest import Repo
from tests.honest import RECORD_PATH

ROW, REPORT = (json.loads(schema_text(name)) for name in ("audit-row", "audit-report"))
KINDS = {
    "gate": model.Gate,
    "tuned": model.Tuned,
    "broken": model.Broken,
    "decided": model.Decided,
    "told": model.Told,
    "waiver": model.Exempt,
    "data": model.DataUse,
    "commit": model.UncoveredCommit,
}
POLICY = """\
schema_version: 1
waivers:
  - {rule: FT203, paths: ["configs/**"], reason: Pilot, owner: "@dana", expires: 2027-01-31}
"""


def told(schema: Any, value: object) -> list[str]:
    """What of a value does not fit, by its place."""
    found = Draft202012Validator(schema).iter_errors(value)
    return sorted(f"{'.'.join(map(str, one.absolute_path))}: {one.message}" for one in found)


def test_they_are_listed() -> None:
    assert {"audit-row", "audit-report"} <= {*names()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_names_every_field(kind: str) -> None:
    named = list(ROW["$defs"][kind]["properties"])
    assert named == ROW["$defs"][kind]["required"] == [it.name for it in fields(KINDS[kind])]


def test_the_schema_of_a_row_names_every_field() -> None:
    named = [it.name for it in fields(Row)]  # type: ignore[arg-type]
    assert list(ROW["properties"]) == ROW["required"] == named
    assert {*ROW["$defs"]} == {*KINDS}


def test_the_report_holds_the_same_rows() -> None:
    row = {key: value for key, value in ROW.items() if key not in ("$schema", "$id", "$defs")}
    assert REPORT["$defs"]["row"] == row
    assert {name: REPORT["$defs"][name] for name in KINDS} == ROW["$defs"]


@pytest.mark.parametrize(
    ("field", "words"),
    [("state", model.STATES), ("required", ("", *model.GUARDS)), ("coverage", model.COVERAGES)],
)
def test_the_vocabularies(field: str, words: tuple[str, ...]) -> None:
    found = {
        "state": ROW["properties"]["state"],
        "required": ROW["$defs"]["gate"]["properties"]["required"],
        "coverage": ROW["$defs"]["tuned"]["properties"]["state"],
    }
    assert sorted(found[field]["enum"]) == sorted(words)


def test_real_rows_and_their_report(repo: Repo, clones: Path, tmp_path: Path) -> None:
    """Judged, empty, damaged, refused, lost, and what a forge says of each that tunes."""
    waived = commit(tmp_path / "waived", {**FLEET["acme/lies"], ".ftpolicy.yaml": POLICY})
    commit(tmp_path / "malformed", {**FLEET["acme/honest"], RECORD_PATH: "kind: [\n"})
    guards = iter((Guard(("ftpolicy",)), Guard(), Guard(unknown="403"), *[Guard()] * 9))
    wanted = (
        *targets((), (), (str(clones), str(tmp_path / "waived"), str(tmp_path / "malformed"))),
        refused("github:acme/x", "the forge calls it so"),
    )
    with closing(Journal(str(tmp_path / "rows.jsonl"))) as journal:
        audit(wanted, wishes(tmp_path), journal, here, lambda *_: None, lambda _: next(guards))
        found = seen(journal.rows())
        again = trend(seen(()), found)
        whole = Audited(journal.rows, found.totals, "2026-11-22", again)
        report = json.loads("".join(render("json", whole)))
        plain = Audited(journal.rows, found.totals, "2026-11-22")
        bare = json.loads("".join(render("json", plain)))
    lines = (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    rows.append(json.loads(lost(Task(Target("x", "/srv/x"), wishes(tmp_path)), "gone")))
    assert [told(ROW, row) for row in rows] == [[]] * len(rows)
    assert (told(REPORT, report), told(REPORT, bare)) == ([], [])
    assert {row["state"] for row in rows} == {*model.STATES}
    assert {row["gate"]["required"] for row in rows} >= {"", "required", "absent", "unknown"}
    assert waived in {row["commit"] for row in rows}
    for filled in ("tuned", "decided", "told", "waivers", "data", "commits"):
        assert any(row[filled] for row in rows), filled
    assert any(one["broken"] for row in rows for one in row["decided"])
    assert report["trend"]["new"]
    assert report["summary"]["shared_data_sets"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": 1}, ": Additional properties are not allowed ('colour' was unexpected)"),
        ({"state": "fine"}, "state: 'fine' is not one of ['judged', 'empty', 'failed']"),
        ({"judged_at": "soon"}, "judged_at: 'soon' does not match"),
        ({"gate": {}}, "gate: 'hook' is a required property"),
        ({"told": [1]}, "told.0: 1 is not of type 'object'"),
    ],
    ids=["unknown", "state", "day", "missing", "type"],
)
def test_what_is_no_row(change: dict[str, object], message: str) -> None:
    row = json.loads(line_of(Row("a", "failed", judged_at="2026-11-22", gate=Gate())))
    assert told(ROW, row) == []
    found = told(ROW, {**row, **change})
    assert any(one.startswith(message) for one in found), found
