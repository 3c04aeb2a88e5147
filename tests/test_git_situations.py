"""The program in the situations into which git brings it: real repositories, real hooks."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import Repo, program
from tests.honest import HONEST_FILES, HONEST_TUNING, RECORD_PATH, TUNING_PATH

AS_OF = ("--as-of", "2026-11-22")
BARE = "configs/sales/train.yaml"
"""A tuning file that no record covers."""

NO_RECORD = f"error FT001 {BARE}"
_FINDING = re.compile(r"^(\w+)\[(FT\d{3})\]: .*\n(?:  .*\n)*? *--> (.*):\d+:\d+$", re.MULTILINE)


def said(text: str) -> list[str]:
    """Severity, code and path of each finding that a text report prints."""
    return [" ".join(found) for found in _FINDING.findall(text)]


def closing(text: str) -> str:
    """The last sentence of a text report on one line."""
    return " ".join(text[text.rindex("ftpolicy: ") :].split())


def checked(
    repo: Repo, *args: str, env: Mapping[str, str] | None = None, cwd: str = ""
) -> tuple[int, list[str], str]:
    """Exit code, findings and scope of `check`, from its JSON report."""
    done = repo.run("check", *args, *AS_OF, "--format", "json", env=env, cwd=cwd)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    findings = [f"{it['severity']} {it['code']} {it['path']}" for it in report["findings"]]
    return done.returncode, findings, report["scope"]


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """What stands on standard error of a run that could not judge."""
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def with_honest(repo: Repo) -> None:
    for path, text in HONEST_FILES.items():
        repo.write(path, text)


@pytest.fixture
def hooked(repo: Repo) -> Repo:
    """The honest repository with the hook's entry as its own pre-commit and pre-merge-commit."""
    with_honest(repo)
    repo.commit("honest")
    line = shlex.join([*program(), "hook", *AS_OF])
    for name in ("pre-commit", "pre-merge-commit"):
        script = repo.write(f".git/hooks/{name}", f"#!/bin/sh\nexec {line}\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return repo


def does(repo: Repo, *args: str, cwd: Path | None = None) -> tuple[int, str]:
    """Exit code of git, and what the hook and git printed."""
    done = subprocess.run(
        ["git", *args],
        cwd=cwd or repo.path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
        env={**os.environ, "GIT_EDITOR": "true"},
    )
    return done.returncode, done.stdout


def test_first_commit(hooked: Repo) -> None:
    hooked.git("checkout", "--quiet", "--orphan", "fresh")
    hooked.git("rm", "--quiet", "--cached", RECORD_PATH)
    code, output = does(hooked, "commit", "-m", "first")
    assert (code, said(output)) == (1, [f"error FT001 {TUNING_PATH}"])
    assert does(hooked, "rev-parse", "--verify", "--quiet", "HEAD")[0] == 1
    hooked.stage()
    code, output = does(hooked, "commit", "--quiet", "-m", "first")
    assert (code, said(output)) == (0, [])
    assert closing(output) == (
        "ftpolicy: nothing to mend; looked at 1 tuning file in 18 changed files (staged), judged "
        "by the built-in policy"
    )


@pytest.mark.threat("another index")
def test_commit_all_reads_the_index_of_that_commit(hooked: Repo) -> None:
    hooked.write(TUNING_PATH, HONEST_TUNING.replace("8B", "70B"))
    code, output = does(hooked, "commit", "-a", "-m", "bigger")
    assert (code, said(output)) == (1, [f"error FT004 {TUNING_PATH}"])


@pytest.mark.threat("another index")
@pytest.mark.parametrize(
    ("named", "findings"),
    [(BARE, [NO_RECORD]), ("notes.md", [])],
    ids=["the-tuning-file", "another-file"],
)
def test_commit_of_one_path_judges_that_path(named: str, findings: list[str], hooked: Repo) -> None:
    hooked.write(BARE, HONEST_TUNING)
    hooked.write("notes.md", "# notes\n")
    hooked.stage()
    code, output = does(hooked, "commit", "--quiet", "-m", "one", "--", named)
    assert (code, said(output)) == (1 if findings else 0, findings)
    assert f"in 1 changed file{'' if not findings else ' (staged)'}" in closing(output)


def test_amend(hooked: Repo) -> None:
    code, output = does(hooked, "commit", "--quiet", "--amend", "-m", "better words")
    assert (code, closing(output).partition(" everything:")[0]) == (
        0,
        "ftpolicy: nothing is staged, so nothing was judged",
    )
    hooked.write(BARE, HONEST_TUNING)
    hooked.stage()
    code, output = does(hooked, "commit", "--amend", "--no-edit")
    assert (code, said(output)) == (1, [NO_RECORD])


def _side(repo: Repo, files: Mapping[str, str]) -> None:
    """A branch `side` with these files, committed past the hook."""
    repo.git("checkout", "--quiet", "-b", "side")
    for path, text in files.items():
        repo.write(path, text)
    repo.commit("theirs")
    repo.git("checkout", "--quiet", "main")


def test_clean_merge(hooked: Repo) -> None:
    _side(hooked, {BARE: HONEST_TUNING})
    hooked.write("ours.md", "# ours\n")
    hooked.commit("ours")
    code, output = does(hooked, "merge", "--no-edit", "side")
    assert (code, said(output)) == (1, [NO_RECORD])
    text = " ".join(output.split())
    assert "a merge: the index is judged against HEAD, by the policies of both sides" in text


@pytest.mark.threat("the list of pre-commit")
def test_conflicted_merge_is_judged_beyond_the_conflict(hooked: Repo) -> None:
    _side(hooked, {BARE: HONEST_TUNING, "README.md": "# theirs\n"})
    hooked.write("README.md", "# ours\n")
    hooked.commit("ours")
    assert does(hooked, "merge", "--no-edit", "side")[0] == 1
    assert refusal(hooked.run("hook", *AS_OF)) == (
        "ftpolicy: `README.md` has a merge conflict; resolve it and run `git add` on it first\n"
    )
    hooked.write("README.md", "# both\n")
    hooked.stage()
    code, output = does(hooked, "commit", "--no-edit")
    assert (code, said(output)) == (1, [NO_RECORD])


def test_the_other_sides_policy_exempts_in_a_merge(hooked: Repo) -> None:
    policy = f'schema_version: 1\nexclude: ["{BARE}"]\n'
    _side(hooked, {".ftpolicy.yaml": policy, BARE: HONEST_TUNING})
    hooked.write("ours.md", "# ours\n")
    hooked.commit("ours")
    code, output = does(hooked, "merge", "--no-edit", "side")
    assert (code, said(output)) == (0, [])


@pytest.mark.threat("renames")
def test_rename_is_judged_at_the_new_path(hooked: Repo) -> None:
    hooked.git("mv", TUNING_PATH, "configs/train.yaml")
    code, output = does(hooked, "commit", "-m", "move")
    assert code == 1
    assert said(output) == [f"warning FT006 {RECORD_PATH}", "error FT001 configs/train.yaml"]


@pytest.mark.threat("the list of pre-commit", "mode and type")
def test_a_file_that_becomes_a_link_is_judged_by_what_it_leads_to(hooked: Repo) -> None:
    hooked.write("configs/app.yaml", "replicas: 1\n")
    hooked.commit("app")
    (hooked.path / "configs/app.yaml").unlink()
    (hooked.path / "configs/app.yaml").symlink_to("billing/train.yaml")
    hooked.stage()
    code, output = does(hooked, "commit", "-m", "link")
    assert (code, said(output)) == (1, ["error FT001 configs/app.yaml"])


def test_a_linked_worktree(hooked: Repo) -> None:
    other = hooked.home / "other"
    hooked.git("worktree", "add", "--quiet", "-b", "feature", str(other))
    (other / BARE).parent.mkdir()
    (other / BARE).write_text(HONEST_TUNING)
    assert does(hooked, "add", ".", cwd=other) == (0, "")
    code, output = does(hooked, "commit", "-m", "sales", cwd=other)
    assert (code, said(output)) == (1, [NO_RECORD])


def test_a_branch_is_judged_from_its_merge_base(hooked: Repo) -> None:
    """What main did meanwhile is no change of the branch, neither forwards nor reversed."""
    _side(hooked, {"docs/voice.md": "# voice\n"})
    hooked.write(BARE, HONEST_TUNING)
    hooked.git("rm", "--quiet", "-r", "decisions")
    hooked.commit("main moves on")
    hooked.git("checkout", "--quiet", "side")
    assert checked(hooked, "--base", "main") == (0, [], "main...HEAD")
    assert checked(hooked, "--base", "side", "--head", "main") == (
        1,
        [NO_RECORD, f"error FT005 {TUNING_PATH}"],
        "side...main",
    )


def test_what_is_added_and_removed_within_a_branch_is_not_in_it(hooked: Repo) -> None:
    _side(hooked, {BARE: HONEST_TUNING})
    hooked.git("checkout", "--quiet", "side")
    hooked.git("rm", "--quiet", BARE)
    hooked.commit("and away")
    assert checked(hooked, "--base", "main") == (0, [], "main...HEAD")


@pytest.mark.threat("policy of the base")
def test_the_policy_is_that_of_the_target_s_tip(hooked: Repo) -> None:
    hooked.write(".ftpolicy.yaml", "schema_version: 1\nexclude: [configs/sales/**]\n")
    hooked.commit("lax")
    _side(hooked, {BARE: HONEST_TUNING})
    assert checked(hooked, "--base", "main", "--head", "side")[:2] == (0, [])
    hooked.write(".ftpolicy.yaml", "schema_version: 1\n")
    hooked.commit("strict again")
    assert checked(hooked, "--base", "main", "--head", "side")[:2] == (1, [NO_RECORD])


@pytest.mark.threat("base 5: two commits", "past the hook")
def test_two_commits_pass_the_hook_and_the_branch_is_still_stopped(hooked: Repo) -> None:
    """Locally the base is HEAD, so a policy can be committed first; the target decides."""
    hooked.git("checkout", "--quiet", "-b", "feature")
    hooked.write(".ftpolicy.yaml", "schema_version: 1\nexclude: [configs/sales/**]\n")
    hooked.stage()
    assert does(hooked, "commit", "--quiet", "-m", "lax")[0] == 0
    hooked.write(BARE, HONEST_TUNING)
    hooked.stage()
    assert does(hooked, "commit", "--quiet", "-m", "sales")[0] == 0
    assert checked(hooked, "--base", "main")[:2] == (
        1,
        ["warning FT903 .ftpolicy.yaml", NO_RECORD],
    )


def test_a_shallow_clone_says_how_to_mend_it(hooked: Repo) -> None:
    _side(hooked, {"docs/voice.md": "# voice\n"})
    hooked.write("ours.md", "# ours\n")
    hooked.commit("ours")
    clone = Repo(hooked.home / "clone", hooked.home)
    url = f"file://{hooked.path}"
    hooked.git("clone", "-q", "--depth", "1", "--no-single-branch", url, str(clone.path))
    done = clone.run("check", "--base", "origin/main", "--head", "origin/side")
    assert refusal(done) == (
        "ftpolicy: `origin/main` and `origin/side` have no commit in common in this shallow "
        "clone; run `git fetch --unshallow origin`, or set `fetch-depth: 0` in the checkout step\n"
    )


def test_a_missing_base_is_named(hooked: Repo) -> None:
    assert refusal(hooked.run("check", "--base", "origin/main")) == (
        "ftpolicy: the revision `origin/main` is not in this repository; fetch it first, or "
        "correct its name\n"
    )


@pytest.mark.threat("the list of pre-commit")
def test_a_push_is_judged_from_what_the_remote_has(hooked: Repo) -> None:
    _side(hooked, {BARE: HONEST_TUNING})
    env = {"PRE_COMMIT_FROM_REF": "main", "PRE_COMMIT_TO_REF": "side"}
    done = hooked.run("hook", *AS_OF, env=env)
    assert (done.returncode, said(done.stdout)) == (1, [NO_RECORD])
    assert "in 1 changed file (main...side)" in closing(done.stdout)
    back = {"PRE_COMMIT_FROM_REF": "side", "PRE_COMMIT_TO_REF": "main"}
    done = hooked.run("hook", *AS_OF, env=back)
    assert (done.returncode, said(done.stdout)) == (0, [])


def test_a_push_of_a_new_branch_is_judged_whole(hooked: Repo) -> None:
    _side(hooked, {BARE: HONEST_TUNING})
    for env in (
        {"PRE_COMMIT_REMOTE_NAME": "origin", "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/side"},
        {"PRE_COMMIT_FROM_REF": "0" * 40, "PRE_COMMIT_TO_REF": "side"},
    ):
        done = hooked.run("hook", *AS_OF, env=env)
        assert (done.returncode, said(done.stdout)) == (1, [NO_RECORD])
        assert "looked at 2 tuning files in 19 changed files" in closing(done.stdout)


def test_a_push_that_deletes_a_branch_holds_nothing(hooked: Repo) -> None:
    env = {"PRE_COMMIT_FROM_REF": "main", "PRE_COMMIT_TO_REF": "0" * 40}
    done = hooked.run("hook", *AS_OF, env=env)
    assert (done.returncode, done.stdout) == (
        0,
        (
            "note: the branch is deleted: nothing is judged\nftpolicy: no fine-tuning in 0 changed "
            "files\n"
        ),
    )


PULL_REQUEST = {"GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_EVENT_NAME": "pull_request"}


@pytest.mark.threat("policy of the base")
@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["--base", "main", "--policy-from", "head"],
            (
                "`--policy-from head` is refused in a pull request, where the change must not "
                "choose the policy that judges it; merge the policy first"
            ),
        ),
        (
            ["--base", "main", "--policy", "lax.yaml"],
            (
                "`--policy {root}/lax.yaml` is refused in a pull request: the file lies inside the "
                "repository, where the change could have written it; keep it outside"
            ),
        ),
        (
            ["--all"],
            (
                "`GITHUB_EVENT_PATH` is not set, so the event is not known; give the target: "
                "`ftpolicy check --ci --base origin/main`"
            ),
        ),
        (
            [],
            (
                "`GITHUB_EVENT_PATH` is not set, so the event is not known; give the target: "
                "`ftpolicy check --ci --base origin/main`"
            ),
        ),
    ],
    ids=["policy-from-head", "policy-of-the-change", "all", "no-scope"],
)
def test_refused_in_a_pull_request(args: list[str], message: str, hooked: Repo) -> None:
    hooked.write("lax.yaml", "schema_version: 1\nenforcement: {mode: observe}\n")
    done = hooked.run("check", *args, env=PULL_REQUEST)
    assert refusal(done) == f"ftpolicy: {message.format(root=hooked.path)}\n"


