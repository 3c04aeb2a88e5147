"""Our own workflows: what they run is what `.ci/run` has, and none may do more than it needs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import yaml

from tests.precommit.conftest import ROOT
from tools.validators import consumers

TEXTS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / ".github/workflows").iterdir())
}
FLOWS: dict[str, Any] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
EACH = pytest.mark.parametrize("name", ["ci", "release"])
PIN = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
PYTHONS = [
    line.rpartition(" ")[2]
    for line in import_module("tomllib" if sys.version_info >= (3, 11) else "tomli").loads(
        (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )["project"]["classifiers"]
    if re.search(r":: 3\.\d+$", line)
]


def jobs(name: str) -> dict[str, Any]:
    return dict(FLOWS[name]["jobs"])


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in jobs(name).values():
        yield from job["steps"]


def test_these_are_the_workflows() -> None:
    assert [*TEXTS] == ["ci", "release"]


@EACH
def test_every_action_is_pinned_by_its_full_hash(name: str) -> None:
    used = re.findall(r"uses: (.+)", TEXTS[name])
    assert used
    assert [it for it in used if not PIN.fullmatch(it)] == []


def test_one_action_has_one_hash() -> None:
    used = {it for text in TEXTS.values() for it in re.findall(r"uses: (.+)", text)}
    assert len(used) == len({it.partition("@")[0] for it in used})


@EACH
def test_nothing_is_allowed_by_default_and_no_credential_stays(name: str) -> None:
    assert FLOWS[name]["permissions"] == {}
    assert [job for job, it in jobs(name).items() if not it["permissions"]] == []
    checkouts = [it for it in steps(name) if "actions/checkout@" in it.get("uses", "")]
    assert checkouts
    assert [it for it in checkouts if it["with"].get("persist-credentials") is not False] == []


def test_who_may_do_more_than_read() -> None:
    allowed = {
        f"{name} {job}": it["permissions"] for name in FLOWS for job, it in jobs(name).items()
    }
    more = {job: it for job, it in allowed.items() if it != {"contents": "read"}}
    assert more == {
        "release publish": {"id-token": "write", "attestations": "write"},
        "release announce": {"contents": "write"},
    }
    assert [it for it in jobs("release")["publish"]["steps"] if "run" in it] == []
    assert jobs("release")["publish"]["environment"]["name"] == "pypi"
    assert "secrets." not in "".join(TEXTS.values())


def test_nothing_is_published_before_it_was_tested_and_built_again() -> None:
    needs = {job: it.get("needs") for job, it in jobs("release").items()}
    assert needs == {
        "tests": None,
        "build": None,
        "verify": "build",
        "publish": ["tests", "verify"],
        "announce": "publish",
    }


def test_ci_runs_every_step_on_every_python() -> None:
    text = (ROOT / ".ci/run").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^STEPS=\((.*)\)$", text, re.MULTILINE)
    own = [it for it in listed.split() if it != "suite" and not it.startswith("python3.")]
    assert sorted(jobs("ci")["step"]["strategy"]["matrix"]["step"]) == sorted(own)
    assert jobs("ci")["suite"]["strategy"]["matrix"]["python"] == PYTHONS
    (setup,) = (it for it in jobs("release")["tests"]["steps"] if "with" in it and "uses" in it
                and "setup-python" in it["uses"])  # fmt: skip
    assert sorted(setup["with"]["python-version"].split()) == PYTHONS


def test_which_workflows_of_users_are_validated() -> None:
    made = {name: yaml.safe_load(text) for name, text in consumers.workflows()}
    assert [*made] == ["docs-0.yml", "docs-1.yml", "init.yml"]
    assert [[*it["jobs"]] for it in made.values()] == [["ftpolicy"], ["upload"], ["ftpolicy"]]
