"""The commands that judge nothing: explain, schema, scan, new, and mistakes at the prompt."""

from __future__ import annotations

import json
import os

import jsonschema
import pytest

from ftpolicy.cli import main
from ftpolicy.parse.schema import names
from ftpolicy.rules import load
from tests.honest import HONEST_TUNING, TUNING_PATH

FOUND = {
    "path": TUNING_PATH,
    "line": 1,
    "detector": "axolotl",
    "confidence": "certain",
    "method": "sft",
    "technique": "lora",
    "base_model": "meta-llama/Llama-3.1-8B-Instruct",
    "datasets": ["data/billing_train.jsonl"],
}


@pytest.fixture
def tree(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder outside git with one tuning file, and the current folder."""
    root = os.fspath(tmp_path)
    os.makedirs(os.path.join(root, "configs", "billing"))
    with open(os.path.join(root, TUNING_PATH), "w", encoding="utf-8") as file:
        file.write(HONEST_TUNING)
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["chek"], "`chek` is no command; did you mean `check`?"),
        (["frobnicate"], "`frobnicate` is no command; there are audit, baseline, check,"),
        (["explain", "FT1033"], "`FT1033` is no rule and no detector; did you mean `FT103`?"),
        (["explain", "axolot"], "`axolot` is no rule and no detector; did you mean `axolotl`?"),
        (["schema", "plicy"], "`plicy` is none of audit-report, audit-row, baseline,"),
        (["check", "--staged", "--all"], "--staged and --all exclude each other"),
        (["check", "--head", "x"], "--head needs --base"),
        (["check", "--output", "xml=r.xml"], "`xml=r.xml` is not FORMAT=FILE with one of azure,"),
        (["check", "-C", "nowhere"], "cannot enter `nowhere`: No such file or directory"),
        (["scan", "nowhere"], "cannot scan `nowhere`: No such file or directory"),
        (["new", "nowhere.yaml"], "`nowhere.yaml` does not exist"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_line_and_exit_code_2(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert "Traceback" not in printed.err


def test_explain_knows_every_rule_by_code_and_name(capsys: pytest.CaptureFixture[str]) -> None:
    for one in load():
        assert main(["explain", one.rule.code.lower()]) == 0
        by_code = capsys.readouterr().out
        assert main(["explain", one.name]) == 0
        assert capsys.readouterr().out == by_code
        assert by_code.startswith(f"{one.rule.code} {one.name} (")


def test_explain_lists_rules_by_code_and_then_detectors(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "--list"]) == 0
    rules, _, detectors = capsys.readouterr().out.partition("\n\n")
    codes = [line.split()[0] for line in rules.splitlines()]
    assert codes == sorted(one.rule.code for one in load())
    assert "axolotl" in detectors


def test_schema_prints_valid_schemas(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert tuple(capsys.readouterr().out.split()) == names()
    for name in names():
        assert main(["schema", name]) == 0
        jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("paths", f"{TUNING_PATH}\n"),
        (
            "csv",
            (
                "file,line,detector,method,technique,base_model,data_sets\n"
                f"{TUNING_PATH},1,axolotl,sft,lora,meta-llama/Llama-3.1-8B-Instruct,"
                "data/billing_train.jsonl\n"
            ),
        ),
    ],
    ids=["paths", "csv"],
)
def test_scan_lists_tuning_files(
    form: str, printed: str, tree: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", "--format", form]) == 0
    assert capsys.readouterr().out == printed


def test_scan_gives_the_detections_of_the_report_as_json(
    tree: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", "--format", "json", tree]) == 0
    assert json.loads(capsys.readouterr().out) == [FOUND]


def test_scan_of_nothing_says_so(
    tmp_path: os.PathLike[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", os.fspath(tmp_path)]) == 0
    assert capsys.readouterr().out == "0 tuning files, 0 frameworks\n"


@pytest.mark.threat("CSV and XML")
def test_a_csv_cell_is_no_formula(tree: str, capsys: pytest.CaptureFixture[str]) -> None:
    os.rename(TUNING_PATH, "=cmd.yaml")
    assert main(["scan", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("'=cmd.yaml,")
