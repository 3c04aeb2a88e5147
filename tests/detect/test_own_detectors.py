"""Detector files of a repository: their shape, their examples, and what they may not do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ftpolicy.cli import main
from ftpolicy.detect.faults import file_faults, read_own
from ftpolicy.detect.load import FOLDER
from ftpolicy.errors import FtpolicyError
from tests.acme import ACME, SERVE, TUNE
from tests.conftest import Repo

POLICY = "schema_version: 1\ndetectors: {paths: [policy/detectors/*.yaml]}\n"
WHERE = "policy/detectors/acme.yaml"


@pytest.mark.parametrize("name", sorted(it for it in os.listdir(FOLDER) if it.endswith(".yaml")))
def test_ours_fit_the_schema_of_yours(name: str) -> None:
    assert file_faults(Path(FOLDER, name).read_bytes(), name) == ()


FAULTS = {
    "empty": ("", "1:1: the file is empty"),
    "no mapping": ("- id: acme\n", "1:1: a document of a detector file must be a mapping"),
    "no YAML": ("id: [\n", "2:1: cannot be read: it is not valid YAML:"),
    "a tag": (ACME.replace("id: acme", "id: !x acme"), "1:5: a detector is plain data, found the"),
    "a third document": (ACME + "---\na: 1\n", "36:1: a detector file has two documents at most"),
    "unknown key": (
        ACME.replace("title:", "titel:"),
        "2:1: unknown key `titel`, did you mean `title`?",
    ),
    "a regular expression": (
        ACME.replace("    keywords:", "    regex: 'ac.*'\n    keywords:"),
        "8:5: unknown key `regex`",
    ),
    "a pattern in a call": (
        ACME.replace("    when:", "    calls: ['acme\\.(tune|fit)']\n    when:", 1),
        "9:13: item 1 of `calls` must be a dotted name, with `*` for anything, not a regular",
    ),
    "a pattern in a command": (
        ACME.replace("    when:", "    commands: ['^acme .*$']\n    when:", 1),
        "9:16: item 1 of `commands` must be words of a command line",
    ),
    "no keywords": (ACME.replace("    keywords: [acme_tuner, base]\n", ""), "has no `keywords`"),
    "an unknown language": (
        ACME.replace("[yaml]", "[yml]"),
        "7:17: item 1 of `languages` must be `yaml`, `json`,",
    ),
    "a condition in a condition": (
        ACME.replace("acme_tuner.data.hub]\n    base", "{matches: a, like: b}]\n    base"),
        "12:37: an item of `when` cannot be understood: `{'matches': 'a', 'like': 'b'}` is no",
    ),
    "an unknown method": (
        ACME.replace("    method: sft\n---", "    method: sfft\n---"),
        "15:13: an item of `method` cannot be understood: `sfft` is none of sft, dpo,",
    ),
    "a choice without an answer": (
        ACME.replace("    method: sft\n---", "    method: {key: mode, regex: s.t}\n---"),
        "15:13: an item of `method` cannot be understood: `key`, `regex` are no keys that belong",
    ),
    "a source without a key": (
        ACME.replace("base_model: acme_tuner.base", "base_model: {split: ','}"),
        "13:17: an item of `base_model` has no `key`",
    ),
    "calls and commands": (
        ACME.replace("    when:", "    calls: [a.b]\n    commands: [a b]\n    when:", 1),
        "6:5: a match has `calls` or `commands`, not both",
    ),
    "another name": (
        ACME.replace("id: acme\n", "id: acme-tuner\n"),
        "1:5: the file must be named after its id, `acme-tuner.yaml`, found `acme.yaml`",
    ),
    "an example without a text": (
        ACME.replace("    text: |\n      acme_tuner: {", "    body: |\n      acme_tuner: {"),
        "33:5: unknown key `body`",
    ),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_its_place(text: str, message: str) -> None:
    found = file_faults(text.encode(), WHERE)
    shown = [f"{it.location.line}:{it.location.column}: {it.message}" for it in found]
    assert any(message in line for line in shown), shown
    with pytest.raises(FtpolicyError, match="the detector cannot be used:\npolicy/detectors/"):
        read_own(text.encode(), WHERE)


def test_a_detector_without_fault_is_read() -> None:
    assert file_faults(ACME.encode(), WHERE) == ()
    assert read_own(ACME.encode(), WHERE).id == "acme"


def _own(repo: Repo, text: str = ACME) -> None:
    repo.write(".ftpolicy.yaml", POLICY)
    repo.write(WHERE, text)
    repo.write("runs/tune.yaml", TUNE)
    repo.write("runs/serve.yaml", SERVE)


def test_a_detector_of_the_base_finds_what_is_staged(repo: Repo) -> None:
    _own(repo)
    repo.git("add", "policy", ".ftpolicy.yaml")
    repo.git("commit", "--quiet", "-m", "our detector")
    repo.stage()
    done = repo.run("hook")
    assert (done.returncode, done.stderr) == (1, "")
    assert "runs/tune.yaml" in done.stdout
    assert "runs/serve.yaml" not in done.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ACME.replace("mode: tune}", "mode: tune, and: more}"),
            (
                "ftpolicy: the detector cannot be used:\npolicy/detectors/acme.yaml:11:9: an item"
                " of `when` cannot be understood:"
            ),
        ),
        (
            ACME.replace("title: Acme Tuner\n", ""),
            "policy/detectors/acme.yaml:1:1: the detector has no `title`",
        ),
    ],
    ids=["condition", "title"],
)
def test_a_broken_detector_stops_the_run(text: str, message: str, repo: Repo) -> None:
    _own(repo, text)
    done = repo.run("scan")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_an_id_of_ours_is_taken(repo: Repo) -> None:
    _own(repo)
    repo.write("policy/detectors/axolotl.yaml", ACME.replace("id: acme", "id: axolotl"))
    done = repo.run("scan")
    assert (done.returncode, done.stdout) == (2, "")
    assert "`axolotl` is the id of a detector that comes with ftpolicy" in done.stderr


PASSED = "acme.yaml: 1 match, 2 examples, all as they say\n"
RUNS = {
    "as it says": (ACME, 0, PASSED),
    "another model": (
        ACME.replace("base_model: acme/house-8b", "base_model: acme/house-1b"),
        1,
        (
            "acme.yaml: example `a run`: expected base model acme/house-1b; found acme/house-8b\n"
            "acme.yaml: 1 match, 2 examples, 1 failure\n"
        ),
    ),
    "a miss that is found": (
        ACME.replace("mode: serve, data", "mode: tune, data"),
        1,
        (
            "acme.yaml: example `a server`: expected nothing; found line 1: acme_tuner.base,"
            " acme_tuner.mode: tune, acme_tuner.data.path\n"
            "acme.yaml: 1 match, 2 examples, 1 failure\n"
        ),
    ),
    "a hit that is not found": (
        ACME.replace("        mode: tune\n", "        mode: try\n"),
        1,
        (
            "acme.yaml: example `a run`: expected one detection; found nothing\n"
            "acme.yaml: expected an example that match `config` finds; found none\n"
            "acme.yaml: 1 match, 2 examples, 2 failures\n"
        ),
    ),
    "a miss that is not near": (
        ACME.replace("acme_tuner: {base:", "other: {base:"),
        1,
        (
            "acme.yaml: expected a near miss: `detects: false` with all keywords of one match;"
            " found 1 without them\n"
            "acme.yaml: 1 match, 2 examples, 1 failure\n"
        ),
    ),
    "no examples": (
        ACME.partition("---\n")[0],
        1,
        (
            "acme.yaml: expected an example that match `config` finds; found none\n"
            "acme.yaml: expected a near miss: `detects: false` with all keywords of one match;"
            " found none\n"
            "acme.yaml: 1 match, 0 examples, 2 failures\n"
        ),
    ),
    "a miss without a reason": (
        ACME.replace("    because: mode serve answers requests and changes no weights\n", ""),
        1,
        (
            "acme.yaml: example `a server`: expected `because`, why it is none; found no reason\n"
            "acme.yaml: 1 match, 2 examples, 1 failure\n"
        ),
    ),
}


@pytest.mark.parametrize(("text", "code", "printed"), RUNS.values(), ids=RUNS)
def test_the_examples_are_run(
    text: str,
    code: int,
    printed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acme.yaml").write_text(text, encoding="utf-8")
    assert main(["detector", "test", "acme.yaml"]) == code
    assert capsys.readouterr().out == printed


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["detector", "test", "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == (
        "ftpolicy: cannot read the detector `nowhere.yaml`: No such file or directory\n"
    )
