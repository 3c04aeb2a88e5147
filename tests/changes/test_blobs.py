"""Objects come in order, whatever their number, size and fate."""

from __future__ import annotations

import os

import pytest

from ftpolicy.changes import blobs as module
from ftpolicy.changes.blobs import Blobs
from ftpolicy.errors import FtpolicyError
from tests.conftest import Repo

NOBODY = "1" * 40


def test_more_than_one_batch_in_order(repo: Repo) -> None:
    ids = [repo.blob(f"{number}\n" * number) for number in range(30)] * 8
    with Blobs(str(repo)) as blobs:
        found = [one.data for one in blobs.each((name, 1000) for name in ids)]
    assert found == [f"{number}\n".encode() * number for number in range(30)] * 8


@pytest.mark.parametrize("dear", [1 << 30, 10], ids=["read-past", "start-again"])
def test_what_is_over_its_limit_is_held_back(
    dear: int, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_DEAR", dear)
    small, large = repo.blob("small"), repo.blob(b"x" * 200_000)
    wanted = [(small, 5), (large, 5), (small, 4), (large, 200_000), (large, 199_999)]
    with Blobs(str(repo)) as blobs:
        found = [(one.kind, one.size, one.data) for one in blobs.each(wanted)]
    assert found == [
        ("blob", 5, b"small"),
        ("blob", 200_000, None),
        ("blob", 5, None),
        ("blob", 200_000, b"x" * 200_000),
        ("blob", 200_000, None),
    ]


@pytest.mark.parametrize("name", [NOBODY, "HEAD:a b.yml", "no such ref"])
def test_what_is_not_there_is_missing(name: str, repo: Repo) -> None:
    there = repo.blob("x")
    with Blobs(str(repo)) as blobs:
        found = [(one.kind, one.data) for one in blobs.each([(name, 9), (there, 9)])]
    assert found == [("missing", None), ("blob", b"x")]


def test_an_iteration_may_be_left(repo: Repo) -> None:
    first, second = repo.blob("first"), repo.blob("second")
    with Blobs(str(repo)) as blobs:
        for _ in blobs.each([(first, 9), (first, 9)]):
            break
        assert [one.data for one in blobs.each([(second, 9)])] == [b"second"]


def test_a_process_that_cannot_start_says_why(repo: Repo) -> None:
    with (
        pytest.raises(FtpolicyError, match="is not in a git repository"),
        Blobs(str(repo.home)) as blobs,
    ):
        list(blobs.each([(NOBODY, 9)]))


@pytest.mark.parametrize("limit", [9, 9 << 20])
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "within"])
def test_a_damaged_object_is_as_good_as_missing(whole: bool, limit: int, repo: Repo) -> None:
    content = b"content" if whole else os.urandom(400 << 10)
    name, there = repo.blob(content), repo.blob("x")
    path = repo.path / ".git/objects" / name[:2] / name[2:]
    path.chmod(0o644)
    half = path.read_bytes()[: 200 << 10]
    path.write_bytes(b"rubbish" if whole else half + b"rubbish")
    with Blobs(str(repo)) as blobs:
        found = [one.kind for one in blobs.each([(name, limit), (there, limit)])]
    assert found == ["missing", "blob"]


def test_what_is_read_last_may_be_left(repo: Repo) -> None:
    first, second = repo.blob("first"), repo.blob("second")
    with Blobs(str(repo)) as blobs:
        for name in (first, second):
            left = blobs.each([(name, 9)])
            next(left)
            left.close()
        (before,) = {id(blobs._child)}
        assert [one.data for one in blobs.each([(first, 9)])] == [b"first"]
        assert id(blobs._child) == before
