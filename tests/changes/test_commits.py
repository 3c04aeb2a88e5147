"""The change between commits: revisions, merge bases, pushes."""

from __future__ import annotations

import pytest

from ftpolicy.changes.commits import between, push, pushed_tree
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeKind, ChangeSet, ScopeKind
from tests.changes.test_staged import HOSTILE_NAMES, LOCAL, TUNING
from tests.conftest import Repo

ZEROS = "0" * 40
DEEPEN = "run `git fetch --unshallow origin`, or set `fetch-depth: 0` in the checkout step"


def kinds(found: ChangeSet) -> list[tuple[str, str]]:
    return [(change.kind.value, change.path) for change in found.changes]


@pytest.fixture
def forked(repo: Repo) -> Repo:
    """`feature` has left `main`, which has gone on."""
    repo.write("policy", "old\n")
    repo.write("gone.yml", "x\n")
    repo.commit("root")
    repo.git("switch", "--quiet", "-c", "feature")
    repo.write("new.yml", TUNING)
    repo.git("rm", "--quiet", "gone.yml")
    repo.commit("feature")
    repo.git("switch", "--quiet", "main")
    repo.write("policy", "new\n")
    repo.write("of_main.yml", "x\n")
    repo.commit("main")
    return repo


def test_the_change_is_from_the_merge_base_and_the_policy_of_the_tip(forked: Repo) -> None:
    found = between("main", "feature", str(forked))
    assert kinds(found) == [("deleted", "gone.yml"), ("added", "new.yml")]
    assert found.before.read("policy") == b"old\n"
    assert found.before.read("gone.yml") == b"x\n"
    assert found.after.read("new.yml") == TUNING
    assert [tree.read("policy") for tree in found.policy_trees] == [b"new\n"]
    assert (found.label, found.scope) == ("main...feature", ScopeKind.COMMITS)
    assert (found.base, found.head) == (forked.head("main"), forked.head("feature"))
    assert (found.enforcing, found.notes) == (True, ())


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_an_odd_name_hides_neither_itself_nor_another(name: bytes, repo: Repo) -> None:
    base = repo.commit()
    repo.stage_raw(name, TUNING)
    repo.stage_raw(b"zz.yml", b"second: 1\n")
    head = repo.commit_index()
    found = between(base, head, str(repo))
    assert {it.path: found.after.read(it.path) for it in found.changes} == {
        name.decode("utf-8", "surrogateescape"): TUNING,
        "zz.yml": b"second: 1\n",
    }
    count = repo.git("diff", "--raw", "-z", base, head).count("\0") // 2
    assert len(found.changes) == count


@pytest.mark.threat("options in refs")
@pytest.mark.parametrize(
    "rev",
    [
        "--output=x",
        "-O/etc/passwd",
        "--help",
        "HEAD:policy",
        "@{u}",
        "main\nmain",
        "",
        "nowhere",
        "main..feature",
        "1" * 40,
    ],
)
def test_what_names_no_commit_is_refused(rev: str, forked: Repo) -> None:
    shown = rev.replace("\n", "\\n")
    for base, head in ((rev, "main"), ("main", rev)):
        with pytest.raises(FtpolicyError) as told:
            between(base, head, str(forked))
        assert str(told.value) == (
            f"the revision `{shown}` is not in this repository; fetch it first, or correct its name"
        )
    assert sorted(path.name for path in forked.path.iterdir()) == [
        ".git",
        "gone.yml",
        "of_main.yml",
        "policy",
    ]


def test_a_tag_of_a_commit_is_that_commit(forked: Repo) -> None:
    forked.git("tag", "-a", "-m", "x", "v1", "feature")
    assert between("main", "v1", str(forked)).head == forked.head("feature")


