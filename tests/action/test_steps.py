"""What action.yml does with pull requests: its steps run as they stand, in a clean environment."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.action.runner import ROOT, Runner, action
from tests.conftest import Repo, program
from tests.forge import ADDS_BARE, BARE, LAX, Forge, PullRequest
from tests.honest import HONEST_TUNING
from tests.precommit.conftest import honest_files, index_settings

POLICY = ".ftpolicy.yaml"


@pytest.fixture
def forge(repo: Repo) -> Forge:
    """The forge, with dates that lie ahead of the real clock: the action judges as of today."""
    made = Forge.of(repo)
    made.land(dict(honest_files()))
    return made


def runner(pull: PullRequest, temp: Path, **inputs: str) -> Runner:
    """A job on a pull request, in which the program is installed already."""
    made = Runner(pull.checkout(), pull.event(), temp / "runner")
    made.inputs = {name.replace("_", "-"): value for name, value in inputs.items()}
    script = made.temp / "ftpolicy/bin/ftpolicy"
    script.parent.mkdir(parents=True)
    script.write_text(f'#!/bin/sh\nexec {shlex.join(program())} "$@"\n')
    script.chmod(0o755)
    return made


def proposed(forge: Forge, *, passes: bool) -> PullRequest:
    blocked: dict[str, str | None] = {POLICY: LAX, **ADDS_BARE}
    forge.branch("feature", {"README.md": "# feature\n"} if passes else blocked)
    return forge.propose("feature")


def test_a_change_that_passes(forge: Forge, tmp_path: Path) -> None:
    job = runner(proposed(forge, passes=True), tmp_path)
    done = job.step("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert {name: job.output(name) for name in action()["outputs"]} == {
        "verdict": "nothing-judged",
        "errors": "0",
        "warnings": "0",
        "sarif": "",
    }


@pytest.mark.parametrize("fork", [False, True], ids=["branch", "fork"])
def test_a_change_that_is_blocked(fork: bool, forge: Forge, tmp_path: Path) -> None:
    """From a fork too, whose run has no token that writes."""
    pull = proposed(forge, passes=False)
    job = runner(pull, tmp_path, output="sarif=out/gate report.sarif\n\n  json=gate.json\r\n")
    (job.checkout.path / "out").mkdir()
    if fork:
        payload = json.loads(Path(job.event["GITHUB_EVENT_PATH"]).read_text())
        payload["pull_request"]["head"]["repo"] = {"fork": True, "full_name": "eve/app"}
        job.event = forge.event("pull_request", payload, pull.merge)
    done = job.step("check")
    assert done.returncode == 1
    assert f"::error file={BARE},line=1," in done.stdout
    sarif = job.checkout.path / "out/gate report.sarif"
    assert {name: job.output(name) for name in action()["outputs"]} == {
        "verdict": "no-decision",
        "errors": "1",
        "warnings": "1",
        "sarif": str(sarif),
    }
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    report = json.loads((job.checkout.path / "gate.json").read_text())
    assert [one["code"] for one in report["findings"]] == ["FT903", "FT001"]
    assert "FT001" in job.summary("check")


@pytest.mark.threat("template injection")
@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"fail_on": "warning"}, (1, "")),
        ({"fail_on": "$(touch x)"}, (2, "is not one of")),
        ({"base": "--output=x"}, (2, "the revision `--output=x` is not in this repository")),
        ({"base": "$(touch x); touch y"}, (2, "is not in this repository")),
        ({"base": "origin/main"}, (0, "")),
        ({"output": "; touch x"}, (2, "is not FORMAT=FILE")),
        ({"output": "json=$(touch x)"}, (0, "")),
    ],
    ids=["warning", "level", "option", "command", "base", "output", "file-name"],
)
def test_inputs_are_data(
    inputs: dict[str, str], expected: tuple[int, str], forge: Forge, tmp_path: Path
) -> None:
    forge.branch("feature", {".gitattributes": "*.md text\n"})
    job = runner(forge.propose("feature"), tmp_path, **inputs)
    done = job.step("check")
    assert done.returncode == expected[0], done.stderr
    assert expected[1] in done.stderr
    assert not [name for name in "xy" if (job.checkout.path / name).exists()]


def test_a_shallow_checkout_is_told_how_to_mend_it(forge: Forge, tmp_path: Path) -> None:
    pull = proposed(forge, passes=False)
    job = runner(pull, tmp_path)
    job.checkout = pull.checkout(depth=1, name="shallow")
    done = job.step("check")
    assert (done.returncode, job.output("verdict")) == (2, "")
    assert "set `fetch-depth: 0` in the checkout step" in done.stderr


@pytest.mark.threat("installing from the checkout", "python path")
def test_code_of_the_change_is_not_run(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "CANARY"
    code = f"open({str(canary)!r}, 'w')\n"
    names = ("yaml.py", "sitecustomize.py", "ftpolicy/__init__.py", "pip.py", "venv.py")
    forge.branch("feature", dict.fromkeys(names, code))
    job = runner(forge.propose("feature"), tmp_path)
    monkeypatch.setenv("PYTHONPATH", ".")
    assert job.step("check").returncode == 0
    assert not canary.exists()


@pytest.mark.threat("installing from the checkout")
def test_an_action_of_the_checkout_does_not_judge_it(forge: Forge, tmp_path: Path) -> None:
    forge.branch("feature", {"actions/ftpolicy/action.yml": "name: mine\n"})
    job = runner(forge.propose("feature"), tmp_path)
    job.action_path = job.checkout.path / "actions/ftpolicy"
    done = job.step("install")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ftpolicy: this action lies in the checkout that it judges;")


@pytest.mark.threat("template injection")
def test_nothing_is_interpolated_into_a_script() -> None:
    for step in action()["runs"]["steps"]:
        assert "uses" not in step
        assert "${{" not in step["run"]
        assert step["run"].startswith("set -euo pipefail\nunset PYTHONPATH ")


@pytest.mark.hook
def test_from_installing_to_the_outputs(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole action, as `uses:` brings it: its own files, a new environment, then the check."""
    for name, value in index_settings().items():
        monkeypatch.setenv(name, value)
    temp = tmp_path / "runner"
    temp.mkdir()
    pull = proposed(forge, passes=False)
    job = Runner(pull.checkout(), pull.event(), temp, action_path=ROOT)
    done = job.step("install")
    assert done.returncode == 0, done.stderr
    assert (temp / "ftpolicy/bin/ftpolicy").is_file()
    assert job.step("check").returncode == 1
    assert job.output("verdict") == "no-decision"
    forge.branch("good", {"configs/billing/train.yaml": f"{HONEST_TUNING}seed: 2\n"})
    good = forge.propose("good", number=8)
    job.checkout, job.event = good.checkout(name="good"), good.event()
    assert job.step("check").returncode == 0
    assert job.output("errors") == "0"
