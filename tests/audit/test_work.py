"""What is said of one repository, and that nothing of a repository is an exception."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ftpolicy.audit import work as module
from ftpolicy.audit.gather import MOST
from ftpolicy.audit.lines import row_of
from ftpolicy.audit.targets import Target
from ftpolicy.audit.totals import attention
from ftpolicy.audit.work import Task, work
from ftpolicy.model.audit import Broken, DataUse, Decided, Exempt, Gate, Row, Tuned
from tests.audit.fleet import FLEET, PLAIN, SHORT_RECORD, UNCOVERED, commit, git, row, wishes
from tests.conftest import Repo
from tests.honest import HONEST_FILES, HONEST_RECORD, HONEST_TUNING, RECORD_PATH, TUNING_PATH

LLAMA = "meta-llama/Llama-3.1-8B-Instruct"


def test_a_tuning_file_with_its_record(repo: Repo) -> None:
    head = commit(repo.path, HONEST_FILES)
    found = row(repo.path)
    blob = git(repo.path, "rev-parse", "HEAD:data/billing_train.jsonl")
    assert (found.state, found.reason, found.commit) == ("judged", "", head)
    assert found.committed == "2026-11-20"
    assert found.files == len(HONEST_FILES)
    assert found.tuned == (
        Tuned(
            *(TUNING_PATH, 1, "axolotl", "certain", "sft", "lora", LLAMA),
            *(("data/billing_train.jsonl",), "covered", RECORD_PATH, "ready"),
        ),
    )
    assert found.decided == (
        Decided(
            path=RECORD_PATH,
            line=3,
            id="billing-support-voice",
            title="Answer billing tickets in our support voice",
            status="accepted",
            owner="@dana",
            verdict="ready",
            decided_on="2026-11-20",
            next_review="2027-02-20",
            results_due="2027-01-15",
            examples=1240,
            least_examples=100,
            budget="1200",
            currency="USD",
            per="run",
        ),
    )
    assert found.data == (DataUse(f"blob {blob}", "data/billing_train.jsonl", TUNING_PATH),)
    assert (found.told, found.commits, found.history) == ((), (), "since 2025-11-22")


def test_a_tuning_file_without_a_record(repo: Repo) -> None:
    commit(repo.path, PLAIN)
    head = commit(repo.path, UNCOVERED)
    commit(repo.path, {"README.md": "# renamed\n"})
    found = row(repo.path)
    assert [(one.state, one.record, one.verdict) for one in found.tuned] == [
        ("uncovered", None, "no-decision")
    ]
    assert [(one.code, one.severity, one.path) for one in found.told] == [
        ("FT001", "error", TUNING_PATH)
    ]
    assert [(one.commit, one.day, one.paths) for one in found.commits] == [
        (head, "2026-11-20", (TUNING_PATH,))
    ]


def test_a_claim_that_no_longer_holds(repo: Repo) -> None:
    commit(repo.path, {**HONEST_FILES, RECORD_PATH: SHORT_RECORD})
    (record,) = row(repo.path).decided
    assert record.broken == (
        Broken("dataset.examples", "4000", "1240", "data/billing_train.jsonl"),
    )
    assert record.examples == 1240


def test_a_refused_decision_is_one(repo: Repo) -> None:
    commit(repo.path, FLEET["acme/refused"])
    found = row(repo.path)
    assert [(it.id, it.status, it.verdict, it.budget) for it in found.decided] == [
        ("legal-voice", "rejected", None, "1200")
    ]


def test_a_malformed_record(repo: Repo) -> None:
    broken = HONEST_RECORD.replace("status: accepted", "status: agreed")
    commit(repo.path, {**HONEST_FILES, RECORD_PATH: broken})
    (record,) = row(repo.path).decided
    assert (record.id, record.status, record.verdict) == (
        "billing-support-voice",
        "malformed",
        "correct-the-record",
    )


GATE = """\
repos:
  - repo: https://github.com/acme/ftpolicy
    rev: v0.1.0
    hooks: [{id: ftpolicy}]
