"""The one hardened way to run git: what it starts, what it refuses, what it says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ftpolicy.changes import git
from ftpolicy.changes.git import DIFF, environment, executable, records, run
from ftpolicy.errors import FtpolicyError
from tests.conftest import Repo

ID = b"1" * 40


def fake_git(folder: Path, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "git"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    "name",
    ["GIT_INDEX_FILE", "GIT_DIR", "GIT_WORK_TREE", "GIT_CONFIG_COUNT", "GIT_OBJECT_DIRECTORY"],
)
def test_keeps_what_a_hook_is_given(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    assert environment()[name] == "x"


@pytest.mark.threat("environment of git")
@pytest.mark.parametrize(
    "name",
    [
        "GIT_EXTERNAL_DIFF",
        "GIT_PAGER",
        "PAGER",
        "GIT_TRACE",
        "GIT_TRACE2_EVENT",
        "GIT_REPLACE_REF_BASE",
        "GIT_DIFF_OPTS",
        "GIT_LITERAL_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
    ],
)
def test_drops_what_runs_or_rewrites(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    assert name not in environment()


@pytest.mark.threat("code of the checkout")
def test_git_is_never_one_of_the_repository(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_git(repo.path / "bin", "exit 0")
    fake_git(repo.path, "exit 0")
    (repo.home / "link").symlink_to(repo.path / "bin")
    honest = fake_git(repo.home / "tools", "exit 0")
    entries = ["", ".", "bin", f"{repo}/bin", f"{repo.home}/link", f"{repo.home}/tools"]
    monkeypatch.setenv("PATH", os.pathsep.join(entries))
    monkeypatch.chdir(repo.path)
    assert executable(".") == str(honest)


def test_a_missing_git_is_said(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.home))
    with pytest.raises(FtpolicyError) as told:
        run(["version"], str(repo))
    assert str(told.value) == "git was not found on PATH (outside of the repository); install it"


def test_a_git_that_cannot_start_is_said(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fake_git(repo.home / "tools", "exit 0")
    path.write_bytes(b"\x7fELF broken")
    monkeypatch.setenv("PATH", str(path.parent))
    with pytest.raises(FtpolicyError, match=r"^`.*/tools/git` cannot be run: Exec format error$"):
        run(["version"], str(repo))


def test_an_old_git_is_refused_once_it_fails(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    script = 'case "$*" in *version*) echo git version 2.20.1;; *) exit 129;; esac'
    monkeypatch.setenv("PATH", str(fake_git(repo.home / "old", script).parent))
    with pytest.raises(FtpolicyError) as told:
        run(["diff"], str(repo))
    assert str(told.value) == "git 2.20 is too old; ftpolicy needs git 2.30"


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ("warning: x\\nfatal: bad thing\\nhint: y", "bad thing"),
        ("error: odd\\n", "odd"),
        ("nothing known", "nothing known"),
        ("", "it gave no reason"),
        ("fatal: a\\033[2Kb", "a\\x1b[2Kb"),
    ],
    ids=["fatal", "error", "last-line", "silent", "escape"],
)
def test_any_other_failure_gives_its_reason(
    errors: str, reason: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = f"""
    case "$*" in *version) echo git version 2.39.5; exit 0;; esac
    printf '{errors}' >&2; exit 128"""
    folder = fake_git(repo.home / "tools", script).parent
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(FtpolicyError) as told:
        run(["diff"], str(repo))
    assert str(told.value) == f"`git diff` failed in `{repo}`: {reason}"


def test_a_flood_of_error_text_blocks_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    flood = "i=0; while [ $i -lt 300 ]; do printf '%01024d' 0 >&2; i=$((i+1)); done; echo out"
    folder = fake_git(repo.home / "tools", flood).parent
    monkeypatch.setenv("PATH", str(folder))
    assert run(["diff"], str(repo)) == b"out\n"


def test_without_posix_spawn_and_memfd(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_spawn")
    # `subprocess` asked the platform when it was imported, which was before this test.
    monkeypatch.setattr(subprocess, "_USE_POSIX_SPAWN", False)
    monkeypatch.delattr(os, "memfd_create", raising=False)
    assert run(["rev-parse", "--is-inside-work-tree"], str(repo)) == b"true\n"
    with pytest.raises(FtpolicyError, match="is not in a git repository"):
        run(["rev-parse", "--git-dir"], str(repo.home))


def test_outside_of_a_repository(repo: Repo) -> None:
    with pytest.raises(FtpolicyError) as told:
        run(["rev-parse", "--git-dir"], str(repo.home))
    assert str(told.value) == (
        f"`{repo.home}` is not in a git repository; change into one, or `git init`"
    )


def test_another_users_repository(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(FtpolicyError) as told:
        run([*DIFF, "--cached"], str(repo))
    assert str(told.value) == (
        f"git refuses `{repo}`, which belongs to another user; if you trust it,"
        f" run `git config --global --add safe.directory {repo}`"
    )


@pytest.mark.parametrize(
    "raw",
    [
        b":100644 100644 %b %b M\0a" % (ID, ID),
        b":100644 100644 %b %b M\0a\0rest" % (ID, ID),
        b":100644 100644 %b M\0a\0" % ID,
        b"100644 100644 %b %b M\0a\0" % (ID, ID),
        b":100644 100644 %b %b M\0\0" % (ID, ID),
        b":100644 100644 %b %b \0a\0" % (ID, ID),
    ],
    ids=["no-end", "rest", "short", "no-colon", "no-path", "no-letter"],
)
def test_a_list_that_is_cut_or_odd_is_no_list(raw: bytes) -> None:
    with pytest.raises(FtpolicyError, match=r"^git printed "):
        tuple(records(raw))


def test_records_of_nothing() -> None:
    assert tuple(records(b"")) == ()


@pytest.mark.parametrize(
    ("where", "env", "found"),
    [
        ("a/b", {}, "."),
        ("..", {}, None),
        ("..", {"GIT_DIR": "repo/.git"}, ".."),
        ("..", {"GIT_WORK_TREE": "a"}, "a"),
    ],
    ids=["below", "outside", "git-dir", "work-tree"],
)
def test_the_root_is_found_without_git(
    where: str,
    env: dict[str, str],
    found: str | None,
    repo: Repo,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.write("a/b/c")
    monkeypatch.chdir(repo.path)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    expected = os.path.realpath(repo.path / found) if found is not None else None
    assert git.root_of(str(repo.path / where)) == expected
