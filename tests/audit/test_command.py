"""`ftpolicy audit` from outside: rows, formats, exit codes, and runs that were interrupted."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from ftpolicy.audit.journal import Journal
from ftpolicy.audit.local import Answers
from ftpolicy.audit.run import audit
from ftpolicy.audit.targets import targets
from ftpolicy.audit.work import Task
from tests.audit.conftest import here
from tests.audit.fleet import PLAIN, UNCOVERED, commit, wishes
from tests.conftest import Repo, program

DAY = ("--as-of", "2026-11-22")


TABLE = """\
repository      files  covered  errors  gate    to look at
acme/lies       1      1        1       absent  evidence no longer holds 1, not passing 1
acme/uncovered  1      0        1       absent
acme/honest     1      1        0       absent
damaged                                         failed: ...
empty                                           empty: it holds no commit

7 repositories: 1 empty, 1 failed, 5 judged
coverage     covered 2, uncovered 1 (67% of 3)
gate         absent 3
frameworks   axolotl 3
methods      sft 3
base models  meta-llama/Llama-3.1-8B-Instruct 3
verdicts     correct-the-record 1, no-decision 1, ready 1
findings     error 2
records      accepted 2, rejected 1
to look at   evidence no longer holds 1, not passing 1
not spent    1,200 USD per run in 1 refused decision
shared data  data/billing_train.jsonl in 2: acme/honest, acme/lies
history      2 commits touched what no passing record covers
"""


def test_the_whole_fleet(repo: Repo, clones: Path) -> None:
    done = repo.run("audit", "--folder", str(clones), *DAY)
    lines = done.stdout.splitlines()
    (damaged,) = (one for one in lines if one.startswith("damaged"))
    shown = damaged.partition("failed:")
    lines[lines.index(damaged)] = f"{shown[0]}failed: ..."
    assert lines == TABLE.splitlines()
    assert shown[2].startswith(f" the repository in `{clones}/dam"[:60])
    assert done.stderr.startswith("ftpolicy: audited 7 of 7, ")
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("name", "asked", "code"),
    [
        ("acme/honest", (), 0),
        ("acme/uncovered", (), 1),
        ("acme/uncovered", ("--fail-on", "never"), 0),
        ("damaged", (), 1),
        ("empty", (), 0),
    ],
    ids=["honest", "uncovered", "never", "damaged", "empty"],
)
def test_exit_codes(repo: Repo, clones: Path, name: str, asked: tuple[str, ...], code: int) -> None:
    assert repo.run("audit", str(clones / name), *DAY, *asked).returncode == code


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (
            (),
            "Error: name repositories, a --from-file, a --folder or an --organisation\n",
        ),
        (
            ("--org", "acme"),
            "ftpolicy: `acme` names no organisation (`github:acme`, `gitlab:acme/ml`)\n",
        ),
        (
            ("--org", "github:a", "--org", "gitlab:b", "--api-url", "https://x"),
            "Error: --api-url is for the organisations of one forge\n",
        ),
        (
            ("--organisation", "gitlab:acme"),
            (
                "ftpolicy: `GITLAB_TOKEN` is not set; give it a token of the group with the scopes"
                " `read_api` and `read_repository`\n"
            ),
        ),
        ((".", "--jobs", "2", "--dask", "x"), "Error: --jobs and --dask exclude each other\n"),
        (
            (".", "--policy", "no.yaml"),
            "ftpolicy: cannot read the policy `no.yaml`: No such file or directory\n",
        ),
        (
            (".", "--since", "no.jsonl"),
            "ftpolicy: cannot read `no.jsonl`: No such file or directory\n",
        ),
        (("--from-file", "no.txt"), "ftpolicy: cannot read `no.txt`: No such file or directory\n"),
    ],
    ids=[
        "nothing",
        "organisation",
        "two-forges",
        "token",
        "two-engines",
        "policy",
        "since",
        "list",
    ],
)
def test_what_the_user_can_mend(repo: Repo, argv: tuple[str, ...], message: str) -> None:
    done = repo.run("audit", *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(message)


def test_a_second_run_does_nothing_again(repo: Repo, tmp_path: Path) -> None:
    top, rows = tmp_path / "clones", tmp_path / "rows.jsonl"
    for name in ("a", "b"):
        commit(top / name, UNCOVERED)
    common = ("audit", "--folder", str(top), "--output", str(rows), *DAY)
    first = repo.run(*common)
    before = rows.read_bytes()
    second = repo.run(*common)
    assert second.stdout == first.stdout
    assert second.stderr.endswith("2 of 2 had not changed since they were judged\n")
    assert rows.read_bytes() == before
    commit(top / "b", PLAIN | {"README.md": "# more\n"})
    third = repo.run(*common, "--since", str(rows))
    assert third.stderr.endswith("1 of 2 had not changed since they were judged\n")
    assert third.stdout.endswith("since 2026-11-22:\n")


def test_an_address_and_its_list(repo: Repo, tmp_path: Path) -> None:
    commit(repo.path, UNCOVERED)
    listed = tmp_path / "repos.txt"
    listed.write_text(f"{repo.path.as_uri()}\n", encoding="utf-8")
    done = repo.run(
        "audit",
        "--from-file",
        str(listed),
        "--cache-dir",
        str(tmp_path / "cache"),
        *DAY,
        "--format",
        "csv",
    )
    assert "uncovered,,no-decision" in done.stdout
    assert done.returncode == 1


def test_an_interrupted_audit_and_the_same_in_one_go(
    repo: Repo, clones: Path, tmp_path: Path
) -> None:
    """The engine stops in the middle of the fleet, and the last line is torn."""
    wanted = targets((), (), (str(clones),))
    whole, torn = tmp_path / "whole.jsonl", tmp_path / "torn.jsonl"

    def stops(tasks: Iterable[Task]) -> Answers:
        yield from here(islice(tasks, 4))
        raise KeyboardInterrupt

    judged: list[bool] = []
    with closing(Journal(str(whole))) as journal:
        audit(wanted, wishes(tmp_path), journal, here, lambda _, __: None)
    with closing(Journal(str(torn))) as journal, pytest.raises(KeyboardInterrupt):
        audit(wanted, wishes(tmp_path), journal, stops, lambda _, __: None)
    torn.write_bytes(torn.read_bytes()[:-9])
    with closing(Journal(str(torn))) as journal:
        audit(wanted, wishes(tmp_path), journal, here, lambda _, new: judged.append(new))
    assert torn.read_bytes() == whole.read_bytes()
    assert judged.count(False) == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["sigint", "sigkill"])
def test_a_killed_audit_goes_on(repo: Repo, tmp_path: Path, number: signal.Signals) -> None:
    for name in ("a", "b", "c", "d"):
        commit(repo.path / "clones" / name, UNCOVERED)
    rows, other = tmp_path / "rows.jsonl", tmp_path / "other.jsonl"
    common = ["audit", "--folder", "clones", *DAY, "--jobs", "1", "--output"]
    with subprocess.Popen(
        [*program(), *common, str(rows)],
        cwd=repo.path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            if rows.exists() and b"\n" in rows.read_bytes():
                process.send_signal(number)
                process.wait()
    assert 1 <= rows.read_bytes().count(b"\n") <= 4
    repo.run(*common, str(rows))
    repo.run(*common, str(other))
    assert rows.read_bytes() == other.read_bytes()
