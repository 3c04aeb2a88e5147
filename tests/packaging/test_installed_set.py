"""What the wheel brings along: its names, its size, and the bill of materials that lists it."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from ftpolicy import __version__
from tests.packaging.conftest import Built, must
from tests.precommit.conftest import ROOT

pytestmark = pytest.mark.wheel

NEEDED = {"ftpolicy", "click", "gitpython", "gitdb", "smmap", "jsonschema", "attrs", "pyyaml"}
NEEDED |= {"jsonschema-specifications", "referencing", "rpds-py"}
OLDER = {"typing-extensions", "tomli"}  # what newer Pythons have themselves
EPOCH = 1_795_392_000  # 2026-11-23
LARGEST = 15_000  # KiB with what it needs


def test_what_is_installed_and_how_large(built: Built, capsys: pytest.CaptureFixture[str]) -> None:
    script = str(ROOT / "tools/footprint.py")
    text = must(sys.executable, script, str(built.python), str(built.wheel), cwd=built.source)
    with capsys.disabled():
        sys.stdout.write(f"\n{text}")
    wheel, ours, whole, *each = text.splitlines()
    names = {line.split()[0] for line in each}
    assert names - OLDER == NEEDED
    assert wheel.startswith("wheel: ")
    assert ours.startswith("installed, ftpolicy alone: ")
    assert whole.endswith(f" of {len(names)} packages")
    assert 0 < int(whole.split(": ")[1].partition(" ")[0].replace(",", "")) < LARGEST


@pytest.fixture(scope="module")
def bill(built: Built) -> str:
    return _bill(built)


def _bill(built: Built) -> str:
    command = (str(ROOT / "tools/sbom.py"), str(built.python), str(built.wheel))
    return must(sys.executable, *command, cwd=built.source, SOURCE_DATE_EPOCH=str(EPOCH))


def test_the_bill_of_materials_is_valid(bill: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None


def test_the_bill_of_materials_lists_the_installed_set(built: Built, bill: str) -> None:
    told = json.loads(bill)
    subject = told["metadata"]["component"]
    digest = hashlib.sha256(built.wheel.read_bytes()).hexdigest()
    assert (subject["purl"], subject["type"]) == (f"pkg:pypi/ftpolicy@{__version__}", "application")
    assert subject["hashes"] == [{"alg": "SHA-256", "content": digest}]
    assert told["metadata"]["timestamp"] == "2026-11-23T00:00:00+00:00"
    assert {it["name"] for it in told["components"]} - OLDER == NEEDED - {"ftpolicy"}
    assert [it["name"] for it in told["components"] if not it.get("licenses")] == []
    needs = {it["ref"].partition("@")[0]: it["dependsOn"] for it in told["dependencies"]}
    of = {it.partition("@")[0].rpartition("/")[2] for it in needs["pkg:pypi/ftpolicy"]}
    assert of - OLDER == {"click", "gitpython", "jsonschema", "pyyaml"}


def test_the_bill_of_materials_is_the_same_each_time(built: Built, bill: str) -> None:
    assert _bill(built) == bill
    assert str(Path(built.environment)) not in bill
