"""The distributions of this project as it stands on disk, and the wheel installed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.precommit.conftest import committed, index_settings
from tools import distributions


@dataclass(frozen=True)
class Built:
    """The distributions, the repository that they were built from, and an environment."""

    wheel: Path
    sdist: Path
    source: Path
    environment: Path

    @property
    def python(self) -> Path:
        return self.environment / "bin/python"

    def run(self, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return run(str(self.environment / "bin/ftpolicy"), *args, cwd=cwd)

    @property
    def tracked(self) -> list[str]:
        """What git knows of the repository."""
        return must("git", "ls-files", "-z", cwd=self.source).split("\0")[:-1]


def run(*command: str, cwd: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """The command with nothing of this environment but what leads to programs and the index."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        command,
        cwd=cwd,
        env={**kept, **index_settings(), **uv_settings(), "HOME": str(cwd), **extra},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


@cache
def uv_settings() -> dict[str, str]:
    """uv asks the index that pip was told of, and keeps what it fetched under the real home."""
    pip = (sys.executable, "-m", "pip", "config", "get", "global.index-url")
    told = subprocess.run(pip, capture_output=True, check=False, encoding="utf-8").stdout.strip()
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or told
    store = os.environ.get("UV_CACHE_DIR") or str(Path.home() / ".cache/uv")
    own = {"UV_CACHE_DIR": store, "UV_LINK_MODE": "copy"}
    return {**own, "UV_DEFAULT_INDEX": index} if index else own


def must(*command: str, cwd: Path, **extra: str) -> str:
    done = run(*command, cwd=cwd, **extra)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(folder: Path, *wanted: str) -> Path:
    """A new environment with what is wanted; uv has it in a second where pip takes twenty."""
    uv = (sys.executable, "-m", "uv")
    must(*uv, "venv", "--quiet", "--python", sys.executable, str(folder), cwd=folder.parent)
    python = str(folder / "bin/python")
    must(*uv, "pip", "install", "--quiet", "--python", python, *wanted, cwd=folder.parent)
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    source = committed(tmp_path_factory.mktemp("source") / "ftpolicy")
    folder = tmp_path_factory.mktemp("dist")
    made = distributions.build(source, folder)
    (wheel,) = (path for path in made if path.suffix == ".whl")
    (sdist,) = (path for path in made if path.suffix == ".gz")
    return Built(wheel, sdist, source, environment(folder / "venv", str(wheel)))
