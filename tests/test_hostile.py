"""Attacks on the program: names, configuration, bombs, escapes and secrets (real runs of it)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import click
import pytest

from ftpolicy.cli._program import group
from tests.acme import ACME
from tests.conftest import Repo, program
from tests.honest import HONEST_EVIDENCE, HONEST_RECORD, HONEST_TUNING, RECORD_PATH, TUNING_PATH

AS_OF = ("--as-of", "2026-11-22")
PLAIN = "configs/plain.yaml"
NAMES = {
    "plain": b"ok.yml",
    "newline": b"a\nb.yml",
    "bad-utf-8": b"a\xff.yml",
    "tab": b"a\tb.yml",
    "quotes": b'"q".yml',
    "backslash": b"a\\b.yml",
    "bidi": "\u202egnp.yml".encode(),
    "colon": b":b.yml",
    "dash": b"-dash.yml",
    "pathspec": b":(glob)x.yml",
    "trailing-space": b"tail .yml ",
    "non-ascii": "caf\u00e9 \u00fc.yml".encode(),
    "escape": b"\x1b[2K\r ok.yml",
    "old-command": b"x ##[error]y.yml",
    "azure-command": b"##vso[task.setvariable]y.yml",
    "command": b"::error::z.yml",
    "line-separator": "a\u2028::error::b.yml".encode(),
}
CONFIGS = HONEST_TUNING.encode()


def decoded(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def report(done: subprocess.CompletedProcess[str]) -> list[tuple[str, str]]:
    """Code and path of each finding of a JSON report."""
    assert done.returncode == 1, done.stderr
    return [(it["code"], it["path"]) for it in json.loads(done.stdout)["findings"]]


def commands(output: str) -> list[str]:
    """What a CI runner would act on: GitHub's ActionCommand in both forms, and Azure's.

    Ported from actions/runner, src/Runner.Common/ActionCommand.cs, but for the list of known
    commands: here every name counts.
    """
    found = []
    for line in output.splitlines():
        start = line.lstrip()
        if start.startswith("::") and "::" in start[2:]:
            found.append(line)
        for opening in ("##[", "##vso["):
            _, opened, rest = line.partition(opening)
            if opened and "]" in rest:
                found.append(line)
    return found


def hidden(output: str) -> set[str]:
    """The characters that a terminal acts on or does not show."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {one for one in output if one != "\n" and unicodedata.category(one) in kinds}


def stage_names(repo: Repo) -> None:
    for name in NAMES.values():
        repo.stage_raw(b"configs/" + name, CONFIGS)
    repo.stage_raw(PLAIN.encode(), CONFIGS)


@pytest.fixture
def named(repo: Repo) -> Repo:
    """A repository with a commit, and a branch `feature` whose every name is hostile."""
    repo.write("README.md", "# a product\n")
    repo.commit("first")
    repo.git("checkout", "--quiet", "-b", "feature")
    stage_names(repo)
    return repo


def every_name() -> list[tuple[str, str]]:
    odd = {"newline", "tab", "bad-utf-8", "bidi", "escape", "line-separator"}
    paths = [(name, "configs/" + decoded(raw)) for name, raw in NAMES.items()]
    bare = [("FT001", path) for _, path in paths] + [("FT001", PLAIN)]
    return sorted([*bare, *(("FT016", path) for name, path in paths if name in odd)])


@pytest.mark.threat("every entry of the diff", "hostile names", "quoted paths")
@pytest.mark.parametrize("quoted", ["true", "false"])
def test_every_name_is_judged_when_it_is_staged(quoted: str, named: Repo) -> None:
    named.git("config", "core.quotePath", quoted)
    done = named.run("check", "--staged", "--format", "json", *AS_OF)
    raw = named.git("diff", "--cached", "--raw", "-z").split("\0")
    assert json.loads(done.stdout)["summary"]["changed_files"] == len(raw) // 2
    assert sorted(report(done)) == every_name()


