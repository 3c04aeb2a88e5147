"""Hostile trees, configurations and environments of git: all is judged, and nothing is started."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from ftpolicy.changes.git import DIFF, FIXED, environment
from tests.conftest import Repo
from tests.honest import HONEST_TUNING
from tests.test_hostile import AS_OF, NAMES, decoded, report
from tests.test_promises import MODULES, PYPROJECT, dotted, nodes

BARE = "configs/sales/train.yaml"
"""A tuning file that no record covers."""


def _tree(repo: Repo, entries: list[tuple[str, str, str, bytes]]) -> str:
    """A tree of (mode, type, id, name), of which no disk needs to bear the names."""
    records = b"".join(
        f"{mode} {kind} {name}\t".encode() + path + b"\0" for mode, kind, name, path in entries
    )
    return repo.git("mktree", "-z", "--missing", data=records)


def _commit(repo: Repo, tree: str, *parents: str) -> str:
    named = [word for parent in parents for word in ("-p", parent)]
    return repo.git("commit-tree", tree, *named, "-m", "made by hand")


@pytest.mark.threat("every entry of the diff", "hostile names", "mode and type")
@pytest.mark.parametrize("quoted", ["true", "false"])
def test_as_many_files_are_judged_as_git_lists(quoted: str, repo: Repo) -> None:
    """In a bare repository: files, programs, links and submodules under hostile names."""
    bare = Repo(repo.home / "bare.git", repo.home)
    repo.git("init", "--quiet", "--bare", str(bare.path))
    bare.git("config", "core.quotePath", quoted)
    tuning, harmless = bare.blob(HONEST_TUNING), bare.blob("replicas: 1\n")
    files = [("100644", "blob", tuning, name) for name in NAMES.values()]
    others = [
        ("100755", "blob", tuning, b"was-a-link.yml"),
        ("100755", "blob", tuning, b"was-plain.yml"),
        ("120000", "blob", bare.blob("../../../etc/passwd"), b"link\n.yml"),
        ("160000", "commit", "5" * 40, b"sub\xffmodule"),
    ]
    before = [
        ("100644", "blob", harmless, b"gone.yml"),
        ("120000", "blob", bare.blob("ok.yml"), b"was-a-link.yml"),
        ("100644", "blob", tuning, b"was-plain.yml"),
    ]
    base = _commit(bare, _tree(bare, before))
    head = _commit(bare, _tree(bare, files + others), base)
    done = bare.run("check", "--base", base, "--head", head, "--format", "json", *AS_OF)
    raw = bare.git("diff", "--raw", "-z", "--no-renames", base, head).count("\0") // 2
    assert json.loads(done.stdout)["summary"]["changed_files"] == raw
    assert raw == len(files) + len(others) + 1
    found = {(code, path) for code, path in report(done) if code != "FT016"}
    tuned = [*NAMES.values(), b"was-a-link.yml", b"was-plain.yml"]
    assert found == {("FT001", decoded(name)) for name in tuned} | {
        ("FT015", "link\n.yml"),
        ("FT015", "sub\udcffmodule"),
    }


MORE = (
    "alias.diff",
    "alias.cat-file",
    "core.alternateRefsCommand",
    "core.gitProxy",
    "filter.canary.process",
    "gpg.program",
    "remote.origin.uploadpack",
    "remote.origin.vcs",
    "sequence.editor",
)
"""What a configuration may start besides what `Repo.arm` sets."""


@pytest.mark.threat("file system monitor", "external diff", "filters", "hooks and helpers")
@pytest.mark.parametrize(
    "args",
    [
        ["hook"],
        ["check", "--base", "HEAD~1"],
        ["check", "--all"],
        ["scan"],
        ["audit", "."],
        ["doctor", "--base", "HEAD~1"],
        ["baseline", "create"],
    ],
    ids=lambda args: args[0] + args[-1][:6].strip("-"),
)
def test_no_program_of_the_configuration_is_started(args: list[str], repo: Repo) -> None:
    repo.commit("first")
    repo.write(BARE, HONEST_TUNING)
    repo.write(".gitattributes", "* diff=canary filter=canary merge=canary\n")
    repo.commit("second")
    repo.write(BARE, f"{HONEST_TUNING}seed: 2\n")
    repo.stage()
    canary = repo.arm()
    included = repo.home / "included"
    script = repo.home / "canary.sh"
    shell = f"!{script}"
    for key in MORE:
        value = shell if key.startswith("alias") else str(script)
        repo.git("config", "--file", str(included), key, value)
    repo.git("config", "include.path", str(included))
    done = repo.run(*args)
    assert done.returncode in (0, 1), done.stderr
    assert "train.yaml" in done.stdout or args[0] in ("audit", "doctor", "baseline")
    assert not canary.exists()


ENVIRONMENTS = {
    "external diff": {"GIT_EXTERNAL_DIFF": "{canary}"},
    "pagers": {"GIT_PAGER": "{canary}", "PAGER": "{canary}"},
    "traces": {"GIT_TRACE": "{trace}", "GIT_TRACE2_EVENT": "{trace}", "GIT_TRACE_SETUP": "{trace}"},
    "replacements": {"GIT_REPLACE_REF_BASE": "refs/heads"},
    "options": {"GIT_DIFF_OPTS": "--unified=99", "GIT_ICASE_PATHSPECS": "1"},
    "pathspecs": {"GIT_LITERAL_PATHSPECS": "0", "GIT_GLOB_PATHSPECS": "1"},
    "programs": {
        "GIT_ASKPASS": "{canary}",
        "GIT_EDITOR": "{canary}",
        "GIT_PROXY_COMMAND": "{canary}",
        "GIT_SSH_COMMAND": "{canary}",
        "SSH_ASKPASS": "{canary}",
    },
    "configuration": {
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": "{canary}",
        "GIT_CONFIG_KEY_1": "diff.external",
        "GIT_CONFIG_VALUE_1": "{canary}",
        "GIT_CONFIG_KEY_2": "core.quotePath",
        "GIT_CONFIG_VALUE_2": "true",
    },
    "parameters": {"GIT_CONFIG_PARAMETERS": "'core.fsmonitor'='{canary}'"},
    "other objects": {"GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nonexistent"},
    "system": {"GIT_CONFIG_SYSTEM": "/nonexistent", "GIT_ATTR_NOSYSTEM": "1"},
    "grafts": {"GIT_GRAFT_FILE": "{grafts}"},
}


@pytest.mark.threat("environment of git")
def test_the_environment_of_git_changes_no_verdict(repo: Repo) -> None:
    first = repo.commit("first")
    repo.write(BARE, HONEST_TUNING)
    repo.commit("second")
    canary, trace, grafts = repo.home / "canary.sh", repo.home / "trace", repo.home / "grafts"
    canary.write_text(f"#!/bin/sh\necho ran >> '{repo.home}/CANARY'\n")
    canary.chmod(0o755)
    grafts.write_text(f"{repo.head()}\n")
    places = {"canary": str(canary), "trace": str(trace), "grafts": str(grafts)}
    args = ("check", "--base", first, "--format", "json", *AS_OF)
    found = {}
    for kind, env in ENVIRONMENTS.items():
        given = {name: value.format(**places) for name, value in env.items()}
        found[kind] = report(repo.run(*args, env=given))
    assert found == {kind: [("FT001", BARE)] for kind in ENVIRONMENTS}
    assert not (repo.home / "CANARY").exists()
    # GitPython asks for the version by itself when it is imported
    assert not trace.exists() or "diff" not in trace.read_text()


@pytest.mark.threat("another user's repository")
@pytest.mark.parametrize(
    "args",
    [["hook"], ["check", "--staged"], ["check", "--all"], ["check", "--base", "HEAD"], ["scan"]],
    ids=" ".join,
)
def test_a_repository_of_another_user_is_refused(args: list[str], repo: Repo) -> None:
    repo.write(BARE, HONEST_TUNING)
    repo.commit("first")
    done = repo.run(*args, env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        (
            f"ftpolicy: git refuses `{repo}`, which belongs to another user; if you trust it, run "
            f"`git config --global --add safe.directory {repo}`\n"
        ),
    )
    assert "safe" not in (repo.home / "gitconfig").read_text()


@pytest.mark.threat("one way to run git", "options in refs")
def test_every_git_gets_what_disarms_it() -> None:
    pairs = {f"{FIXED[at]} {FIXED[at + 1]}" for at in range(len(FIXED) - 1) if FIXED[at] == "-c"}
    assert {"--no-pager", "--no-replace-objects", "--literal-pathspecs"} <= {*FIXED}
    assert {
        "-c core.fsmonitor=false",
        "-c core.quotePath=false",
        "-c core.hooksPath=/dev/null",
        "-c diff.external=",
        "-c protocol.allow=never",
    } <= pairs
    assert {"--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv"} <= {
        *DIFF
    }
    given = {name: environment()[name] for name in ("GIT_TERMINAL_PROMPT", "GIT_OPTIONAL_LOCKS")}
    assert {*given.values()} == {"0"}
    assert environment()["GIT_NO_LAZY_FETCH"] == "1"


@pytest.mark.threat("filters", "hooks and helpers")
def test_no_git_that_touches_the_work_tree_is_named() -> None:
    """Strings of the program that would be a command of git; clones are made by GitPython, bare."""
    touch = {"checkout", "checkout-index", "stash", "archive", "worktree", "restore", "pull"}
    words = {
        (path, one.value)
        for path in MODULES
        if path.startswith(("ftpolicy/changes/", "ftpolicy/hook", "ftpolicy/cli/"))
        for node in nodes(path)
        if isinstance(node, ast.List)
        for one in node.elts[:1]
        if isinstance(one, ast.Constant)
    }
    assert ("ftpolicy/changes/git.py", "version") in words
    assert {(path, word) for path, word in words if word in touch} == set()


@pytest.mark.threat("lower bounds")
def test_no_dependency_with_a_known_hole_is_let_in() -> None:
    bounds = dict(re.findall(r"(\w+)>=([\d.]+)", " ".join(PYPROJECT["project"]["dependencies"])))
    least = {name: tuple(map(int, bound.split("."))) for name, bound in bounds.items()}
    assert least["GitPython"] >= (3, 1, 60)
    assert least["PyYAML"] >= (6, 0)


@pytest.mark.threat("lower bounds", "running what is judged")
def test_yaml_is_read_by_safe_loaders_only() -> None:
    used = {
        name
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and (name := dotted(node)).startswith("yaml.")
    }
    assert used
    loads = {name for name in used if "load" in name.lower() or "construct" in name.lower()}
    assert loads == {"yaml.SafeLoader", "yaml.load"}
    by = [
        ast.unparse(one.value)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Call) and dotted(node.func) == "yaml.load"
        for one in node.keywords
        if one.arg == "Loader"
    ]
    assert by == ["_LOADER"] * len(by)
    assert ftpolicy_loaders() <= {getattr(yaml, "CSafeLoader", None), yaml.SafeLoader}


def ftpolicy_loaders() -> set[type]:
    from ftpolicy.detect import load
    from ftpolicy.parse import yaml_text

    return {load._LOADER, yaml_text._LOADER}


FORMATS = {
    "train.py": "open({here!r}, 'a')\nfrom trl import SFTTrainer\nSFTTrainer(model='m').train()\n",
    "setup.py": "open({here!r}, 'a')\n",
    "conftest.py": "open({here!r}, 'a')\n",
    "run.sh": 'touch {here}\naxolotl train "$(touch {here})" `touch {here}`\n',
    "Makefile": "X := $(shell touch {here})\nall:\n\ttouch {here}; axolotl train c.yaml\n",
    "Dockerfile": "FROM x\nRUN touch {here} && axolotl train c.yaml\n",
    "tags.yaml": HONEST_TUNING + 'x: !!python/object/apply:os.system ["touch {here}"]\n',
    "more_tags.yaml": HONEST_TUNING + 'x: !!python/object/new:os.system ["touch {here}"]\n',
    "include.yaml": HONEST_TUNING + "x: !include file://{here}\n",
    "hydra.yaml": HONEST_TUNING + "x: ${{oc.env:HOME}}\ny:\n  _target_: os.system\n  c: touch\n",
    "template.yaml.j2": HONEST_TUNING + "x: {{{{ ''.__class__.__mro__ }}}}\n",
    "cells.ipynb": json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "source": ["!touch {here}\n", "!axolotl train c.yaml\n"],
                    "metadata": {},
                    "outputs": [],
                    "execution_count": None,
                }
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
    .replace("{", "{{")
    .replace("}", "}}")
    .replace("{{here}}", "{here}"),
}


PICKLED = """\
kind: fine-tuning-decision
schema_version: 1
id: jobs
status: accepted
covers: ["jobs/**"]
few_shot_baselines:
  - {role: candidate, model: m, score: 0.5, results: [evals/results.pickle]}
