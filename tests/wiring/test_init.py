"""`ftpolicy init`: shows, asks, writes, and the second time has nothing to do."""

from __future__ import annotations

from datetime import date

import pytest

from ftpolicy.changes.worktree import worktree
from ftpolicy.pipeline.doctor import examine
from tests.conftest import Repo

WRITTEN = [".ftpolicy.yaml", ".pre-commit-config.yaml"]
JOBS = {"github": ".github/workflows/ftpolicy.yml", "gitlab": ".gitlab-ci.yml"}
OWNERS = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS"}


def files(repo: Repo) -> list[str]:
    found = (it for it in repo.path.rglob("*") if it.is_file())
    return sorted(it.relative_to(repo.path).as_posix() for it in found if ".git/" not in str(it))


@pytest.mark.parametrize("forge", JOBS)
def test_it_shows_then_writes_and_the_doctor_finds_no_gap(forge: str, repo: Repo) -> None:
    args = ("init", "--forge", forge, "--owner", "@acme/gate")
    shown = repo.run(*args)
    assert (shown.returncode, files(repo)) == (1, [])
    assert shown.stderr == "ftpolicy: nothing was written; `ftpolicy init --yes` does so\n"
    wanted = sorted([*WRITTEN, JOBS[forge], OWNERS[forge]])
    for path in wanted:
        assert f"--- /dev/null\n+++ b/{path}\n" in shown.stdout
    done = repo.run(*args, "--yes")
    assert (done.returncode, files(repo)) == (0, wanted)
    assert done.stdout == shown.stdout
    again = repo.run(*args, "--yes")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "ftpolicy: nothing to do\n")
    gaps = examine(worktree(str(repo.path)).after, date(2026, 11, 22))
    assert {one.name for one in gaps} <= {"required", "unpinned"}
    repo.stage()
    assert repo.run("hook").returncode == 0


def test_what_it_knows_without_being_told(repo: Repo) -> None:
    repo.git("remote", "add", "origin", "git@github.com:acme/app.git")
    assert repo.run("init", "--yes").returncode == 0
    text = (repo.path / OWNERS["github"]).read_text()
    assert "/decisions/ dana@example.com\n" in text
    assert (repo.path / JOBS["github"]).exists()


def test_what_it_cannot_know_is_said(repo: Repo) -> None:
    done = repo.run("init", "--yes", env={"GIT_CONFIG_GLOBAL": "/dev/null"})
    assert done.returncode == 0
    assert done.stderr.splitlines()[:2] == [
        "ftpolicy: no forge was found, so no CI job is written; name it with --forge",
        "ftpolicy: nobody was found to own the gate; name a team or a person with --owner",
    ]
    assert files(repo) == WRITTEN


def test_what_is_there_stays(repo: Repo) -> None:
    config = "repos:\n  # style\n  - repo: local\n    hooks: []\n"
    repo.write(".pre-commit-config.yaml", config)
    repo.write("pyproject.toml", "[tool.ftpolicy]\nschema_version = 1\n")
    shown = repo.run("init", "--forge", "github")
    assert "+++ b/.ftpolicy.yaml" not in shown.stdout
    assert "\n   # style\n" in shown.stdout
    assert "+/pyproject.toml dana@example.com\n" in shown.stdout
    repo.run("init", "--forge", "github", "--yes")
    after = (repo.path / ".pre-commit-config.yaml").read_text()
    assert after.partition("\n")[2].startswith(config)


def test_what_it_cannot_edit_is_left_to_a_person(repo: Repo) -> None:
    repo.write(".pre-commit-config.yaml", "repos: [\n")
    done = repo.run("init", "--yes", "--forge", "github")
    assert done.returncode == 1
    assert "ftpolicy: .pre-commit-config.yaml was left alone, since it is not valid YAML" in (
        done.stderr
    )
    assert (repo.path / ".pre-commit-config.yaml").read_text() == "repos: [\n"
    assert (repo.path / ".ftpolicy.yaml").exists()


def test_no_file_is_written_through_a_link(repo: Repo) -> None:
    (repo.home / "elsewhere").mkdir()
    (repo.path / ".github").symlink_to(repo.home / "elsewhere")
    done = repo.run("init", "--yes", "--forge", "github")
    assert done.returncode == 2
    assert "is a link out of the repository" in done.stderr
    assert list((repo.home / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--owner", "acme"], "`acme` is no owner; write `@name`, `@org/team` or a mail address"),
    ],
    ids=["owner"],
)
def test_mistakes(args: list[str], message: str, repo: Repo) -> None:
    done = repo.run("init", *args)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"ftpolicy: {message}\n")


def test_outside_of_git(repo: Repo) -> None:
    done = repo.run("init", cwd="../home")
    assert done.returncode == 2
    assert done.stderr == "ftpolicy: this is no git repository; run `git init` first\n"
