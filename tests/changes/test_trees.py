"""Trees that git holds: read in any order, each question for itself."""

from __future__ import annotations

import pytest

from ftpolicy.changes import trees
from ftpolicy.changes.entries import changes, index_entries, tree_entries
from ftpolicy.changes.trees import EmptyTree, commit_tree, index_tree
from ftpolicy.errors import FtpolicyError
from tests.conftest import Repo

ID = b"1" * 40


def test_reading_one_file_while_all_are_read(repo: Repo) -> None:
    for number in range(200):
        repo.write(f"{number:03}", f"{number}\n")
    tree = commit_tree(repo.commit(), str(repo))
    paths = [entry.path for entry in tree.entries()]
    assert len(paths) == 200
    for path, data in tree.read_all(paths, 100):
        assert data == f"{int(path)}\n".encode()
        assert tree.read("199") == b"199\n"


def test_what_is_no_regular_file_is_left_out(repo: Repo) -> None:
    repo.stage_raw(b"file", b"x")
    repo.stage_raw(b"link", b"file", "120000")
    repo.stage_raw(b"sub", "1" * 40, "160000")
    for tree in (index_tree(str(repo)), commit_tree(repo.commit_index(), str(repo))):
        wanted = ["sub", "link", "nowhere", "file"]
        assert list(tree.read_all(wanted, 100)) == [("file", b"x")]
        assert [tree.read(path) for path in wanted] == [None, None, None, b"x"]
        assert [tree.link(path) for path in wanted] == [None, b"file", None, None]
        assert tree.entry("nowhere") is None


def test_a_file_over_the_limit_is_held_back(repo: Repo) -> None:
    repo.write("a", "12345")
    repo.write("b", "1234")
    tree = commit_tree(repo.commit(), str(repo))
    assert list(tree.read_all(["a", "b"], 4)) == [("a", None), ("b", b"1234")]


def test_a_file_too_large_for_memory_is_an_error(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "LARGEST", 4)
    repo.write("a", "12345")
    with pytest.raises(FtpolicyError) as told:
        commit_tree(repo.commit(), str(repo)).read("a")
    assert str(told.value) == "`a` is too large to be read"


def test_the_empty_tree() -> None:
    tree = EmptyTree()
    assert (tree.entry("a"), tree.read("a"), tree.link("a")) == (None, None, None)
    assert (list(tree.entries()), list(tree.read_all(["a"], 1))) == ([], [])


def test_a_conflict_is_no_entry() -> None:
    listing = b"100644 %b 0\ta\x00100644 %b 2\tb\x00" % (ID, ID)
    with pytest.raises(FtpolicyError) as told:
        index_entries(listing)
    assert str(told.value) == "`b` has a merge conflict; resolve it and run `git add` on it first"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b":100644 100644 %b %b X\0a\0", "git reports `a` as `X`"),
        (b":000000 130000 %b %b A\0a\n\0", "git gives `a\\n` the unknown mode `130000`"),
    ],
    ids=["letter", "mode"],
)
def test_a_record_that_git_should_not_write(raw: bytes, message: str) -> None:
    with pytest.raises(FtpolicyError) as told:
        changes(raw % (ID, ID))
    assert str(told.value) == message


def test_a_mode_that_git_should_not_write() -> None:
    with pytest.raises(FtpolicyError, match=r"^git gives `a` the unknown mode `040000`$"):
        tree_entries(b"040000 tree %b\ta\0" % ID)