dataset:
  examples: 200
  sources: [{path: data/train.pkl}, {path: data/train.pt}, {path: data/train.npy}]
"""


@pytest.mark.threat("running what is judged", "plugins", "code of the checkout")
@pytest.mark.parametrize("command", [["check", "--staged"], ["check", "--all"], ["scan"]])
def test_no_format_is_run(command: list[str], repo: Repo) -> None:
    """Pickles that a record names as its data and results are no exception."""
    repo.commit("first")
    here = str(repo.home / "CANARY")
    for path, text in FORMATS.items():
        repo.write(f"jobs/{path}", text.format(here=here))
    pickled = f"cos\nsystem\n(S'touch {here}'\ntR.".encode()
    for path in ("data/train.pkl", "data/train.pt", "data/train.npy", "evals/results.pickle"):
        repo.write(path, pickled)
    repo.write("decisions/jobs.yaml", PICKLED)
    repo.stage()
    done = repo.run(*command)
    assert done.returncode in (0, 1), done.stderr
    assert "jobs/train.py" in done.stdout
    assert not Path(here).exists()


@pytest.mark.threat("plugins", "policy of the base")
def test_the_repository_brings_no_code(repo: Repo) -> None:
    """A policy has no key for it, and detectors that a change brings or disables do not count."""
    repo.commit("first")
    canary = repo.home / "CANARY"
    repo.write("policy/plugin.py", f"open({str(canary)!r}, 'a')\n")
    repo.write("policy/own.yaml", f"id: own\npython: {canary}\n")
    repo.write(BARE, HONEST_TUNING)
    lax = "schema_version: 1\ndetectors: {disable: [axolotl], paths: ['policy/*']}\n"
    repo.write(".ftpolicy.yaml", lax)
    repo.stage()
    done = repo.run("hook")
    assert done.returncode == 1
    assert f"--> {BARE}:1:1\n" in done.stdout
    repo.write(".ftpolicy.yaml", "schema_version: 1\nplugins: [./policy/plugin.py]\n")
    repo.commit("a policy that wishes for code")
    done = repo.run("check", "--all")
    assert (done.returncode, done.stdout) == (2, "")
    assert ".ftpolicy.yaml:2:1: unknown key `plugins`" in done.stderr
    assert not canary.exists()