"""
WORKFLOW = """\
on: {pull_request: , merge_group: }
permissions: {}
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - run: ftpolicy check --ci
"""


@pytest.mark.parametrize(
    ("files", "gate"),
    [
        ({}, Gate()),
        ({".pre-commit-config.yaml": GATE}, Gate(hook=True)),
        (
            {".github/workflows/gate.yml": WORKFLOW},
            Gate(ci=True, checks=("gate",), files=(".github/workflows/gate.yml",)),
        ),
        (
            {".gitlab-ci.yml": "gate: {script: [ftpolicy check --ci]}\n"},
            Gate(ci=True, files=(".gitlab-ci.yml",)),
        ),
        ({"Jenkinsfile": "sh 'ftpolicy check --ci'\n"}, Gate(ci=True)),
    ],
    ids=["absent", "hook", "github", "gitlab", "other"],
)
def test_the_gate(repo: Repo, files: dict[str, str], gate: Gate) -> None:
    commit(repo.path, {**PLAIN, **files})
    found = row(repo.path).gate
    assert replace(found, gaps=()) == gate


def test_waivers_and_what_they_silence(repo: Repo) -> None:
    policy = (
        "schema_version: 1\nwaivers:\n  - {rule: FT001, paths: ['configs/**'],"
        " reason: Pilot, owner: '@dana', expires: 2026-12-01}\n"
    )
    commit(repo.path, {**UNCOVERED, ".ftpolicy.yaml": policy})
    found = row(repo.path)
    waiver = Exempt("FT001", ("configs/**",), "@dana", "Pilot", "2026-12-01")
    assert (found.told, found.waived, found.waivers) == ((), 1, (waiver,))
    assert attention(found)["waiver expires soon"] == (waiver,)


def test_a_policy_for_all(repo: Repo) -> None:
    commit(repo.path, UNCOVERED)
    text = b"schema_version: 1\nrules: {FT001: warning}\n"
    found = row(repo.path, policy=("acme.yaml", text))
    assert found.policy == "acme.yaml"
    assert [(one.code, one.severity) for one in found.told] == [("FT001", "warning")]


def test_a_ref_in_a_bare_clone(repo: Repo, tmp_path: Path) -> None:
    commit(repo.path, UNCOVERED)
    git(repo.path, "checkout", "--quiet", "-b", "other")
    commit(repo.path, HONEST_FILES)
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(repo.path), str(bare))
    states = [row(bare, ref=ref).tuned[0].state for ref in ("main", "other")]
    assert states == ["uncovered", "covered"]


def test_the_work_tree_is_not_looked_at(repo: Repo) -> None:
    commit(repo.path, PLAIN)
    canary = repo.arm()
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.stage_raw(b"staged.yaml", HONEST_TUNING)
    canary.unlink(missing_ok=True)
    assert row(repo.path).tuned == ()
    assert not canary.exists()


def test_the_surroundings_are_not_looked_at(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a hook, whose GIT_DIR is that of another repository."""
    commit(repo.path, UNCOVERED)
    other = repo.home / "other"
    commit(other, PLAIN)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert len(row(repo.path).tuned) == 1


LOST = (
    f"the content of `{TUNING_PATH}` (`{{blob}}`) is missing or damaged in this repository"
    " (a partial clone?); run `git fetch --refetch --no-filter origin`"
)
WRONG = "the policy cannot be used: .ftpolicy.yaml:1:17: `schema_version` must be `1`, found `9`"


def _missing_blob(path: Path) -> None:
    commit(path, UNCOVERED)
    blob = git(path, "rev-parse", f"HEAD:{TUNING_PATH}")
    os.chmod(path / ".git/objects" / blob[:2] / blob[2:], stat.S_IWUSR)
    os.unlink(path / ".git/objects" / blob[:2] / blob[2:])


def _no_head(path: Path) -> None:
    commit(path, PLAIN)
    os.unlink(path / ".git/HEAD")


def _bad_policy(path: Path) -> None:
    commit(path, {**PLAIN, ".ftpolicy.yaml": "schema_version: 9\n"})


def _nothing_in_it(path: Path) -> None:
    commit(path, {})


