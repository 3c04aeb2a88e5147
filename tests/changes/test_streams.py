"""Files too large for memory are read as streams, from git and from disk."""

from __future__ import annotations

import gc
import os
import tracemalloc
from collections.abc import Callable

import pytest

from ftpolicy.changes.folder import FolderTree
from ftpolicy.changes.trees import EmptyTree, commit_tree, index_tree
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Snapshot
from tests.conftest import Repo

TREES: dict[str, Callable[[Repo], Snapshot]] = {
    "commit": lambda repo: commit_tree(repo.commit(), str(repo)),
    "index": lambda repo: (repo.stage(), index_tree(str(repo)))[1],
    "folder": lambda repo: FolderTree(str(repo), ["a", "link", "folder", "nowhere"]),
}


@pytest.mark.parametrize("tree_of", TREES.values(), ids=list(TREES))
def test_what_is_a_file_is_read_as_a_stream(
    repo: Repo, tree_of: Callable[[Repo], Snapshot]
) -> None:
    data = os.urandom(3 << 20)
    repo.write("a", data)
    repo.write("folder/b", "x")
    (repo.path / "link").symlink_to("a")
    tree = tree_of(repo)
    opened = tree.open("a")

    assert opened is not None
    with opened as stream:
        assert stream.read(10) == data[:10]
        assert stream.read() == data[10:]
        assert stream.read() == b""
    assert tree.size("a") == len(data)
    for path in ("link", "folder", "nowhere"):
        assert (tree.open(path), tree.size(path)) == (None, None)


@pytest.mark.parametrize("tree_of", TREES.values(), ids=list(TREES))
def test_a_stream_is_not_held(repo: Repo, tree_of: Callable[[Repo], Snapshot]) -> None:
    repo.write("a", b"0123456789abcdef" * (1 << 20))
    tree = tree_of(repo)
    tracemalloc.start()
    try:
        opened = tree.open("a")
        assert opened is not None
        with opened as stream:
            assert sum(map(len, iter(lambda: stream.read(1 << 16), b""))) == 16 << 20
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 << 20


@pytest.mark.parametrize("tree_of", TREES.values(), ids=list(TREES))
def test_a_stream_may_be_left(repo: Repo, tree_of: Callable[[Repo], Snapshot]) -> None:
    repo.write("a", b"x" * (4 << 20))
    tree = tree_of(repo)
    ends = []
    for _ in range(3):
        opened = tree.open("a")
        assert opened is not None
        with opened as stream:
            assert stream.read(3) == b"xxx"
        ends.append(os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else [])
    assert len(set(map(len, ends))) == 1
    del opened, stream, tree
    gc.collect()
    if ends[0]:  # but for those of the one process that reads a tree's objects
        assert len(os.listdir("/proc/self/fd")) <= len(ends[0])


def test_an_error_of_the_reader_comes_through(repo: Repo) -> None:
    repo.write("a", b"x" * (4 << 20))
    opened = commit_tree(repo.commit(), str(repo)).open("a")
    assert opened is not None
    with pytest.raises(KeyError), opened as stream:
        {}[stream.read(3)]


def test_an_empty_tree_has_no_streams() -> None:
    assert (EmptyTree().open("a"), EmptyTree().size("a")) == (None, None)


def test_a_damaged_object_is_told(repo: Repo) -> None:
    repo.write("a", b"content")
    tree = commit_tree(repo.commit(), str(repo))
    entry = tree.entry("a")
    assert entry is not None
    loose = repo.path / ".git/objects" / entry.blob[:2] / entry.blob[2:]
    loose.chmod(0o644)
    loose.write_bytes(b"rubbish")
    told = f"the content of `a` (`{entry.blob[:12]}`) is missing or damaged"
    for ask in (tree.open, tree.size, tree.read, lambda path: list(tree.read_all([path], 9))):
        with pytest.raises(FtpolicyError) as error:
            ask("a")
        assert str(error.value).startswith(told)


def test_a_large_object_that_is_damaged_within_is_told_at_its_end(repo: Repo) -> None:
    repo.write("a", os.urandom(9 << 20))
    tree = commit_tree(repo.commit(), str(repo))
    entry = tree.entry("a")
    assert entry is not None
    loose = repo.path / ".git/objects" / entry.blob[:2] / entry.blob[2:]
    loose.chmod(0o644)
    loose.write_bytes(loose.read_bytes()[: 2 << 20])
    opened = tree.open("a")
    assert opened is not None
    with pytest.raises(FtpolicyError) as error, opened as stream:
        assert 1 << 20 < len(stream.read()) < 3 << 20
    told = f"the content of `a` (`{entry.blob[:12]}`) is missing or damaged"
    assert str(error.value).startswith(told)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
@pytest.mark.parametrize("swap", ["fifo", "link", "gone"])
def test_a_file_that_is_swapped_before_it_is_opened(repo: Repo, swap: str) -> None:
    path = repo.write("a", "x")
    tree = FolderTree(str(repo), ["a"])
    path.unlink()
    if swap == "fifo":
        os.mkfifo(path)
    elif swap == "link":
        path.symlink_to(repo.write("b", "secret"))
    with pytest.raises(FtpolicyError, match=r"^`a` cannot be read: "):
        tree.open("a")


def test_the_size_of_a_file_that_is_gone(repo: Repo) -> None:
    path = repo.write("a", "x")
    tree = FolderTree(str(repo), ["a"])
    path.unlink()
    with pytest.raises(FtpolicyError, match=r"^`a` cannot be read: "):
        tree.size("a")