def test_a_work_tree_of_a_request_that_names_no_base(hooked: Repo) -> None:
    assert refusal(hooked.run("check", "--all", env={"CI": "true", "CHANGE_ID": "PR-1"})) == (
        "ftpolicy: in a pull request the work tree must not be judged by its own policy; give the "
        "target: `ftpolicy check --base origin/main`\n"
    )


@pytest.mark.threat("base 14: broken policy")
def test_an_owner_may_judge_by_the_policy_of_the_change(hooked: Repo) -> None:
    hooked.write(".ftpolicy.yaml", "schema_version: 1\nlimit: {min_variations: 20}\n")
    hooked.commit("broken")
    hooked.write(".ftpolicy.yaml", "schema_version: 1\n")
    hooked.stage()
    assert refusal(hooked.run("hook", *AS_OF)) == (
        "ftpolicy: the policy cannot be used:\n"
        ".ftpolicy.yaml:2:1: unknown key `limit`, did you mean `limits`?\n"
        "that is the policy before this change; whoever owns it judges a repair with "
        "`ftpolicy check --policy-from head`\n"
    )
    done = hooked.run("check", "--policy-from", "head", *AS_OF)
    assert (done.returncode, said(done.stdout)) == (0, ["warning FT903 .ftpolicy.yaml"])
    text = " ".join(done.stdout.split())
    assert "judged by the policy of the change itself (`--policy-from head`), not the" in text


