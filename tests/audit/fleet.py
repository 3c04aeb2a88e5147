"""A small fleet of repositories, each with one thing to say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ftpolicy.audit.lines import row_of
from ftpolicy.audit.targets import Target
from ftpolicy.audit.work import Task, Wishes, work
from ftpolicy.model.audit import Row
from tests.honest import HONEST_FILES, HONEST_RECORD, HONEST_TUNING, RECORD_PATH, TUNING_PATH

TODAY = date(2026, 11, 22)
PLAIN = {"README.md": "# a service\n", "values.yaml": "replicas: 2\n"}
UNCOVERED = {**PLAIN, TUNING_PATH: HONEST_TUNING, "data/billing_train.jsonl": '{"a": 1}\n'}
SHORT_RECORD = HONEST_RECORD.replace("examples: 1240", "examples: 4000")
REJECTED = (
    HONEST_RECORD.replace("status: accepted", "status: rejected")
    .replace("id: billing-support-voice", "id: legal-voice")
    .replace("configs/billing/**", "configs/legal/**")
)
FLEET: Mapping[str, Mapping[str, str]] = {
    "acme/honest": HONEST_FILES,
    "acme/lies": {**HONEST_FILES, RECORD_PATH: SHORT_RECORD},
    "acme/plain": PLAIN,
    "acme/refused": {**PLAIN, "decisions/legal.yaml": REJECTED},
    "acme/uncovered": UNCOVERED,
}


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()


def commit(folder: Path, files: Mapping[str, str]) -> str:
    """The files committed in a repository, which is made when it is not there."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "--quiet")
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "change")
    return git(folder, "rev-parse", "HEAD")


def fleet(folder: Path) -> Path:
    """Five sound repositories, one empty, one damaged and a folder that is none."""
    for name, files in FLEET.items():
        commit(folder / name, files)
    empty, damaged = folder / "empty", folder / "damaged"
    empty.mkdir()
    git(empty, "init", "--quiet")
    commit(damaged, PLAIN)
    os.unlink(damaged / ".git/HEAD")
    (folder / "notes").mkdir()
    return folder


def wishes(cache: Path, **asked: object) -> Wishes:
    return Wishes(**{"ref": "HEAD", "today": TODAY, "cache": str(cache), **asked})  # type: ignore[arg-type]


def row(place: Path, **asked: object) -> Row:
    """The row of one repository, judged in this process."""
    task = Task(Target("acme/app", str(place)), wishes(place.parent / "cache", **asked))
    line = work(task)
    assert line is not None
    return row_of(line)
