"""Files on disk: tracked and new ones in git, all of them elsewhere, nothing through a link."""

from __future__ import annotations

import os

import pytest

from ftpolicy.changes import folder
from ftpolicy.changes.worktree import worktree
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeKind, EntryKind, ScopeKind
from tests.conftest import Repo

NAMES = (b"a\nb.yml", b"a\xff.yml", b":b.yml", b"-dash.yml", "ü.yml".encode(), b"tail .yml ")


def paths(repo: Repo, *named: str, cwd: str = "") -> list[str]:
    return [it.path for it in worktree(str(repo.path / cwd), named).changes]


def test_tracked_and_new_files_as_they_stand_on_disk(repo: Repo) -> None:
    repo.write(".gitignore", "ignored/\n")
    repo.write("a.yml", "staged")
    repo.commit()
    repo.write("a.yml", "on disk")
    repo.write("new/b.yml", "new")
    repo.write("ignored/c.yml", "x")
    found = worktree(str(repo))
    assert [it.path for it in found.changes] == [".gitignore", "a.yml", "new/b.yml"]
    assert {it.kind for it in found.changes} == {ChangeKind.ADDED}
    assert found.after.read("a.yml") == b"on disk"
    assert found.policy_trees == (found.after,)
    assert (found.label, found.scope, found.notes) == ("work tree", ScopeKind.TREE, ())
    assert (found.base, found.head, found.enforcing) == (None, None, False)


@pytest.mark.parametrize(
    ("named", "cwd", "expected"),
    [
        (("a/x.yml",), "", ["a/x.yml"]),
        (("a",), "", ["a/x.yml", "a/y.yml"]),
        ((".",), "a", ["a/x.yml", "a/y.yml"]),
        (("../b.yml", "x.yml"), "a", ["a/x.yml", "b.yml"]),
        ((".",), "", [".gitignore", "a/x.yml", "a/y.yml", "b.yml"]),
        (("ignored.yml",), "", ["ignored.yml"]),
        (("a/", "a/x.yml"), "", ["a/x.yml", "a/y.yml"]),
    ],
    ids=["file", "folder", "here", "above", "root", "ignored", "twice"],
)
def test_named_paths(named: tuple[str, ...], cwd: str, expected: list[str], repo: Repo) -> None:
    repo.write(".gitignore", "ignored.yml\n")
    for path in ("a/x.yml", "a/y.yml", "b.yml", "ignored.yml"):
        repo.write(path)
    assert paths(repo, *named, cwd=cwd) == expected


def test_the_whole_tree_stands_beside_a_named_path(repo: Repo) -> None:
    repo.write("a.yml")
    repo.write("record.md", "x")
    found = worktree(str(repo), ("a.yml",))
    assert found.after.read("record.md") == b"x"
    assert found.label == "a.yml"
    assert worktree(str(repo), ("a.yml", "record.md")).label == "a.yml and 1 more"


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("nowhere.yml", "`nowhere.yml` does not exist"),
        ("x\x1b[2K", "`x\\x1b[2K` does not exist"),
        ("../home", "`../home` lies outside of `{root}`"),
        ("out/gitconfig", "`out/gitconfig` lies outside of `{root}`"),
    ],
    ids=["missing", "escape", "above", "through-a-link"],
)
def test_a_path_that_cannot_be_judged(named: str, message: str, repo: Repo) -> None:
    (repo.path / "out").symlink_to(repo.home)
    with pytest.raises(FtpolicyError) as told:
        worktree(str(repo), (named,))
    assert str(told.value) == message.format(root=repo)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
@pytest.mark.parametrize("where", ["repo", "folder"])
def test_an_odd_name_hides_neither_itself_nor_another(where: str, name: bytes, repo: Repo) -> None:
    root = repo.path if where == "repo" else repo.home / "plain"
    root.mkdir(exist_ok=True)
    for each in (name, b"zz.yml"):
        with open(os.path.join(os.fsencode(root), each), "wb") as file:
            file.write(each)
    found = worktree(str(root))
    assert {it.path: found.after.read(it.path) for it in found.changes} == {
        name.decode("utf-8", "surrogateescape"): name,
        "zz.yml": b"zz.yml",
    }


