"""The change that a commit would make, asked of real git."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import ftpolicy
from ftpolicy.changes.staged import staged
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeKind, EntryKind, ScopeKind
from tests.conftest import Repo

LOCAL = "local result: CI decides against the target branch"
TUNING = b"adapter: lora\n"
HOSTILE_NAMES = {
    "plain": b"ok.yml",
    "newline": b"a\nb.yml",
    "not-utf8": b"a\xff.yml",
    "tab": b"a\tb.yml",
    "quotes": b'"q".yml',
    "backslash": b"a\\b.yml",
    "right-to-left": "\u202e.yml".encode(),
    "colon": b":b.yml",
    "dash": b"-dash.yml",
    "magic": b":(glob)x.yml",
    "spaces": b"tail .yml ",
    "umlaut": "über/ä.yml".encode(),
}
SHOW = """\
import sys; sys.path.insert(0, {root!r})
from ftpolicy.changes.staged import staged
found = staged(".")
for change in found.changes:
    print(change.kind.value, change.path, found.after.read(change.path))
"""


def kinds(repo: Repo) -> list[tuple[str, str]]:
    return [(change.kind.value, change.path) for change in staged(str(repo)).changes]


def hook_that_shows(repo: Repo) -> Path:
    """Install a pre-commit hook that writes what `staged` finds; gives the file it writes to."""
    root = str(Path(ftpolicy.__file__).resolve().parents[1])
    script, shown = repo.home / "show.py", repo.home / "shown"
    script.write_text(SHOW.format(root=root))
    hook = repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec '{sys.executable}' -I '{script}' > '{shown}'\n")
    hook.chmod(0o755)
    return shown


@pytest.mark.threat("quoted paths", "hostile names")
@pytest.mark.parametrize("quoted", ["true", "false"], ids=["quotePath", "no-quotePath"])
@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_an_odd_name_hides_neither_itself_nor_another(name: bytes, quoted: str, repo: Repo) -> None:
    repo.git("config", "core.quotePath", quoted)
    repo.commit()
    repo.stage_raw(name, TUNING)
    repo.stage_raw(b"zz.yml", b"second: 1\n")
    found = staged(str(repo))
    wanted = {name.decode("utf-8", "surrogateescape"): TUNING, "zz.yml": b"second: 1\n"}
    assert {it.path: found.after.read(it.path) for it in found.changes} == wanted
    assert [entry.path for entry in found.after.entries()] == sorted(wanted)
    assert dict(found.after.read_all(sorted(wanted), 100)) == wanted


def test_before_the_first_commit(repo: Repo) -> None:
    repo.write("a.yml", TUNING)
    repo.stage()
    found = staged(str(repo))
    assert [(it.kind, it.path, it.before) for it in found.changes] == [
        (ChangeKind.ADDED, "a.yml", None)
    ]
    assert (found.label, found.scope, found.policy_trees) == ("staged", ScopeKind.STAGED, ())
    assert tuple(found.before.entries()) == ()
    assert (found.base, found.head, found.enforcing, found.notes) == (None, None, False, (LOCAL,))


@pytest.mark.threat("mode and type")
def test_each_kind_of_change(repo: Repo) -> None:
    for path in ("gone", "kept", "edited", "linked", "moved"):
        repo.write(path, f"{path}\n")
    repo.commit()
    repo.git("rm", "--quiet", "gone", "linked")
    repo.write("edited", "other\n")
    repo.stage("edited")
    repo.stage_raw(b"linked", b"kept", "120000")
    repo.git("mv", "moved", "new place")
    repo.git("update-index", "--chmod=+x", "kept")
    assert kinds(repo) == [
        ("modified", "edited"),
        ("deleted", "gone"),
        ("modified", "kept"),
        ("type changed", "linked"),
        ("deleted", "moved"),
        ("added", "new place"),
    ]
    found = staged(str(repo))
    gone, linked = found.changes[1], found.changes[3]
    assert gone.after is None
    assert gone.before == found.before.entry("gone")
    assert linked.after is not None
    assert linked.after.kind is EntryKind.LINK
    assert (found.after.read("linked"), found.after.link("linked")) == (None, b"kept")
    assert (found.before.read("linked"), found.before.link("linked")) == (b"linked\n", None)


def test_a_submodule_is_seen_though_it_asks_to_be_ignored(repo: Repo) -> None:
    repo.write(".gitmodules", '[submodule "s"]\n\tpath = s\n\turl = ./s\n\tignore = all\n')
    repo.stage_raw(b"s", "1" * 40, "160000")
    repo.commit_index()
    repo.stage_raw(b"s", "2" * 40, "160000")
    (change,) = staged(str(repo)).changes
    assert (change.path, change.kind) == ("s", ChangeKind.MODIFIED)
    assert change.after is not None
    assert change.after.kind is EntryKind.SUBMODULE


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("diff.relative", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("diff.orderFile", "/nowhere"),
        ("diff.renames", "copies"),
        ("color.ui", "always"),
        ("core.abbrev", "7"),
        ("diff.noprefix", "true"),
    ],
)
def test_no_setting_hides_a_change(key: str, value: str, repo: Repo) -> None:
    repo.write("old.yml", TUNING * 20)
    repo.write("below/x")
    repo.commit()
    repo.git("mv", "old.yml", "new.yml")
    repo.stage_raw(b"s", "2" * 40, "160000")
    repo.git("config", key, value)
    found = staged(str(repo.path / "below"))
    assert [(it.kind.value, it.path) for it in found.changes] == [
        ("added", "new.yml"),
        ("deleted", "old.yml"),
        ("added", "s"),
    ]


def test_from_a_folder_below_the_whole_index_is_read(repo: Repo) -> None:
    repo.write("a/b.yml", TUNING)
    repo.write("c.yml", TUNING)
    repo.stage()
    found = staged(str(repo.path / "a"))
    assert [it.path for it in found.after.entries()] == ["a/b.yml", "c.yml"]


def test_the_work_tree_is_never_judged(repo: Repo) -> None:
    repo.write("a.yml", "staged: 1\n")
    repo.stage()
    repo.write("a.yml", "on disk: 1\n")
    repo.write("untracked.yml", "x")
    found = staged(str(repo))
    assert [it.path for it in found.after.entries()] == ["a.yml"]
    assert found.after.read("a.yml") == b"staged: 1\n"


@pytest.mark.threat("flags of the index")
@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_flags_of_the_index_hide_nothing(flag: str, repo: Repo) -> None:
    repo.write("a.yml", "x")
    repo.commit()
    repo.stage_raw(b"a.yml", TUNING)
    repo.git("update-index", flag, "a.yml")
    assert kinds(repo) == [("modified", "a.yml")]


def test_intent_to_add_is_no_change(repo: Repo) -> None:
    repo.write("empty")
    repo.write("replaced", "x")
    repo.commit()
    repo.write("later.yml", TUNING)
    repo.git("add", "-N", "later.yml")
    repo.git("rm", "--quiet", "--cached", "replaced")
    repo.git("add", "-N", "replaced")
    found = staged(str(repo))
    assert [(it.kind.value, it.path) for it in found.changes] == [("deleted", "replaced")]
    assert [it.path for it in found.after.entries()] == ["empty"]


@pytest.mark.threat("another index")
@pytest.mark.parametrize(
    ("args", "shown"),
    [
        (["-a"], "modified a.yml b'all'\n"),
        (["--", "b.yml"], "modified b.yml b'all'\n"),
    ],
    ids=["commit-a", "commit-path"],
)
def test_a_commit_with_another_index(args: list[str], shown: str, repo: Repo) -> None:
    for path in ("a.yml", "b.yml"):
        repo.write(path, "before")
    repo.commit()
    if args == ["--", "b.yml"]:
        repo.write("a.yml", "staged, not committed")
        repo.stage()
        repo.write("b.yml", "all")
    else:
        repo.write("a.yml", "all")
    output = hook_that_shows(repo)
    repo.git("commit", "--quiet", "-m", "x", *args)
    assert output.read_text() == shown


def test_a_linked_work_tree(repo: Repo) -> None:
    repo.commit()
    repo.git("worktree", "add", "--quiet", str(repo.home / "other"))
    other = Repo(repo.home / "other", repo.home)
    other.write("a.yml", "all")
    other.stage()
    output = hook_that_shows(repo)
    other.git("commit", "--quiet", "-m", "x")
    assert output.read_text() == "added a.yml b'all'\n"


def test_a_replaced_object_is_judged_as_it_is(repo: Repo) -> None:
    bad, good = repo.blob(TUNING), repo.blob("harmless: 1\n")
    repo.write("a.yml", TUNING)
    repo.stage()
    repo.git("replace", bad, good)
    assert staged(str(repo)).after.read("a.yml") == TUNING


def test_a_merge_is_judged_whole_by_both_policies(repo: Repo) -> None:
    repo.write("shared", "1\n")
    repo.commit()
    repo.git("switch", "--quiet", "-c", "side")
    repo.write("shared", "2\n")
    repo.write("only_side.yml", TUNING)
    side = repo.commit()
    repo.git("switch", "--quiet", "main")
    repo.write("shared", "3\n")
    repo.commit()
    assert repo.run("merge", "side", command=["git"]).returncode == 1
    with pytest.raises(FtpolicyError) as told:
        staged(str(repo))
    assert str(told.value) == (
        "`shared` has a merge conflict; resolve it and run `git add` on it first"
    )
    repo.write("shared", "4\n")
    repo.stage()
    found = staged(str(repo))
    assert [(it.kind.value, it.path) for it in found.changes] == [
        ("added", "only_side.yml"),
        ("modified", "shared"),
    ]
    assert [it.read("shared") for it in found.policy_trees] == [b"3\n", b"2\n"]
    assert found.notes == (
        LOCAL,
        "a merge: the index is judged against HEAD, by the policies of both sides",
    )
    (repo.path / ".git/MERGE_HEAD").write_text(f"{side}\n--output=x\n")
    with pytest.raises(FtpolicyError) as told:
        staged(str(repo))
    assert str(told.value) == "MERGE_HEAD holds `--output=x`, which is no commit id"


@pytest.mark.parametrize("head", ["rubbish\n", "1" * 40 + "\n"], ids=["rubbish", "no-object"])
def test_a_broken_head_is_not_a_first_commit(head: str, repo: Repo) -> None:
    repo.commit()
    (repo.path / ".git/refs/heads/main").write_text(head)
    with pytest.raises(FtpolicyError) as told:
        staged(str(repo))
    assert str(told.value) == "HEAD leads to no commit; look at it with `git fsck`"


def test_a_new_branch_without_history(repo: Repo) -> None:
    repo.write("a.yml", TUNING)
    repo.commit()
    repo.git("checkout", "--quiet", "--orphan", "fresh")
    assert kinds(repo) == [("added", "a.yml")]


def test_a_bare_repository_has_no_index(repo: Repo) -> None:
    bare = repo.home / "bare.git"
    repo.git("clone", "--quiet", "--bare", ".", str(bare))
    with pytest.raises(FtpolicyError) as told:
        staged(str(bare))
    assert str(told.value) == (
        f"`{bare}` has no work tree, so there is no index to judge;"
        " judge commits with `ftpolicy check --base REF --head REF`"
    )


def test_a_damaged_index_is_an_error(repo: Repo) -> None:
    repo.commit()
    (repo.path / ".git/index").write_bytes(b"rubbish" * 10)
    with pytest.raises(FtpolicyError, match=r"^`git diff` failed in .*: (index|bad)"):
        staged(str(repo))


def test_a_lock_on_the_index_is_no_trouble(repo: Repo) -> None:
    repo.write("a.yml", TUNING)
    repo.stage()
    (repo.path / ".git/index.lock").touch()
    assert kinds(repo) == [("added", "a.yml")]


def test_another_object_format(repo: Repo) -> None:
    repo.git("init", "--quiet", "--object-format=sha256", "wide")
    wide = Repo(repo.path / "wide", repo.home)
    wide.write("a.yml", TUNING)
    wide.commit()
    wide.write("a.yml", "x")
    wide.write("empty")
    wide.stage()
    found = staged(str(wide))
    assert [(it.path, found.after.read(it.path)) for it in found.changes] == [
        ("a.yml", b"x"),
        ("empty", b""),
    ]


def test_a_missing_object_is_an_error(repo: Repo) -> None:
    repo.write("a.yml", TUNING)
    repo.stage()
    found = staged(str(repo))
    (change,) = found.changes
    assert change.after is not None
    blob = change.after.blob
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    message = (
        f"the content of `a.yml` (`{blob[:12]}`) is missing or damaged in this repository"
        " (a partial clone?); run `git fetch --refetch --no-filter origin`"
    )
    with pytest.raises(FtpolicyError) as told:
        found.after.read("a.yml")
    assert str(told.value) == message
    with pytest.raises(FtpolicyError) as told:
        list(found.after.read_all(["a.yml"], 100))
    assert str(told.value) == message


@pytest.mark.threat("hooks and helpers")
def test_a_partial_clone_fetches_nothing(repo: Repo) -> None:
    repo.write("a.yml", TUNING)
    repo.commit()
    repo.git("config", "uploadpack.allowFilter", "true")
    source = f"file://{repo}"
    repo.git(
        "clone", "--quiet", "--no-checkout", "--filter=blob:none", source, str(repo.home / "c")
    )
    clone = Repo(repo.home / "c", repo.home)
    canary = clone.home / "FETCHED"
    clone.git("config", "remote.origin.uploadpack", f"touch {canary}; git-upload-pack")
    clone.git("config", "protocol.file.allow", "always")
    clone.git("read-tree", "HEAD")
    tree = staged(str(clone)).after
    with pytest.raises(FtpolicyError) as told:
        tree.read("a.yml")
    assert str(told.value) == (
        "an object is missing or damaged in this repository (a partial clone?);"
        " run `git fetch --refetch --no-filter origin`"
    )
    assert not canary.exists()
    clone.git("config", "--unset", "remote.origin.uploadpack")
    clone.git("fetch", "--quiet", "--refetch", "--no-filter", "origin")
    assert tree.read("a.yml") == TUNING
