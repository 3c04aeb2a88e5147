"""A real git repository in a temporary folder, and the real program run in it."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

import ftpolicy
from tests import warm

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=30)
settings.load_profile("suite")

_BOOT = "import sys; sys.path.insert(0, {root!r}); from ftpolicy.hook import main; sys.exit(main())"
_GIT_CONFIG = """\
[user]
    name = Dana
    email = dana@example.com
[init]
    defaultBranch = main
[maintenance]
    auto = false
[commit]
    gpgSign = false
[core]
    autocrlf = false
[protocol "file"]
    allow = always
"""
_ARMED = """\
[core]
    fsmonitor = {script}
    pager = {script}
    sshCommand = {script}
    editor = {script}
[credential]
    helper = {script}
[diff]
    external = {script}
[diff "canary"]
    command = {script}
    textconv = {script}
[filter "canary"]
    clean = {script}
    smudge = {script}
[interactive]
    diffFilter = {script}
[uploadpack]
    packObjectsHook = {script}
"""
_CI = ("CI", "GITHUB_", "GITLAB_", "CI_", "BUILD_", "BITBUCKET_", "CHANGE_", "TF_BUILD")
_FOREIGN = ("GIT_", "PRE_COMMIT", "FTPOLICY", "PAGER", "PYTHON", "NO_COLOR", "FORCE_COLOR", *_CI)


def program() -> list[str]:
    """The command that starts the program as its console script does, installed or not."""
    root = str(Path(ftpolicy.__file__).resolve().parents[1])
    return [sys.executable, "-I", "-c", _BOOT.format(root=root)]


@dataclass(frozen=True)
class Repo:
    """A repository with helpers that make a test read as a sentence."""

    path: Path
    home: Path

    def __str__(self) -> str:
        return str(self.path)

    def git(
        self, *args: str, data: bytes = b"", env: Mapping[str, str] | None = None, cwd: str = ""
    ) -> str:
        """The output of git without its last line end; raises when git fails."""
        done = subprocess.run(
            ["git", *args],
            cwd=self.path / cwd,
            input=data,
            capture_output=True,
            check=False,
            env={**os.environ, **(env or {})},
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    def write(self, path: str, content: str | bytes = "") -> Path:
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def stage(self, *paths: str) -> None:
        """Stage the named paths, or everything."""
        self.git("add", "-A", "--", *(paths or (".",)))

    def commit(self, message: str = "change", *paths: str) -> str:
        """Stage as `stage` does, commit without hooks, and give the commit's id."""
        self.stage(*paths)
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", message)
        return self.head()

    def head(self, rev: str = "HEAD") -> str:
        return self.git("rev-parse", "--verify", f"{rev}^{{commit}}")

    def blob(self, content: str | bytes) -> str:
        data = content.encode() if isinstance(content, str) else content
        return self.git("hash-object", "-w", "--stdin", data=data)

    def stage_raw(self, path: bytes, content: str | bytes = "", mode: str = "100644") -> None:
        """Put a path into the index that no file system needs to bear.

        With mode 160000 the content is the id of a submodule's commit.
        """
        gitlink = mode == "160000"
        blob = content if gitlink and isinstance(content, str) else self.blob(content)
        line = f"{mode} {blob}\t".encode() + path + b"\0"
        self.git("update-index", "--add", "-z", "--index-info", data=line)

    def commit_index(self, message: str = "change") -> str:
        """Commit what the index holds and leave the work tree alone."""
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", message)
        return self.head()

    def run(
        self,
        *argv: str,
        env: dict[str, str] | None = None,
        cwd: str = "",
        command: list[str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """The finished program, run in the repository; with `command` by a new interpreter."""
        variables = {**os.environ, **(env or {})}
        if command is None and warm.fits(env):
            return warm.run(argv, str(self.path / cwd), variables)
        return subprocess.run(
            [*(command or program()), *argv],
            cwd=self.path / cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="surrogateescape",
            env=variables,
        )

    def arm(self) -> Path:
        """Configure the repository so that careless git use creates the file that is returned."""
        canary = self.home / "CANARY"
        script = self.home / "canary.sh"
        script.write_text(f"#!/bin/sh\necho ran >> '{canary}'\ncat\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        with open(self.path / ".git/config", "a") as config:
            config.write(_ARMED.format(script=script))
        hooks = self.home / "hooks"
        hooks.mkdir(exist_ok=True)
        for name in ("pre-commit", "post-index-change", "reference-transaction"):
            (hooks / name).write_text(script.read_text())
            (hooks / name).chmod(0o755)
        self.git("config", "core.hooksPath", str(hooks))
        attributes = self.path / ".git/info/attributes"
        attributes.parent.mkdir(exist_ok=True)
        attributes.write_text("* filter=canary diff=canary\n")
        canary.unlink(missing_ok=True)
        return canary


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """An empty repository on the branch `main`, in an environment without CI or foreign git."""
    home = tmp_path / "home"
    home.mkdir()
    config = home / "gitconfig"
    config.write_text(_GIT_CONFIG)
    for name in list(os.environ):
        if name.startswith(_FOREIGN):
            monkeypatch.delenv(name)
    day = "2026-11-20T12:00:00+00:00"
    clean = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": day,
        "GIT_COMMITTER_DATE": day,
        "LC_ALL": "C.UTF-8",
    }
    for name, value in clean.items():
        monkeypatch.setenv(name, value)
    made = Repo(tmp_path / "repo", home)
    shutil.copytree(_empty_repository(), made.path)
    return made


@cache
def _empty_repository() -> str:
    """What `git init` makes, made once: it takes longer than many a test."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    init = ["git", "init", "--quiet", "--initial-branch=main", "--template=", folder.name]
    subprocess.run(init, check=True)
    return folder.name
