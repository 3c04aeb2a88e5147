"""Completion, hover and errors of our files in the YAML language server of editors (npm)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.server import Server
from tests.honest import HONEST_RECORD

pytestmark = pytest.mark.tools

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
GOAL = HONEST_RECORD[: HONEST_RECORD.index("  statement:")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on PATH, so no language server read our schemas")
    folder = tmp_path_factory.mktemp("editors")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "tools/editors" / name, folder)
    options = ["--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run([npm, "ci", *options], cwd=folder, check=True, capture_output=True)
    program = folder / "node_modules/yaml-language-server/bin/yaml-language-server"
    by_name = {
        "policy": ".ftpolicy.yaml",
        "baseline": ".ftpolicy-baseline.yaml",
        "detector": "detectors/*.yaml",
    }
    settings = {
        **dict.fromkeys(("validate", "hover", "completion"), True),
        "schemaStore": {"enable": False},
        "schemas": {(SCHEMAS / f"{name}.schema.json").as_uri(): at for name, at in by_name.items()},
    }
    made = Server(["node", str(program), "--stdio"], settings)
    yield made
    made.end()


def record(text: str) -> str:
    """The text of a record that names its schema as `ftpolicy new` does."""
    path = SCHEMAS / "decision-record.schema.json"
    return f"# yaml-language-server: $schema={path.as_uri()}\n{text}"


def end(text: str) -> tuple[int, int]:
    """The place behind the last character, counted from 0."""
    lines = text.split("\n")
    return len(lines) - 1, len(lines[-1])


def test_a_complete_record_has_no_problem(server: Server, tmp_path: Path) -> None:
    assert server.problems(server.open(tmp_path / "a.yaml", record(HONEST_RECORD))) == []


def test_keys_are_completed_with_what_they_mean(server: Server, tmp_path: Path) -> None:
    text = record(f"{GOAL}  ")
    found = server.at("completion", server.open(tmp_path / "b.yaml", text), *end(text))["items"]
    shown = {each["label"]: (each["documentation"], each["insertText"]) for each in found}
    assert list(shown) == ["statement", "facts_from", "evidence"]
    assert shown["statement"] == (
        "The goal in one sentence.",
        "statement: ${1:Replies keep our plain, warm register and never open with an apology.}",
    )


def test_choices_are_completed_with_what_they_mean(server: Server, tmp_path: Path) -> None:
    text = record(GOAL[: GOAL.index("tone\n", GOAL.index("goal:"))])
    found = server.at("completion", server.open(tmp_path / "c.yaml", text), *end(text))["items"]
    shown = {each["label"]: each["documentation"]["value"] for each in found}
    assert shown["token-cost"] == (
        "One long instruction, sent very often. Evidence: the `economics` block."
    )
    assert shown["knowledge"] == "To know more: refused, use retrieval (RAG)."
    assert len(shown) == 8


def test_a_hover_explains_field_and_choices(server: Server, tmp_path: Path) -> None:
    text = record(GOAL)
    line = text.split("\n").index("  type: tone")
    found = server.at("hover", server.open(tmp_path / "d.yaml", text), line, 3)
    value = found["contents"]["value"]
    assert value.startswith("#### Type\n\nQuality goals: style, tone, format, domain-behavior.")
    assert "\n* `tone`: The register of answers." in value


def test_typing_errors_are_told(server: Server, tmp_path: Path) -> None:
    text = record(HONEST_RECORD)
    text = text.replace("status: accepted", "status: acepted").replace("target:", "traget:")
    text = text.replace("decided_on: 2026-11-20", "decided_on: 20.11.2026")
    status, *others = server.problems(server.open(tmp_path / "e.yaml", text))
    assert status.startswith('Value is not accepted. Valid values: "proposed", "accepted",')
    assert others == [
        "must be a date, like `2026-11-22`",
        "Property traget is not allowed.",
    ]


def test_a_policy_is_completed_with_its_defaults(server: Server, tmp_path: Path) -> None:
    text = "limits:\n  max_"
    uri = server.open(tmp_path / ".ftpolicy.yaml", text)
    found = server.at("completion", uri, *end(text))["items"]
    shown = {each["label"]: each["insertText"] for each in found}
    assert shown["max_waiver"] == "max_waiver: ${1:P180D}"
    assert shown["max_duplicate_share"] == "max_duplicate_share: ${1:0.05}"


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        (".ftpolicy.yaml", "enforcement: {mode: blok}\n", "Value is not accepted."),
        (".ftpolicy.yaml", "rules: {FT2O3: error}\n", "Property FT2O3 is not allowed."),
        (".ftpolicy-baseline.yaml", "entries: []\n", 'Missing property "schema_version".'),
        ("detectors/acme.yaml", "id: Acme\n", "must be words of small letters and digits"),
    ],
)
def test_other_files_are_checked_by_name(
    server: Server, tmp_path: Path, path: str, text: str, problem: str
) -> None:
    found = server.problems(server.open(tmp_path / path, text))
    assert problem in " ".join(found)
