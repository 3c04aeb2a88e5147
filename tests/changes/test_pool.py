"""Readings share processes, and do not get into each other's way."""

from __future__ import annotations

import os

import pytest

from ftpolicy.changes import blobs
from ftpolicy.changes.git import Child
from ftpolicy.changes.trees import commit_tree
from tests.conftest import Repo

PATHS = ("a", "b", "c")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []

    class Counted(Child):
        __slots__ = ()

        def __init__(self, args: tuple[str, ...], cwd: str, *, talks: bool) -> None:
            found.append(tuple(args))
            super().__init__(args, cwd, talks=talks)

    monkeypatch.setattr(blobs, "Child", Counted)
    return found


@pytest.fixture
def committed(repo: Repo) -> tuple[str, str]:
    """A commit with three files, and the repository."""
    for path in PATHS:
        repo.write(path, f"content of {path}")
    return repo.commit(), str(repo)


def test_trees_of_a_repository_share_a_process(
    committed: tuple[str, str], started: list[tuple[str, ...]]
) -> None:
    one, other = commit_tree(*committed), commit_tree(*committed)
    assert (one.read("a"), other.read("b"), one.size("c")) == (b"content of a", b"content of b", 12)
    assert [*dict(other.read_all(PATHS, 99))] == [*PATHS]
    assert next(iter(one.read_all(["a"], 99))) == ("a", b"content of a")
    assert len(started) == 1
    del one, other
    assert commit_tree(*committed).read("a") == b"content of a"
    assert len(started) == 2


def test_readings_may_be_nested(committed: tuple[str, str], started: list[tuple[str, ...]]) -> None:
    tree = commit_tree(*committed)
    for _ in range(3):
        for path, data in tree.read_all(PATHS, 99):
            inner = [tree.read(it) for it in PATHS]
            assert (data, len({*inner})) == (f"content of {path}".encode(), 3)
    assert len(started) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_fork_reads_by_a_process_of_its_own(committed: tuple[str, str]) -> None:
    tree = commit_tree(*committed)
    assert tree.read("a") == b"content of a"
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        for _ in range(200):
            os.write(writing, tree.read("b") or b"?")
        os._exit(0)
    os.close(writing)
    ours = {tree.read("c") for _ in range(200)}
    with open(reading, "rb") as stream:
        theirs = stream.read()
    assert os.waitpid(child, 0)[1] == 0
    assert (ours, theirs) == ({b"content of c"}, b"content of b" * 200)
