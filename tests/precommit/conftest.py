"""The hook as a stranger installs it: a repository of ours, and the real pre-commit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.conftest import Repo
from tests.honest import HONEST_FILES, RECORD_PATH

ROOT = Path(__file__).resolve().parents[2]
HOOK_TYPES = ("pre-commit", "pre-merge-commit", "pre-push")
_FINDING = re.compile(
    r"^ *(error|warning|note)\[(FT\d{3})\]: .*\n(?: .*\n)*? *--> (\S+?):", re.MULTILINE
)
_CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - {{id: ftpolicy, verbose: true}}
      - {{id: ftpolicy-all, verbose: true}}
"""


@dataclass(frozen=True)
class Installed:
    """Our hook repository, and an environment in which pre-commit has already installed it."""

    source: Path
    rev: str
    environment: dict[str, str]

    @property
    def config(self) -> str:
        return _CONFIG.format(repo=self.source, rev=self.rev)


@dataclass(frozen=True)
class Done:
    """What a command printed, and what the hook said in it."""

    code: int
    output: str

    @property
    def findings(self) -> list[str]:
        """Severity, code and path of each finding, in the order printed."""
        return [" ".join(found) for found in _FINDING.findall(self.output)]


@dataclass(frozen=True)
class Hooked:
    """A repository in which our hook is installed."""

    repo: Repo

    def does(self, *command: str) -> Done:
        done = self.repo.run(command=list(command))
        return Done(done.returncode, done.stdout + done.stderr)

    def pre_commit(self, *args: str) -> Done:
        return self.does(*PRE_COMMIT, *args, "--color=never")

    def adopt(self) -> None:
        """Commit the honest repository, past the hook."""
        for path, text in honest_files().items():
            self.repo.write(path, text)
        self.repo.commit("honest")


PRE_COMMIT = (sys.executable, "-m", "pre_commit")


def honest_files() -> dict[str, str]:
    """The honest repository with the dates that have to lie ahead of the real clock."""
    today = datetime.now(timezone.utc).date()
    ahead = {
        "results_due: 2027-01-15": f"results_due: {today + timedelta(days=60)}",
        "next_review: 2027-02-20": f"next_review: {today + timedelta(days=90)}",
        "base_available_until: 2027-09-30": f"base_available_until: {today + timedelta(days=300)}",
    }
    record = HONEST_FILES[RECORD_PATH]
    for old, new in ahead.items():
        assert old in record
        record = record.replace(old, new)
    return {**HONEST_FILES, RECORD_PATH: record}


def index_settings() -> dict[str, str]:
    """How this machine reaches its package index; the tests change the home, pip must not care."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "UV_", "SSL_")) or name.lower().endswith("_proxy")
    }
    home = Path.home()
    files = (
        Path(os.environ.get("XDG_CONFIG_HOME", home / ".config"), "pip/pip.conf"),
        home / ".pip/pip.conf",
    )
    own = next((str(file) for file in files if file.is_file()), None)
    return {**({"PIP_CONFIG_FILE": own} if own else {}), **kept}


def _git(folder: Path, *args: str) -> str:
    identity = ("-c", "user.name=Dana", "-c", "user.email=dana@example.com")
    done = subprocess.run(
        ["git", *identity, *args], cwd=folder, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def committed(source: Path) -> Path:
    """This project as it stands on disk, committed to a repository of its own."""
    listed = _git(ROOT, "ls-files", "-z", "-c", "-o", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    _git(source, "init", "--quiet")
    _git(source, "add", "-A")
    _git(source, "commit", "--quiet", "--no-verify", "-m", "the hook")
    return source


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The hook from a repository of its own, as pre-commit has installed it."""
    source = committed(tmp_path_factory.mktemp("hook") / "ftpolicy")
    home = tmp_path_factory.mktemp("store")
    environment = {**index_settings(), "PRE_COMMIT_HOME": str(home / "pre-commit")}
    made = Installed(source, _git(source, "rev-parse", "HEAD").strip(), environment)
    consumer = tmp_path_factory.mktemp("consumer")
    _git(consumer, "init", "--quiet")
    (consumer / ".pre-commit-config.yaml").write_text(made.config)
    done = subprocess.run(
        [*PRE_COMMIT, "install-hooks"],
        cwd=consumer,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return made


@pytest.fixture
def hooked(installed: Installed, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Hooked:
    """A repository with one commit, the hook installed for commits, merges and pushes."""
    for name, value in installed.environment.items():
        monkeypatch.setenv(name, value)
    made = Hooked(repo)
    repo.write("README.md", "# a product\n")
    repo.write(".pre-commit-config.yaml", installed.config)
    repo.commit("start")
    types = [word for each in HOOK_TYPES for word in ("--hook-type", each)]
    assert made.does(*PRE_COMMIT, "install", *types).code == 0
    return made