def test_the_hook_in_a_ci_without_refs_cannot_judge(hooked: Repo) -> None:
    assert refusal(hooked.run("hook", env={"CI": "true"})) == (
        "ftpolicy: nothing is staged in this CI run and nothing says what to judge; run "
        "`ftpolicy check --base origin/main`, or pre-commit with --from-ref and --to-ref\n"
    )


@pytest.mark.parametrize(
    ("args", "cwd", "expected"),
    [
        (["--all"], "", (1, [NO_RECORD], "work tree")),
        (["--all"], "configs/sales", (1, [NO_RECORD], "work tree")),
        ([BARE], "", (1, [NO_RECORD], BARE)),
        (["train.yaml"], "configs/sales", (1, [NO_RECORD], "train.yaml")),
        ([TUNING_PATH], "", (0, [], TUNING_PATH)),
        (["configs"], "", (1, [NO_RECORD], "configs")),
        (["decisions", "evals"], "", (0, [], "decisions and 1 more")),
        (["-C", "configs/sales", "train.yaml"], "", (1, [NO_RECORD], "train.yaml")),
        (["-C", "../..", "--all"], "configs/sales", (1, [NO_RECORD], "work tree")),
    ],
    ids=[
        "all",
        "all-from-below",
        "path",
        "path-from-below",
        "covered-path",
        "folder",
        "two-folders",
        "other-folder",
        "folder-above",
    ],
)
def test_the_work_tree(
    args: list[str], cwd: str, expected: tuple[int, list[str], str], hooked: Repo
) -> None:
    hooked.write(BARE, HONEST_TUNING)
    assert checked(hooked, *args, cwd=cwd) == expected