@pytest.mark.threat("hostile names")
def test_every_name_is_judged_on_a_branch(named: Repo) -> None:
    named.commit_index("hostile")
    done = named.run("check", "--base", "main", "--format", "json", *AS_OF)
    assert sorted(report(done)) == every_name()


def test_every_name_is_judged_on_disk(named: Repo) -> None:
    named.commit_index("hostile")
    named.git("checkout", "--quiet", "--force", "HEAD", "--", ".")
    done = named.run("check", "--all", "--format", "json", *AS_OF)
    unclaimed = ("FT001", "configs/tail .yml ")  # only in a change is every suffix looked into
    assert sorted([*report(done), unclaimed]) == every_name()


@pytest.mark.threat("commands in the log", "workflow commands", "terminal escapes")
@pytest.mark.parametrize(
    "args",
    [
        ["hook", *AS_OF],
        ["check", "--staged", "--format", "json", *AS_OF],
        ["scan"],
        ["scan", "--format", "csv"],
        ["scan", "--format", "json"],
        ["scan", "--format", "paths"],
    ],
    ids=["text", "json", "table", "csv", "scan-json", "paths"],
)
def test_no_name_reaches_terminal_or_runner(args: list[str], named: Repo) -> None:
    named.git("checkout-index", "--all", "--force")
    done = named.run(*args)
    assert PLAIN in done.stdout
    assert commands(done.stdout + done.stderr) == []
    assert hidden(done.stdout + done.stderr) == set()


def test_the_port_finds_commands() -> None:
    lines = [
        "  ::error file=x::y",
        "a ##[warning]b",
        "##vso[task.x]y",
        "::no",
        "a ::error::b",
        "#[",
    ]
    assert commands("\n".join(lines)) == lines[:3]


INJECTIONS = (
    "x ##[error]y",
    "::error::z",
    "##vso[task.setvariable variable=PATH]w",
    "a\\u2028::stop-commands::b",
    "\\e[2K\\r fine",
    "\\u202Etxt",
)


def _values(text: str) -> dict[str, str]:
    """Files that bear a text wherever a report quotes the author."""
    value = json.dumps("@@")[1:-1].replace("@@", text)
    quoted = f'"{value}"'
    tuning = HONEST_TUNING.replace("meta-llama/Llama-3.1-8B-Instruct", quoted)
    tuning = tuning.replace("data/billing_train.jsonl", quoted)
    record = HONEST_RECORD.replace("model: gpt-4o-2024-08-06\n    ex", f"model: {quoted}\n    ex")
    record = record.replace("metric: rubric_pass_rate\n  kind", f"metric: {quoted}\n  kind")
    record = record.replace("variations_tried: 12", "variations_tried: 1")
    return {
        TUNING_PATH: tuning,
        RECORD_PATH: record,
        "decisions/shape.yaml": f"kind: fine-tuning-decision\n{quoted}: {quoted}\nid: {quoted}\n",
        "configs/broken.yaml": f"{HONEST_TUNING}{quoted}: [{quoted}\n",
        ".ftpolicy.yaml": f"schema_version: 1\n{quoted}: 1\n",
    }


CODES = {"FT004", "FT007", "FT009", "FT103", "FT106", "FT205", "FT903"}


@pytest.mark.threat("commands in the log", "workflow commands", "terminal escapes")
@pytest.mark.parametrize("text", INJECTIONS, ids=["old", "command", "azure", "line", "esc", "bidi"])
def test_no_value_reaches_terminal_or_runner(text: str, repo: Repo) -> None:
    repo.commit("first")
    for path, content in _values(text).items():
        repo.write(path, content)
    repo.stage()
    for form in ("text", "json"):
        done = repo.run("check", "--staged", "--format", form, *AS_OF)
        codes = set(re.findall(r"FT\d{3}", done.stdout))
        assert (done.returncode, codes) == (1, CODES)
        assert commands(done.stdout + done.stderr) == []
        assert hidden(done.stdout + done.stderr) == set()


