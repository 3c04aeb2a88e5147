"""Which repositories an audit is about, and what each is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftpolicy.audit.targets import Target, targets
from ftpolicy.errors import FtpolicyError
from tests.audit.fleet import PLAIN, commit, git
from tests.conftest import Repo


def test_a_folder_of_clones(repo: Repo, tmp_path: Path) -> None:
    top = tmp_path / "clones"
    commit(top / "acme/app", {**PLAIN, "vendor/x/HEAD": "", "vendor/x/.git.txt": ""})
    commit(top / "acme/app/inner", PLAIN)
    git(top, "clone", "--quiet", "--bare", "acme/app", "voice.git")
    (top / "notes").mkdir()
    (top / "link").symlink_to(top / "acme")
    assert targets((), (), (str(top),)) == (
        Target("acme/app", str(top / "acme/app")),
        Target("voice.git", str(top / "voice.git")),
    )


def test_a_folder_that_is_itself_a_repository(repo: Repo) -> None:
    commit(repo.path, PLAIN)
    assert targets((), (), (str(repo.path),)) == (Target("repo", str(repo.path)),)


def test_a_list(tmp_path: Path) -> None:
    listed = tmp_path / "repos.txt"
    listed.write_bytes(
        b"\xef\xbb\xbf# ours\n\napp\n  ../voice  \nhttps://dana:token@github.com/acme/x.git\r\n"
        b"git@github.com:acme/y.git\n"
    )
    assert targets((), (str(listed),), ()) == (
        Target("app", str(tmp_path / "app")),
        Target("../voice", f"{tmp_path}/../voice"),
        Target("github.com/acme/x", "https://dana:token@github.com/acme/x.git", remote=True),
        Target("github.com:acme/y", "git@github.com:acme/y.git", remote=True),
    )


def test_each_repository_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = targets(
        ("app", "./app/", str(tmp_path / "app"), "https://x.org/a", "https://x.org/a"), (), ()
    )
    assert [one.name for one in found] == ["app", "x.org/a"]


def test_one_name_never_stands_for_two(tmp_path: Path) -> None:
    for side in ("east", "west"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "repos.txt").write_text("app\n", encoding="utf-8")
    lists = tuple(str(tmp_path / side / "repos.txt") for side in ("east", "west"))
    assert [one.name for one in targets((), lists, ())] == ["app", str(tmp_path / "west/app")]


@pytest.mark.parametrize(
    "text",
    ["ext::sh -c x", "http://x.org/a", "git://x.org/a", "fd::17"],
    ids=["ext", "http", "git", "fd"],
)
def test_other_transports_are_refused(text: str) -> None:
    with pytest.raises(FtpolicyError) as refused:
        targets((text,), (), ())
    assert str(refused.value) == f"`{text}`: clones are made over https, ssh and file alone"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read `{}`: No such file or directory"),
        (b"a\0b", "`{}` is no list of repositories"),
    ],
    ids=["missing", "binary"],
)
def test_a_bad_list(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "repos.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FtpolicyError) as refused:
        targets((), (str(path),), ())
    assert str(refused.value) == message.format(path)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(FtpolicyError, match="is no folder"):
        targets((), (), (str(tmp_path / "x"),))
