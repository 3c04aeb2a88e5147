"""The commands that write, each with what it writes, for tests that take the place away."""

from __future__ import annotations

from tests.conftest import Repo
from tests.fresh import EVIDENCE
from tests.honest import HONEST_RECORD, HONEST_TUNING, RECORD_PATH, TUNING_PATH

BARE = "configs/sales/train.yaml"
"""A tuning file that no record covers."""

POLICY = "schema_version: 1\n"
WRITERS: dict[str, tuple[list[str], str]] = {
    "baseline": (["baseline", "create"], ".ftpolicy-baseline.yaml"),
    "check": (["check", "--all", "--no-evidence", "--output", "json=out.json"], "out.json"),
    "export": (["export", RECORD_PATH, "--to", "madr", "--output", "page.md"], "page.md"),
    "init": (["init", "--yes"], ".pre-commit-config.yaml"),
    "measure": (["measure", RECORD_PATH, "--write"], RECORD_PATH),
    "new": (["new", BARE], "decisions/sales-train.yaml"),
    "trial": (
        ["trial", TUNING_PATH, "--for", "plain", "--tests", "data/billing_test.jsonl"],
        "trials/billing",
    ),
    "waive": (
        ["waive", "FT203", "--reason", "r", "--owner", "o", "--expires", "P1D"],
        ".ftpolicy.yaml",
    ),
}
"""The command line of each, and what it writes."""


def fill(repo: Repo) -> None:
    """A repository in which every one of them has something to write."""
    for path, text in EVIDENCE.items():
        repo.write(path, text)
    repo.write(RECORD_PATH, HONEST_RECORD.replace("examples: 1240", "examples: 1300"))
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.write(BARE, HONEST_TUNING)
    repo.write(".ftpolicy.yaml", POLICY)
    repo.commit("first")


def files(repo: Repo) -> dict[str, bytes]:
    """All that stands in the work tree, and what a scan keeps; git's own files are left out."""
    return {
        path.relative_to(repo.path).as_posix(): path.read_bytes()
        for path in repo.path.rglob("*")
        if path.is_file() and (".git" not in path.parts or "ftpolicy" in path.parts)
    }