@pytest.mark.parametrize(
    ("make", "state", "reason"),
    [
        (lambda _: None, "empty", "it holds no commit"),
        (_nothing_in_it, "empty", "its commit holds no file"),
        (_no_head, "failed", "the repository in `{path}` is damaged; clone it again"),
        (
            _missing_blob,
            "failed",
            LOST,
        ),
        (
            _bad_policy,
            "failed",
            WRONG,
        ),
    ],
    ids=["no-commit", "no-file", "damaged", "missing-blob", "bad-policy"],
)
def test_what_cannot_be_judged_is_a_row(
    repo: Repo, make: Callable[[Path], None], state: str, reason: str
) -> None:
    make(repo.path)
    found = row(repo.path)
    blob = repo.blob(HONEST_TUNING)[:12] if make is _missing_blob else ""
    assert (found.state, found.key) == (state, "")
    assert found.reason == reason.format(path=repo.path, blob=blob)


def test_a_ref_that_is_not_there(repo: Repo) -> None:
    commit(repo.path, PLAIN)
    assert row(repo.path, ref="--help").reason == (
        "the revision `--help` is not in this repository; fetch it first, or correct its name"
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing", "`{}` is no folder"), ("notes", "`{}` is no git repository")],
    ids=["missing", "no-repository"],
)
def test_a_folder_that_is_none(repo: Repo, name: str, reason: str) -> None:
    """Though it lies in a repository, which git would take instead."""
    commit(repo.path, {**PLAIN, "notes/x.txt": "x\n"})
    place = repo.path / name
    assert row(place).reason == reason.format(place)


def test_a_huge_repository(repo: Repo) -> None:
    commit(repo.path, UNCOVERED)
    assert row(repo.path, most_files=3).reason == "holds more than 3 files"


def test_a_repository_that_takes_too_long(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(repo.path, PLAIN)

    def endless(*_: object, **__: object) -> None:
        left, _again = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left <= 90
        signal.raise_signal(signal.SIGALRM)  # as the timer does at its end
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(module, "check", endless)
    assert row(repo.path, seconds=90).reason == "took longer than 90 seconds"
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_defect_of_ours(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(repo.path, PLAIN)

    def broken(*_: object, **__: object) -> None:
        raise KeyError("x\n")

    monkeypatch.setattr(module, "check", broken)
    found = row(repo.path)
    assert found.state == "failed"
    assert found.reason.startswith("ftpolicy broke: KeyError at test_work.py:")


def test_a_hostile_repository_does_not_fill_a_row(repo: Repo) -> None:
    text = "".join(f"--- \n{HONEST_TUNING}" for _ in range(2))
    commit(repo.path, {f"configs/{number}.yaml": text for number in range(30)})
    found = row(repo.path)
    assert len(found.tuned) <= MOST
    assert found.left_out == 0


def test_a_row_that_holds_is_not_made_again(repo: Repo) -> None:
    commit(repo.path, UNCOVERED)
    task = Task(Target("acme/app", str(repo.path)), wishes(repo.home))
    first = _row(task)
    assert work(replace(task, known=first.key)) is None
    changes = {
        "commit": lambda: commit(repo.path, {"README.md": "# more\n"}) and task,
        "day": lambda: replace(task, wishes=wishes(repo.home, today=date(2026, 11, 23))),
        "policy": lambda: replace(
            task, wishes=wishes(repo.home, policy=("a", b"schema_version: 1\nscope: all\n"))
        ),
        "evidence": lambda: replace(task, wishes=wishes(repo.home, evidence=False)),
    }
    for name, change in changes.items():
        asked = replace(change(), known=first.key)
        assert work(asked) is not None, name


def _row(task: Task) -> Row:
    line = work(task)
    assert line is not None
    return row_of(line)


def test_the_page_of_a_forge(repo: Repo) -> None:
    head = commit(repo.path, PLAIN)
    git(repo.path, "remote", "add", "origin", "git@github.com:acme/app.git")
    assert row(repo.path).page == f"https://github.com/acme/app/blob/{head}/"
