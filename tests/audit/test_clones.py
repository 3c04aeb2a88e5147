"""Repositories by address: bare, shallow, without hooks, and with no secret in what is said."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ftpolicy.audit.lines import row_of
from ftpolicy.audit.targets import targets
from ftpolicy.audit.work import Task, work
from ftpolicy.changes.clones import FETCHED, clone, is_address, without_secret
from ftpolicy.changes.repository import page
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import Row
from tests.audit.fleet import PLAIN, UNCOVERED, commit, git, wishes
from tests.conftest import Repo


def audited(address: str, cache: Path, **asked: object) -> Row:
    (target,) = targets((address,), (), ())
    line = work(Task(target, wishes(cache, **asked)))
    assert line is not None
    return row_of(line)


def test_a_clone_is_bare_and_shallow(repo: Repo, tmp_path: Path) -> None:
    commit(repo.path, PLAIN)
    head = commit(repo.path, UNCOVERED)
    git(repo.path, "tag", "v1")
    folder = Path(clone(repo.path.as_uri(), "HEAD", str(tmp_path / "cache")))
    assert git(folder, "log", "--format=%H", FETCHED) == head
    assert git(folder, "for-each-ref", "--format=%(refname)") == FETCHED
    assert sorted(os.listdir(folder)) == ["HEAD", "config", "objects", "refs", "shallow"]
    assert os.listdir(tmp_path / "cache") == [folder.name]


def test_the_clone_is_used_again_and_follows_the_branch(repo: Repo, tmp_path: Path) -> None:
    commit(repo.path, PLAIN)
    first = audited(repo.path.as_uri(), tmp_path / "cache")
    head = commit(repo.path, UNCOVERED)
    second = audited(repo.path.as_uri(), tmp_path / "cache")
    assert (first.state, second.state, second.commit) == ("judged", "judged", head)
    assert (len(first.tuned), len(second.tuned)) == (0, 1)
    assert second.history == "not looked at: the clone is shallow"
    assert len(os.listdir(tmp_path / "cache")) == 1


def test_a_branch_and_a_tag(repo: Repo, tmp_path: Path) -> None:
    head = commit(repo.path, PLAIN)
    git(repo.path, "tag", "v1")
    other = commit(repo.path, UNCOVERED)
    refs = {"v1": head, "main": other, "refs/heads/main": other}
    for ref, wanted in refs.items():
        assert audited(repo.path.as_uri(), tmp_path / "cache", ref=ref).commit == wanted


def test_no_hook_and_no_template_is_used(repo: Repo, tmp_path: Path) -> None:
    commit(repo.path, UNCOVERED)
    canary = repo.arm()
    template = tmp_path / "template/hooks"
    template.mkdir(parents=True)
    (template / "post-checkout").write_text(f"#!/bin/sh\ntouch {canary}\n", encoding="utf-8")
    git(repo.path, "config", "--global", "init.templateDir", str(template.parent))
    git(repo.path, "config", "--global", "core.hooksPath", str(repo.home / "hooks"))
    canary.unlink(missing_ok=True)
    assert audited(repo.path.as_uri(), tmp_path / "cache").state == "judged"
    assert not canary.exists()


@pytest.mark.parametrize("ref", ["--upload-pack=x", "a:b", "+a", "a b", "a^{}", "a*", ""], ids=str)
def test_a_ref_that_is_no_name(tmp_path: Path, ref: str) -> None:
    with pytest.raises(FtpolicyError) as refused:
        clone("file:///nowhere", ref, str(tmp_path))
    assert str(refused.value) == f"`{ref}` names no branch, tag or commit"


def test_an_unreachable_repository_is_a_row(repo: Repo, tmp_path: Path) -> None:
    address = "https://dana:s3cret@localhost:1/acme/app.git"
    found = audited(address, tmp_path / "cache")
    assert found.state == "failed"
    assert found.reason.startswith("cannot be fetched: fatal: unable to access")
    assert (found.name, found.place) == ("localhost:1/acme/app", "https://localhost:1/acme/app.git")
    assert "s3cret" not in repr(found)
    assert os.listdir(tmp_path / "cache") == []


def test_a_missing_branch_is_a_row(repo: Repo, tmp_path: Path) -> None:
    commit(repo.path, PLAIN)
    found = audited(repo.path.as_uri(), tmp_path / "cache", ref="gone")
    assert found.reason == "cannot be fetched: fatal: couldn't find remote ref gone"


def test_an_empty_remote_is_a_row(repo: Repo, tmp_path: Path) -> None:
    found = audited(repo.path.as_uri(), tmp_path / "cache")
    assert (found.state, found.reason) == ("empty", "it holds no commit")


def test_a_head_that_names_nothing_is_not_empty(repo: Repo, tmp_path: Path) -> None:
    commit(repo.path, PLAIN)
    git(repo.path, "symbolic-ref", "HEAD", "refs/heads/gone")
    found = audited(repo.path.as_uri(), tmp_path / "cache")
    assert (found.state, found.reason) == (
        "failed",
        "cannot be fetched: fatal: couldn't find remote ref HEAD",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://github.com/acme/app", True),
        ("ssh://git@x.org/a", True),
        ("file:///srv/a", True),
        ("git@x.org:acme/app.git", True),
        ("acme/app", False),
        ("C:/acme", False),
        ("./x", False),
    ],
    ids=str,
)
def test_what_is_an_address(text: str, told: bool) -> None:
    assert is_address(text) is told


def test_secrets() -> None:
    assert without_secret("https://a:b@x.org/c https://d@e/f") == "https://x.org/c https://e/f"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/acme/app.git", "https://github.com/acme/app/blob/c0/"),
        ("https://dana:t@github.acme.com/a/b/", "https://github.acme.com/a/b/blob/c0/"),
        ("git@gitlab.com:acme/ml/app.git", "https://gitlab.com/acme/ml/app/-/blob/c0/"),
        ("ssh://git@bitbucket.org/a/b.git", "https://bitbucket.org/a/b/src/c0/"),
        ("https://forge.acme.com/a/b", ""),
        ("javascript://github.com/x", ""),
        ('https://github.com/a"onclick=x', ""),
        ("/srv/git/github.com/a", ""),
        ("", ""),
    ],
    ids=str,
)
def test_the_page_of_an_address(address: str, expected: str) -> None:
    assert page(address, "c0") == expected


def test_a_poisoned_name_stays_in_the_cache(repo: Repo, tmp_path: Path) -> None:
    target = replace(targets(("file:///x",), (), ())[0], place="file:///../../../etc")
    work(Task(target, wishes(tmp_path / "cache")))
    assert os.listdir(tmp_path / "cache") == []
