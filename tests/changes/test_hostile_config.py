"""A repository whose configuration runs programs: none of ours lets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ftpolicy.changes.commits import between, pushed_tree
from ftpolicy.changes.staged import staged
from ftpolicy.changes.worktree import worktree
from ftpolicy.model.change import ChangeSet
from tests.conftest import Repo

SOURCES: dict[str, Callable[[str], ChangeSet]] = {
    "staged": staged,
    "between": lambda cwd: between("HEAD~1", "HEAD", cwd),
    "pushed_tree": lambda cwd: pushed_tree("HEAD", cwd),
    "worktree": worktree,
}


@pytest.fixture
def armed(repo: Repo) -> Repo:
    repo.write("a.yml", "one\n")
    repo.commit()
    repo.write("a.yml", "two\n")
    repo.write("b.yml", "two\n")
    repo.commit()
    repo.write("a.yml", "three\n")
    repo.stage()
    repo.write("a.yml", "four\n")
    repo.arm()
    return repo


@pytest.mark.parametrize(
    "careless",
    [["status"], ["diff"], ["show", "--textconv", "HEAD:a.yml"], ["diff", "--cached", "--raw"]],
    ids=["fsmonitor", "external-diff", "textconv", "cached"],
)
def test_careless_use_would_be_seen(careless: list[str], armed: Repo) -> None:
    armed.git(*careless)
    assert (armed.home / "CANARY").exists()


@pytest.mark.threat("file system monitor", "external diff", "filters")
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_nothing_is_run(source: Callable[[str], ChangeSet], armed: Repo) -> None:
    found = source(str(armed))
    assert found.changes
    for tree in (found.before, found.after, *found.policy_trees):
        every = [entry.path for entry in tree.entries()]
        assert [path for path, _ in tree.read_all(every, 100)] == every
        assert tree.read("a.yml") in (None, b"one\n", b"two\n", b"three\n", b"four\n")
    assert not (armed.home / "CANARY").exists()