def test_outside_of_git(repo: Repo) -> None:
    folder = repo.home / "unpacked"
    folder.mkdir()
    outside = Repo(folder, repo.home)
    for path, text in HONEST_FILES.items():
        outside.write(path, text)
    assert checked(outside, "--all") == (0, [], "work tree")
    outside.write(BARE, HONEST_TUNING)
    assert checked(outside, "--all") == (1, [NO_RECORD], "work tree")
    assert refusal(outside.run("check", "--staged")) == (
        f"ftpolicy: `{folder}` is not in a git repository; change into one, or `git init`\n"
    )


def test_a_report_can_be_written_beside_the_one_that_is_shown(hooked: Repo) -> None:
    hooked.write(BARE, HONEST_TUNING)
    args = ["--all", "-C", "configs", "--output", "json=out.json", "--output", "text=out.txt"]
    done = hooked.run("check", *args, *AS_OF)
    assert (done.returncode, said(done.stdout)) == (1, [NO_RECORD])
    assert (hooked.path / "out.txt").read_text(encoding="utf-8") == done.stdout
    report = json.loads((hooked.path / "out.json").read_text(encoding="utf-8"))
    assert [it["code"] for it in report["findings"]] == ["FT001"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("json=missing/out.json", "ftpolicy: cannot write `{root}/missing/out.json`: No such file"),
        ("jsn=out.json", "Error: Invalid value for '--output': `jsn=out.json` is not FORMAT=FILE"),
        ("json", "Error: Invalid value for '--output': `json` is not FORMAT=FILE"),
    ],
    ids=["no-folder", "no-format", "no-file"],
)
def test_a_report_that_cannot_be_written(value: str, message: str, hooked: Repo) -> None:
    done = hooked.run("check", "--all", "--output", value)
    assert message.format(root=hooked.path) in refusal(done)