def test_a_shallow_clone_says_how_to_deepen(forked: Repo) -> None:
    source = f"file://{forked}"
    path = str(forked.home / "shallow")
    forked.git("clone", "--quiet", "--depth=1", "--no-single-branch", source, path)
    with pytest.raises(FtpolicyError) as told:
        between("origin/main", "origin/feature", path)
    assert str(told.value) == (
        "`origin/main` and `origin/feature` have no commit in common in this shallow clone;"
        f" {DEEPEN}"
    )
    with pytest.raises(FtpolicyError) as told:
        between("HEAD^1", "HEAD", path)
    assert str(told.value) == f"the revision `HEAD^1` is not in this repository; {DEEPEN}"
    Repo(forked.home / "shallow", forked.home).git("fetch", "--quiet", "--unshallow", "origin")
    assert len(between("origin/main", "origin/feature", path).changes) == 2


def test_histories_without_a_common_commit(forked: Repo) -> None:
    forked.git("checkout", "--quiet", "--orphan", "apart")
    forked.commit()
    with pytest.raises(FtpolicyError) as told:
        between("main", "apart", str(forked))
    assert str(told.value) == (
        "`main` and `apart` have no commit in common;"
        " name the branch that the change will be merged into"
    )


def test_main_merged_into_the_branch_brings_nothing_of_main(forked: Repo) -> None:
    forked.git("switch", "--quiet", "feature")
    forked.git("merge", "--quiet", "--no-edit", "main")
    found = between("main", "feature", str(forked))
    assert kinds(found) == [("deleted", "gone.yml"), ("added", "new.yml")]


@pytest.mark.threat("replaced objects")
def test_a_replaced_commit_is_judged_as_it_is(forked: Repo) -> None:
    forked.git("replace", "feature", "main")
    assert kinds(between("main", "feature", str(forked))) == [
        ("deleted", "gone.yml"),
        ("added", "new.yml"),
    ]


@pytest.mark.threat("replaced objects")
def test_grafts_move_no_merge_base(forked: Repo) -> None:
    grafts = forked.path / ".git/info/grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{forked.head('main')} {forked.head('feature')}\n")
    assert len(between("main", "feature", str(forked)).changes) == 2


def test_a_bare_repository_holds_commits(forked: Repo) -> None:
    bare = str(forked.home / "bare.git")
    forked.git("clone", "--quiet", "--bare", ".", bare)
    found = between("main", "feature", bare)
    assert found.after.read("new.yml") == TUNING


@pytest.mark.parametrize("where", ["outside", "foreign"])
def test_a_repository_that_git_refuses(
    where: str, forked: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    if where == "foreign":
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(FtpolicyError, match=f"^git refuses `{forked}`, which belongs to"):
            between("main", "feature", str(forked))
    else:
        with pytest.raises(FtpolicyError, match="is not in a git repository"):
            between("main", "feature", str(forked.home))


@pytest.mark.parametrize(
    "name", ["GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_REPLACE_REF_BASE", "GIT_LITERAL_PATHSPECS"]
)
def test_the_environment_changes_nothing(
    name: str, forked: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "1")
    assert len(between("main", "feature", str(forked)).changes) == 2


def test_a_push_is_judged_by_what_the_remote_has(forked: Repo) -> None:
    found = push(forked.head("main"), forked.head("feature"), str(forked))
    assert kinds(found) == [("deleted", "gone.yml"), ("added", "new.yml")]
    assert [tree.read("policy") for tree in found.policy_trees] == [b"new\n"]
    assert (found.enforcing, found.notes) == (False, (LOCAL,))


def test_a_new_branch_is_judged_whole(forked: Repo) -> None:
    for found in (push(ZEROS, "feature", str(forked)), pushed_tree("feature", str(forked))):
        assert [(it.kind, it.path) for it in found.changes] == [
            (ChangeKind.ADDED, "new.yml"),
            (ChangeKind.ADDED, "policy"),
        ]
        assert (found.label, found.scope, found.base) == ("feature", ScopeKind.TREE, None)
        assert found.head == forked.head("feature")
        assert [tree.read("policy") for tree in found.policy_trees] == [b"old\n"]


def test_a_branch_that_goes_away_holds_nothing(forked: Repo) -> None:
    found = push(forked.head("main"), ZEROS, str(forked))
    assert (found.changes, found.policy_trees) == ((), ())
    assert found.notes == ("the branch is deleted: nothing is judged",)