@pytest.mark.threat("options in refs")
@pytest.mark.parametrize("ref", ["##[error]x", "::error::x", "\x1b[2Kx", "--output=x", "a\n::b::c"])
def test_no_revision_is_an_option_or_reaches_the_runner(ref: str, repo: Repo) -> None:
    repo.commit("first")
    done = repo.run("check", f"--base={ref}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not in this repository; fetch it first, or correct its name" in done.stderr
    assert commands(done.stderr) == []
    assert hidden(done.stderr) == set()
    assert not (repo.path / "x").exists()


PLANTED = "open({canary!r}, 'a').write(__name__)\n"
RUNS: dict[str, list[list[str]]] = {
    "audit": [["."]],
    "baseline": [["create"], ["show"], ["prune"]],
    "check": [
        ["--staged"],
        ["--base", "HEAD~1"],
        ["--all"],
        ["configs"],
        ["--staged", "--format", "json", "--output", "json=out.json"],
        ["--staged", "--policy-from", "head"],
    ],
    "completion": [["bash"], ["zsh"], ["fish"]],
    "detector": [["test", "policy/acme.yaml"]],
    "doctor": [[]],
    "explain": [["FT001"], ["axolotl"], ["--list"]],
    "export": [[RECORD_PATH, "--to", "madr"]],
    "hook": [[]],
    "init": [["--yes"]],
    "measure": [[RECORD_PATH], [RECORD_PATH, "--write"]],
    "new": [["configs/plain.yaml"]],
    "policy": [["show"], ["show", "configs"]],
    "review": [["--dry-run"]],
    "scan": [[], ["--format", "csv"], ["--explain", PLAIN]],
    "schema": [[], ["decision-record"]],
    "trial": [[PLAIN, "--for", "plain", "--tests", "data/billing_test.jsonl"]],
    "waive": [["FT203", "--reason", "x", "--owner", "o", "--expires", "P1D"]],
}
"""Every command, as often as it goes another way."""


def test_every_command_is_run() -> None:
    assert sorted(RUNS) == group.list_commands(click.Context(group))


def _plant(repo: Repo) -> Path:
    """Arm the repository, and lay out modules that a careless import would run."""
    canary = repo.home / "CANARY"
    code = PLANTED.format(canary=str(canary))
    modules = ("yaml", "click", "git", "jsonschema", "pathspec", "sitecustomize", "usercustomize")
    for name in modules:
        repo.write(f"{name}.py", code)
    repo.write("ftpolicy/__init__.py", code)
    repo.write("ftpolicy/hook.py", code)
    repo.write("conftest.py", code)
    git = repo.write("git", f"#!/bin/sh\necho ran >> '{canary}'\n")
    git.chmod(0o755)
    for path, text in HONEST_EVIDENCE.items():
        repo.write(path, text)
    repo.write(RECORD_PATH, HONEST_RECORD)
    repo.write(PLAIN, HONEST_TUNING)
    repo.write("policy/acme.yaml", ACME)
    repo.commit("planted")
    repo.write(PLAIN, HONEST_TUNING.replace("num_epochs: 3", "num_epochs: 4"))
    repo.stage()
    assert repo.arm() == canary
    return canary


def _console_script() -> list[str]:
    script = Path(sys.executable).parent / "ftpolicy"
    return [str(script)] if script.exists() else program()


@pytest.mark.threat(
    "code of the checkout",
    "python path",
    "file system monitor",
    "external diff",
    "filters",
    "hooks and helpers",
)
@pytest.mark.parametrize("name", RUNS)
def test_nothing_of_the_repository_is_run(name: str, repo: Repo) -> None:
    repo.commit("first")
    canary = _plant(repo)
    path = f".{os.pathsep}{os.environ['PATH']}"
    for args in RUNS[name]:
        done = repo.run(name, *args, env={"PATH": path}, command=_console_script())
        # there is no request that could be reviewed, which is the user's mistake
        assert done.returncode in ((2,) if name == "review" else (0, 1)), done.stderr
        assert "Traceback" not in done.stderr
    assert not canary.exists()


@pytest.mark.threat("python path")
def test_a_gate_that_the_repository_tracks_is_refused(repo: Repo) -> None:
    """Its own checkout, unless the one who develops it says so."""
    root = Path(__file__).parents[1]
    for path in (root / "ftpolicy").rglob("*.py"):
        repo.write(path.relative_to(root).as_posix(), path.read_bytes())
    repo.commit("a copy of the gate")
    boot = f"import sys; sys.path.insert(0, {str(repo)!r}); from ftpolicy.hook import main; "
    command = [sys.executable, "-I", "-c", boot + "sys.exit(main())"]
    done = repo.run("hook", command=command)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        (
            "ftpolicy: this ftpolicy is `ftpolicy/__init__.py` of the repository that it judges; "
            "install it elsewhere (`pipx install ftpolicy`), or set FTPOLICY_DEV=1 to develop "
            "ftpolicy\n"
        ),
    )


