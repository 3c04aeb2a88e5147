"""SARIF as its official schema and Microsoft's validator see it (`tools/validators/run`)."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ftpolicy import report as formats
from tests.reports.hostile import PAYLOADS, rendered
from tests.reports.rich import CLEAN, RICH

_PACKAGES = Path(__file__).parents[2] / "tools/validators/node_modules/@microsoft"
_TOOL = next(_PACKAGES.glob("sarif-multitool-*/Sarif.Multitool"), None)
_EXPECTED = "SARIF2005"  # no address of the project is known, so none is given

pytestmark = pytest.mark.skipif(
    _TOOL is None, reason="Sarif.Multitool is not here: tools/validators/run brings it"
)


def _files() -> dict[str, str]:
    hostile = {name: rendered("sarif", text) for name, text in PAYLOADS.items()}
    unplaced = replace(RICH, base=None, head=None, lines=())
    named = {"rich": RICH, "clean": CLEAN, "unplaced": unplaced}
    return {**hostile, **{name: formats.render("sarif", one) for name, one in named.items()}}


def _findings(log: Path) -> list[tuple[str, str, str]]:
    """Rule, level and file of each finding; the level of a result without one is its rule's."""
    (run,) = json.loads(log.read_text(encoding="utf-8-sig"))["runs"]
    rules: list[dict[str, Any]] = run["tool"]["driver"].get("rules", [])
    levels = {it["id"]: it.get("defaultConfiguration", {}).get("level", "warning") for it in rules}
    return [
        (
            one["ruleId"],
            one.get("level", levels.get(one["ruleId"], "warning")),
            one["locations"][0]["physicalLocation"]["artifactLocation"].get("uri", ""),
        )
        for one in run.get("results", [])
    ]


def _validate(folder: Path) -> list[tuple[str, str, str]]:
    """What Sarif.Multitool finds; its exit code is 0 whatever it finds."""
    log = folder / "log"
    done = subprocess.run(
        [
            *(str(_TOOL), "validate", str(folder / "*.sarif"), "--rule-kind", "Sarif;Ghas"),
            *("-o", str(log), "--log", "ForceOverwrite"),
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    assert f"{len(list(folder.glob('*.sarif')))} files scanned" in done.stdout, done.stderr
    return _findings(log)


def test_sarif_is_of_the_official_schema() -> None:
    assert _TOOL is not None
    schema = json.loads((_TOOL.parent / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for name, text in _files().items():
        assert list(validator.iter_errors(json.loads(text))) == [], name


def test_code_scanning_has_nothing_to_say(tmp_path: Path) -> None:
    for name, text in _files().items():
        (tmp_path / f"{name}.sarif").write_text(text, encoding="utf-8")
    found = _validate(tmp_path)
    # It falls silent over a file that it cannot take, so each must get its one remark.
    seen = {Path(file).stem for rule, _, file in found if rule == _EXPECTED}
    assert seen == {*_files()}
    assert [one for one in found if one[0] != _EXPECTED] == []


def test_the_validator_is_not_blind(tmp_path: Path) -> None:
    value = json.loads(formats.render("sarif", RICH))
    del value["runs"][0]["results"][0]["locations"]
    value["runs"][0]["results"][1]["ruleIndex"] = 99
    for name in ("a", "b"):
        (tmp_path / f"{name}.sarif").write_text(json.dumps(value), encoding="utf-8")
    assert {"GH1015", "SARIF1009"} <= {rule for rule, level, _ in _validate(tmp_path)}