def test_a_folder_outside_of_git(repo: Repo) -> None:
    root = repo.home / "plain"
    for path in (".git/config", "a/b/c.yml", "d.yml"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    (root / ".git/config").rename(root / "config")
    (root / ".git").rmdir()
    (root / "a/.git").mkdir()
    (root / "a/.git/x").touch()
    (root / "loop").symlink_to(root)
    found = worktree(str(root))
    assert [(it.path, it.after.kind) for it in found.changes if it.after] == [
        ("a/b/c.yml", EntryKind.FILE),
        ("config", EntryKind.FILE),
        ("d.yml", EntryKind.FILE),
        ("loop", EntryKind.LINK),
    ]


def test_too_many_files_are_refused(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_MOST_FILES", 3)
    root = repo.home / "plain"
    root.mkdir()
    for number in range(3):
        (root / str(number)).touch()
    assert len(worktree(str(root)).changes) == 3
    (root / "one more").touch()
    with pytest.raises(FtpolicyError) as told:
        worktree(str(root))
    assert str(told.value) == f"more than 3 files under `{root}`; name a smaller folder"


@pytest.mark.threat("links")
def test_no_link_is_followed(repo: Repo) -> None:
    secret = repo.home / "secret"
    secret.mkdir()
    (secret / "b.yml").write_text("secret")
    repo.write("a/b.yml", "x")
    repo.write("c.yml", "x")
    repo.commit()
    (repo.path / "a/b.yml").unlink()
    (repo.path / "a").rmdir()
    (repo.path / "a").symlink_to(secret)
    (repo.path / "c.yml").unlink()
    (repo.path / "c.yml").symlink_to(secret / "b.yml")
    found = worktree(str(repo))
    assert [(it.path, it.after.kind) for it in found.changes if it.after] == [
        ("a", EntryKind.LINK),
        ("c.yml", EntryKind.LINK),
    ]
    assert found.after.read("c.yml") is None
    assert found.after.link("c.yml") == os.fsencode(secret / "b.yml")
    assert found.after.link("nowhere") is None
    assert list(found.after.read_all(["c.yml", "a/b.yml"], 100)) == []
    assert found.notes == ("1 tracked file is not on disk and was not judged",)


def test_a_file_that_becomes_a_link_is_not_read(repo: Repo) -> None:
    path = repo.write("a.yml", "x")
    found = worktree(str(repo))
    path.unlink()
    path.symlink_to(repo.home / "gitconfig")
    with pytest.raises(FtpolicyError, match=r"^`a\.yml` cannot be read: "):
        found.after.read("a.yml")


@pytest.mark.threat("evidence paths")
def test_a_fifo_blocks_nothing_and_is_said(repo: Repo) -> None:
    repo.write("a.yml", "x")
    repo.write("b.yml", "x")
    repo.write("c.yml", "x")
    repo.commit()
    for name in ("a.yml", "b.yml"):
        (repo.path / name).unlink()
    os.mkfifo(repo.path / "a.yml")
    found = worktree(str(repo))
    assert [it.path for it in found.changes] == ["c.yml"]
    assert found.notes == (
        "1 tracked file is not on disk and was not judged",
        "`a.yml` is neither file nor link and was not judged",
    )
    (repo.path / "c.yml").unlink()
    os.mkfifo(repo.path / "c.yml")
    with pytest.raises(FtpolicyError) as told:
        found.after.read("c.yml")
    assert str(told.value) == "`c.yml` cannot be read: it is no regular file"


def test_a_repository_within_is_a_submodule(repo: Repo) -> None:
    repo.git("init", "--quiet", "inner")
    repo.write("inner/x")
    (change,) = worktree(str(repo)).changes
    assert change.after is not None
    assert (change.path, change.after.kind) == ("inner", EntryKind.SUBMODULE)


def test_a_file_over_the_limit_is_held_back(repo: Repo) -> None:
    repo.write("a.yml", "12345")
    repo.write("b.yml", "1234")
    tree = worktree(str(repo)).after
    assert list(tree.read_all(["a.yml", "b.yml", "nowhere"], 4)) == [
        ("a.yml", None),
        ("b.yml", b"1234"),
    ]


def test_a_file_too_large_for_memory_is_an_error(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LARGEST", 4)
    repo.write("a.yml", "12345")
    with pytest.raises(FtpolicyError) as told:
        worktree(str(repo)).after.read("a.yml")
    assert str(told.value) == "`a.yml` is too large to be read"


def test_another_users_repository_is_no_plain_folder(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(FtpolicyError, match=f"^git refuses `{repo}`"):
        worktree(str(repo))