def _merge_bomb() -> str:
    lines = ["a: &a {k: v}"]
    for name, earlier in zip("bcde", "abcd", strict=True):
        lines.append(f"{name}: &{name} {{<<: [{', '.join([f'*{earlier}'] * 20)}]}}")
    return "\n".join(lines) + "\n"


def _laughs() -> str:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for name, earlier in zip("bcdefghi", "abcdefgh", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{earlier}'] * 9)}]")
    return "\n".join(lines) + "\n"


BOMBS = {
    "merge-keys": (_merge_bomb(), "more than 50 aliases"),
    "billion-laughs": (_laughs(), "aliases expand to more than 200,000 values"),
    "deep-list": ("a: " + "[" * 30_000 + "\n", "nested deeper than 50"),
    "deep-mapping": ("a: " + "{b: " * 5_000 + "\n", "nested deeper than 50"),
    "deep-block": ("".join(f"{' ' * n}a:\n" for n in range(400)), "nested deeper than 50"),
    "many-nodes": ("a: [" + "1," * 250_000 + "1]\n", "more than 200,000"),
    "control-character": ("a: \x01\n", "not valid YAML"),
    "nul": ("a: \0\n", "NUL"),
}


@pytest.mark.threat("a file that hangs the parser", "alias and merge bombs", "deep nesting")
@pytest.mark.parametrize(("bomb", "limit"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_by_its_limit(bomb: str, limit: str, repo: Repo) -> None:
    repo.commit("first")
    repo.write(TUNING_PATH, HONEST_TUNING + bomb)
    repo.write(RECORD_PATH, HONEST_RECORD + bomb)
    repo.stage()
    done = repo.run("hook", *AS_OF)
    findings = " ".join(done.stdout.split()).split("error[")[1:]
    assert (done.returncode, done.stderr) == (1, "")
    assert sorted(found[:5] for found in findings) == ["FT007", "FT009"]
    assert all(limit in found for found in findings)


def test_a_record_of_a_megabyte_is_no_record(repo: Repo) -> None:
    repo.commit("first")
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.write(RECORD_PATH, HONEST_RECORD + f"# {'x' * (1 << 20)}\n")
    repo.stage()
    done = repo.run("check", "--staged", "--format", "json", *AS_OF)
    assert report(done) == [("FT001", TUNING_PATH)]


@pytest.mark.threat("a file that hangs the parser")
@pytest.mark.parametrize("name", ["merge-keys", "deep-list"])
def test_a_bomb_is_no_policy(name: str, repo: Repo) -> None:
    bomb, limit = BOMBS[name]
    repo.write(".ftpolicy.yaml", f"schema_version: 1\n{bomb}")
    repo.commit("bomb")
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.stage()
    done = repo.run("hook", *AS_OF)
    assert (done.returncode, done.stdout) == (2, "")
    assert limit in done.stderr


_TRL = "from trl import SFTTrainer\nSFTTrainer(model='m', train_dataset='d')\n"
_JSON = '{"base_model": "m", "datasets": [{"path": "d"}], "sequence_len": 1, "x": '


@pytest.mark.threat("bombs in Python", "deep nesting")
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("train.py", f"{_TRL}x = {'-' * 100_000}1\n"),
        ("train.py", f"{_TRL}x = {'(' * 5_000}1{')' * 5_000}\n"),
        ("train.py", f"{_TRL}x = {'1+' * 50_000}1\n"),
        ("train.py", f"{_TRL}x = \0\n"),
        ("train.json", f"{_JSON}{'[' * 200_000}"),
        ("train.json", f"{_JSON}{'[' * 5_000}{']' * 5_000}}}"),
        ("train.json", f"{_JSON}{'9' * 100_000}"),
    ],
    ids=["minus", "brackets", "sum", "nul", "open-lists", "deep-lists", "digits"],
)
def test_a_bomb_in_another_language_is_no_pass(path: str, text: str, repo: Repo) -> None:
    repo.commit("first")
    repo.write(path, text)
    repo.stage()
    done = repo.run("hook", *AS_OF)
    assert (done.returncode, done.stderr) == (1, "")
    assert set(re.findall(r"error\[(FT\d{3})\]", done.stdout)) <= {"FT001", "FT007"}


@pytest.mark.threat("surprising exceptions")
@pytest.mark.parametrize(
    "line",
    ["a: &a [*a]", "d: 2024-99-99", f"n: {'9' * 5_000}", "x: !!python/object:os.system [id]"],
    ids=["recursive", "no-date", "digits", "python-tag"],
)
def test_an_odd_value_hides_nothing(line: str, repo: Repo) -> None:
    repo.commit("first")
    repo.write(TUNING_PATH, f"{HONEST_TUNING}{line}\n")
    repo.stage()
    done = repo.run("hook", *AS_OF)
    assert (done.returncode, done.stderr) == (1, "")
    assert re.findall(r"error\[(FT\d{3})\]", done.stdout) in (["FT001"], ["FT007"])


SECRETS = {
    "token": ("hub_token: hf_AbCdEfGhIjKlMnOp: x", "hf_AbCdEfGhIjKlMnOp"),
    "key": ("wandb_api_key: 0123456789abcdef0123: x", "0123456789abcdef0123"),
    "bare-token": ("note: sk-proj-AbCdEfGhIjKl: x", "sk-proj-AbCdEfGhIjKl"),
    "passphrase": ('db_password: "correct horse" x', "horse"),
}


@pytest.mark.threat("secrets")
@pytest.mark.parametrize(("line", "secret"), SECRETS.values(), ids=SECRETS)
def test_no_secret_is_shown(line: str, secret: str, repo: Repo) -> None:
    repo.commit("first")
    repo.write(TUNING_PATH, f"{HONEST_TUNING}{line}\n")
    repo.stage()
    done = repo.run("hook", *AS_OF)
    assert (done.returncode, done.stdout.count("error[FT007]")) == (1, 1)
    assert "***" in done.stdout
    assert secret not in done.stdout + done.stderr


def test_a_number_of_tokens_is_no_secret(repo: Repo) -> None:
    repo.commit("first")
    few = HONEST_RECORD.replace("describe: 1900", "describe: 120")
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.write(RECORD_PATH, few)
    repo.stage()
    done = repo.run("hook", *AS_OF)
    assert "18 |     prompt_tokens_to_describe: 120\n" in done.stdout


@pytest.mark.threat("replaced objects")
def test_a_replaced_object_is_judged_as_it_is(repo: Repo) -> None:
    repo.commit("first")
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.commit("second")
    repo.git("replace", repo.git("rev-parse", f"HEAD:{TUNING_PATH}"), repo.blob("replicas: 1\n"))
    assert repo.git("cat-file", "-p", f"HEAD:{TUNING_PATH}") == "replicas: 1"
    done = repo.run("check", "--base", "HEAD~1", "--format", "json", *AS_OF)
    assert report(done) == [("FT001", TUNING_PATH)]
