"""The audit as JSON, CSV and SARIF, and hostile names in each."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ftpolicy.audit.formats import FORMATS, Audited, render
from ftpolicy.audit.totals import totals
from ftpolicy.model.audit import Row
from tests.audit.conftest import judged
from tests.audit.fleet import UNCOVERED, commit
from tests.conftest import Repo

TEXTS = ("table", "csv", "json", "sarif")


def text(form: str, audited: Audited) -> str:
    return "".join(render(form, audited))


def test_json(audited: Audited) -> None:
    document = json.loads(text("json", audited))
    assert [it["name"] for it in document["repositories"]] == [it.name for it in audited.rows()]
    assert document["trend"] is None
    assert document["summary"]["tuning_files"] == {"covered": 2, "uncovered": 1}
    assert document["summary"]["coverage"] == 0.6667
    assert document["summary"]["refused_budgets"] == [
        {"currency": "USD", "per": "run", "amount": "1200", "decisions": 1}
    ]
    (shared,) = document["summary"]["shared_data_sets"]
    assert [it["repository"] for it in shared["used"]] == ["acme/honest", "acme/lies"]


def test_csv(audited: Audited) -> None:
    table = list(csv.DictReader(io.StringIO(text("csv", audited))))
    assert [(it["repository"], it["state"], it["coverage"], it["verdict"]) for it in table] == [
        ("acme/honest", "judged", "covered", "ready"),
        ("acme/lies", "judged", "covered", "correct-the-record"),
        ("acme/plain", "judged", "", ""),
        ("acme/refused", "judged", "", ""),
        ("acme/uncovered", "judged", "uncovered", "no-decision"),
        ("damaged", "failed", "", ""),
        ("empty", "empty", "", ""),
    ]


def test_sarif_has_a_run_for_each_repository(audited: Audited) -> None:
    runs = {
        run["automationDetails"]["id"]: run for run in json.loads(text("sarif", audited))["runs"]
    }
    codes = {name: [it["ruleId"] for it in run["results"]] for name, run in runs.items()}
    assert codes == {
        "ftpolicy/acme/honest/": [],
        "ftpolicy/acme/lies/": ["FT204"],
        "ftpolicy/acme/plain/": [],
        "ftpolicy/acme/refused/": [],
        "ftpolicy/acme/uncovered/": ["FT001"],
        "ftpolicy/damaged/": [],
        "ftpolicy/empty/": [],
    }
    failed = [
        name for name, run in runs.items() if not run["invocations"][0]["executionSuccessful"]
    ]
    assert failed == ["ftpolicy/damaged/"]


def test_sarif_says_where_a_repository_stands() -> None:
    page = "https://gitlab.com/acme/ml/app/-/blob/c0ffee/"
    row = Row("a", "judged", judged_at="2026-11-22", page=page, commit="c0ffee")
    audited = Audited(lambda: iter((row,)), totals((row,)), "2026-11-22")
    (run,) = json.loads(text("sarif", audited))["runs"]
    assert run["versionControlProvenance"] == [
        {"repositoryUri": "https://gitlab.com/acme/ml/app", "revisionId": "c0ffee"}
    ]


@pytest.fixture
def hostile(repo: Repo, tmp_path: Path) -> Audited:
    """Names and values of a repository that would be commands, formulas or escapes."""
    folder = tmp_path / "clones" / "=cmd|x ::error::y ##[error]z \x1b[2K\u202e"
    tuning = (
        'base_model: "\\e[2K<img src=x>##[error] ::stop-commands::x"\nadapter: lora\n'
        "datasets: [{path: '=1+1'}]\nmicro_batch_size: 1\n"
    )
    commit(folder, UNCOVERED | {"a\x1b[2K\u202e.yaml": tuning})
    return judged(tmp_path / "clones", tmp_path / "rows.jsonl")


@pytest.mark.parametrize("form", TEXTS)
def test_hostile_names_stay_text(hostile: Audited, form: str) -> None:
    shown = text(form, hostile)
    assert [char for char in shown if char in "\x1b\u202e"] == []
    assert "##[" not in shown
    if form in ("table", "csv"):
        assert "::error" not in shown
    if form == "csv":
        cells = [cell for line in csv.reader(io.StringIO(shown)) for cell in line]
        assert [cell for cell in cells if cell.startswith("=")] == []


def test_every_format_is_known() -> None:
    assert {*FORMATS} == {*TEXTS, "html"}
