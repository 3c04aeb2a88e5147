"""The commands about the policy: waive, policy show; and completion, explain as JSON."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from ftpolicy.cli import main
from ftpolicy.rules import load
from tests.conftest import Repo, program
from tests.honest import HONEST_RECORD, HONEST_TUNING

POLICY = ".ftpolicy.yaml"
GIVEN = ("--reason", "Pilot of 50 users", "--owner", "@dana")


def ahead(days: int) -> date:
    return datetime.now(timezone.utc).date() + timedelta(days)


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr.splitlines()[-1].removeprefix("Error: ").removeprefix("ftpolicy: ")


def test_waive_writes_a_policy_where_there_is_none(repo: Repo) -> None:
    repo.write("configs/train.yaml", HONEST_TUNING)
    end = ahead(30)
    done = repo.run("waive", "ft001", "configs", *GIVEN, "--expires", "P30D")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        f"ftpolicy: wrote .ftpolicy.yaml: FT001 is waived for `configs/**` until {end};"
        " it holds once it is in the base\n"
    )
    assert (repo.path / POLICY).read_text() == (
        'schema_version: 1\nwaivers:\n  - rule: FT001\n    paths: ["configs/**"]\n'
        f'    reason: "Pilot of 50 users"\n    owner: "@dana"\n    expires: {end}\n'
    )
    told = repo.run("check", "--all")
    assert (told.returncode, told.stdout) == (
        0,
        (
            f"waived: FT001 for configs/** (1 finding) until {end}, by @dana: Pilot of 50\n"
            "  users\nftpolicy: 1 waived; looked at 1 tuning file in 2 changed files (work tree),\n"
            "  judged by .ftpolicy.yaml\n"
        ),
    )


def test_waive_adds_to_what_is_there_and_keeps_its_comments(repo: Repo) -> None:
    before = "# ours\nscope: all  # everything\nlimits: {max_waiver: P10D}\n"
    repo.write(POLICY, before)
    done = repo.run("waive", "few-examples", *GIVEN, "--expires", str(ahead(10)))
    assert done.returncode == 0
    assert "FT203 is waived for every file" in done.stderr
    assert (repo.path / POLICY).read_text().startswith(f"{before}waivers:\n  - rule: FT203\n")


def test_waive_writes_into_pyproject_where_the_policy_is_there(repo: Repo) -> None:
    before = '[project]\nname = "x"\n\n[tool.ftpolicy]\nscope = "all" # ours\n\n[tool.ruff]\n'
    repo.write("pyproject.toml", before)
    assert repo.run("waive", "FT203", *GIVEN, "--expires", "P3W").returncode == 0
    after = (repo.path / "pyproject.toml").read_text()
    assert after.index("[[tool.ftpolicy.waivers]]") < after.index("[tool.ruff]")
    assert not (repo.path / POLICY).exists()
    assert json.loads(repo.run("policy", "show", "--format", "json").stdout)["waivers"] == [
        {
            "rule": "FT203",
            "paths": ["**"],
            "reason": "Pilot of 50 users",
            "owner": "@dana",
            "expires": str(ahead(21)),
            "origin": "pyproject.toml",
            "line": 7,
        }
    ]


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("train.yaml", "/train.yaml"),
        ("configs/[a] *.yaml", "configs/\\\\[a\\\\] \\\\*.yaml"),
        ("configs", "configs/**"),
        (".", "**"),
        ("configs/*.yaml", "configs/*.yaml"),
        ("#odd/x.yaml", "/#odd/x.yaml"),
    ],
)
def test_what_a_path_means(repo: Repo, path: str, pattern: str) -> None:
    for name in ("train.yaml", "configs/[a] *.yaml", "#odd/x.yaml"):
        repo.write(name, "x: 1\n")
    assert repo.run("waive", "FT203", path, *GIVEN, "--expires", "P1D").returncode == 0
    assert f'    paths: ["{pattern}"]\n' in (repo.path / POLICY).read_text()


def test_a_path_is_meant_from_where_one_stands(repo: Repo) -> None:
    repo.write("configs/train.yaml", "x: 1\n")
    done = repo.run("waive", "FT203", "train.yaml", *GIVEN, "--expires", "P1D", cwd="configs")
    assert done.returncode == 0
    assert '    paths: ["configs/train.yaml"]\n' in (repo.path / POLICY).read_text()
    assert not (repo.path / "configs" / POLICY).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(
            ["FT203"], "a waiver needs `--reason` and `--owner` and `--expires`", id="nothing"
        ),
        pytest.param(
            ["FT203", "--reason", "x", "--expires", "P1D"], "a waiver needs `--owner`", id="owner"
        ),
        pytest.param(
            ["FT203", "--reason", " ", "--owner", "o", "--expires", "P1D"],
            "the reason says nothing",
            id="blank",
        ),
        pytest.param(["FT2033"], "`FT2033` is no rule; did you mean `FT203`?", id="code"),
        pytest.param(
            ["few-example"], "`few-example` is no rule; did you mean `few-examples`?", id="name"
        ),
        pytest.param(
            ["FT903"], "`FT903` is about the gate itself and is never waived", id="the gate"
        ),
        pytest.param(
            ["FT203", "nowhere.yaml"],
            "there is no file `nowhere.yaml` here; a pattern needs `*`, `?` or `[`",
            id="no file",
        ),
        pytest.param(
            ["FT203", "../*"],
            "`../*` leads out of its folder: write it from the repository's root",
            id="outside",
        ),
        pytest.param(
            ["FT203", *GIVEN, "--expires", "2020-01-31"],
            "`2020-01-31` is past: the waiver would never hold",
            id="past",
        ),
        pytest.param(
            ["FT203", *GIVEN, "--expires", "P181D"],
            f"`{ahead(181)}` is too late: the policy allows `{ahead(180)}` at most"
            " (`limits.max_waiver`)",
            id="too long",
        ),
        pytest.param(
            ["FT203", *GIVEN, "--expires", "soon"],
            f"`soon` is neither a day like `{ahead(180)}` nor a duration like `P30D`",
            id="no day",
        ),
    ],
)
def test_what_waive_refuses(repo: Repo, words: list[str], said: str) -> None:
    assert refusal(repo.run("waive", *words)) == said
    assert not (repo.path / POLICY).exists()


def test_a_mistyped_option_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["waive", "FT203", "--reson", "x"]) == 2
    assert "--reason" in capsys.readouterr().err


def test_waive_refuses_what_is_there_already(repo: Repo) -> None:
    words = ("waive", "FT203", "a/*", *GIVEN, "--expires", "P1D")
    assert repo.run(*words).returncode == 0
    assert refusal(repo.run(*words)) == (
        f"`FT203` is waived for these paths at .ftpolicy.yaml:3, until `{ahead(1)}`; edit that"
        " waiver"
    )


def test_waive_asks_whether_a_parent_allows_it(repo: Repo) -> None:
    repo.write("org.yaml", "unlocked: [limits]\n")
    repo.write(POLICY, "extends: [./org.yaml]\n")
    said = refusal(repo.run("waive", "FT203", *GIVEN, "--expires", "P1D"))
    assert said == (
        ".ftpolicy.yaml:2:1: `waivers` is looser (`[FT203]`) than in `org.yaml` (`[]`): tighten"
        " it, or have `waivers` named under `unlocked` there"
    )
    assert (repo.path / POLICY).read_text() == "extends: [./org.yaml]\n"


def test_waive_leaves_alone_what_it_cannot_add_to(repo: Repo) -> None:
    repo.write(POLICY, "scope: all\n".encode("utf-16"))
    assert refusal(repo.run("waive", "FT203", *GIVEN, "--expires", "P1D")).startswith(
        "cannot read `.ftpolicy.yaml` as UTF-8 text: "
    )


def test_on_a_terminal_waive_asks_until_the_answer_is_good(repo: Repo) -> None:
    pty = pytest.importorskip("pty", reason="there are no pseudo terminals on Windows")
    master, terminal = pty.openpty()
    running = subprocess.Popen(
        [*program(), "waive", "FT203", "--owner", "@dana"],
        cwd=repo.path,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(terminal)
    os.write(master, b"Pilot\nnever\nP5D\n")
    _, told = running.communicate(timeout=60)
    os.close(master)
    assert running.returncode == 0
    assert told.startswith("Why is the exception made: ")
    assert f"Its last day (at most {ahead(180)}): " in told
    assert f"Error: `never` is neither a day like `{ahead(180)}` nor a duration" in told
    assert f'    reason: "Pilot"\n    owner: "@dana"\n    expires: {ahead(5)}\n' in (
        (repo.path / POLICY).read_text()
    )


@pytest.fixture
def layered(repo: Repo) -> Repo:
    repo.write("org.yaml", "limits: {min_examples: 200}\nexclude: [vendor]\nunlocked: [exclude]\n")
    repo.write(POLICY, "extends: [./org.yaml]\nexclude: [third_party]\n")
    repo.write(f"configs/{POLICY}", "limits: {max_duplicate_share: 0.01}\n")
    return repo


def settings(done: subprocess.CompletedProcess[str]) -> dict[str, tuple[Any, str]]:
    assert done.returncode == 0
    value = json.loads(done.stdout)
    return {it["key"]: (it["value"], it["origin"]) for it in value["settings"]}


def test_policy_show_tells_the_origin_of_each_value(layered: Repo) -> None:
    root = settings(layered.run("policy", "show", "--format", "json"))
    assert {key: it for key, it in root.items() if it[1] != "built-in"} == {
        "exclude": (["vendor", "third_party"], "org.yaml, .ftpolicy.yaml"),
        "limits.min_examples": (200, "org.yaml"),
    }
    for path in ("configs", "configs/to-come.yaml"):
        below = settings(layered.run("policy", "show", path, "--format", "json"))
        assert below["limits.max_duplicate_share"] == (0.01, f"configs/{POLICY}")
        assert below["limits.min_examples"] == (200, "org.yaml")


def test_policy_show_as_text(layered: Repo) -> None:
    done = layered.run("policy", "show", "train.yaml", cwd="configs")
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[0], lines[1]) == (
        0,
        f"policy of configs/train.yaml: org.yaml, {POLICY}, configs/{POLICY}",
        "mode today: block",
    )
    columns = {row[0]: row[1:] for line in lines if len(row := re.split(r" {2,}", line)) == 3}
    assert columns["exclude"] == ["[vendor, third_party]", f"org.yaml, {POLICY}"]
    assert columns["scope"] == ["changed", "built-in"]
    assert lines[-2:] == ["0 waivers", "0 tuning files in the baseline"]


def test_policy_show_of_a_place_outside_or_a_loosening(layered: Repo) -> None:
    assert refusal(layered.run("policy", "show", "..")).startswith("`..` lies outside of `")
    layered.write(f"configs/{POLICY}", "exclude: [configs/**]\n")
    assert refusal(layered.run("policy", "show", "configs")) == (
        f"configs/{POLICY}:1:1: `exclude` is looser (`[configs/**]`) than in `{POLICY}`"
        " (`[vendor, third_party]`): the policy of a folder may only tighten"
    )


def test_a_mistyped_command_of_a_group_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "shwo"]) == 2
    assert "`shwo` is no command; did you mean `show`?" in capsys.readouterr().err
    assert main(["baseline", "create", "--grwo"]) == 2
    assert "--grow" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["waive"], ["baseline"], ["policy"], ["completion"]])
def test_help_has_examples(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--help"]) == 0
    assert re.search(rf"^ +ftpolicy {words[0]} ", capsys.readouterr().out, re.MULTILINE)


SHELLS = {
    "bash": "complete -o nosort -F _ftpolicy_completion ftpolicy",
    "zsh": "#compdef ftpolicy",
    "fish": "complete --no-files --command ftpolicy",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_prints_the_script_of_a_shell(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    printed = capsys.readouterr().out
    assert SHELLS[shell] in printed
    assert f"_FTPOLICY_COMPLETE={shell}_complete" in printed


def completed(repo: Repo, *words: str) -> list[str]:
    variables = {
        "_FTPOLICY_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("ftpolicy", *words)),
        "COMP_CWORD": str(len(words)),
    }
    done = repo.run(env=variables)
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_what_a_shell_is_offered(repo: Repo) -> None:
    repo.write("decisions/voice.yaml", HONEST_RECORD)
    codes = sorted(one.rule.code for one in load())

    assert completed(repo, "explain", "ft6") == [it for it in codes if it.startswith("FT6")]
    assert completed(repo, "explain", "axo") == ["axolotl"]
    assert completed(repo, "explain", "few-") == ["few-examples"]
    assert completed(repo, "waive", "FT2") == [it for it in codes if it.startswith("FT2")]
    assert completed(repo, "baseline", "cr") == ["create"]
    assert completed(repo, "pol") == ["policy"]
    assert completed(repo, "measure", "dec") == ["decisions/voice.yaml"]


def test_explain_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "FT202", "--format", "json"]) == 0
    rule = json.loads(capsys.readouterr().out)
    assert {key: rule[key] for key in ("code", "name", "severity", "verdict", "settings")} == {
        "code": "FT202",
        "name": "too-few-examples",
        "severity": "error",
        "verdict": "collect-data",
        "settings": [
            {
                "key": "limits.min_examples",
                "default": "100",
                "description": "Fewest distinct training examples.",
            },
            {
                "key": "rules.FT202",
                "default": "error",
                "description": "error, warning, note or off.",
            },
        ],
    }
    assert {each["fails"] for each in rule["examples"]} == {True, False}
    assert main(["explain", "axolotl", "--format", "json"]) == 0
    detector = json.loads(capsys.readouterr().out)
    assert detector["id"] == "axolotl"
    assert {each["detects"] for each in detector["examples"]} == {True, False}
    assert main(["explain", "--list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [it["code"] for it in listed["rules"]] == sorted(one.rule.code for one in load())


@pytest.mark.parametrize("code", sorted(one.rule.code for one in load()))
def test_each_setting_of_a_rule_is_described(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code, "--format", "json"]) == 0
    for setting in json.loads(capsys.readouterr().out)["settings"]:
        assert setting["description"].endswith(".")
        assert setting["default"]
