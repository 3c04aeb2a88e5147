"""Odd surroundings: streams that are closed, clocks, locales, large environments, other gits."""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ftpolicy.cli import main
from tests.conftest import Repo, program
from tests.faults.places import BARE, WRITERS, fill
from tests.honest import HONEST_TUNING
from tests.test_hostile import AS_OF

JUDGES = {
    "hook": ["hook"],
    "staged": ["check", "--staged"],
    "base": ["check", "--base", "HEAD"],
    "all": ["check", "--all"],
    "scan": ["scan", "--no-cache"],
    "audit": ["audit", "."],
}
"""The commands that look for tuning files."""


@pytest.fixture
def started(repo: Repo) -> Repo:
    """A tuning file without a record is committed, and another one staged."""
    repo.write(BARE, HONEST_TUNING)
    repo.commit("first")
    repo.write("configs/more.yaml", HONEST_TUNING)
    repo.stage()
    return repo


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a run told that could not judge: one line, and nothing beside it."""
    assert (done.returncode, done.stdout) == (2, "")
    line, end = done.stderr.split("\n", 1)
    assert end == ""
    return line.removeprefix("ftpolicy: ")


@pytest.mark.parametrize(
    ("name", "code", "closed"),
    [
        ("hook", 1, "<&-"),
        ("hook", 1, "2>&-"),
        ("hook", 1, "<&- 2>&-"),
        ("base", 0, "<&-"),
        ("base", 0, "<&- 2>&-"),
        ("scan", 0, "<&- 2>&-"),
        ("audit", 1, "<&- 2>&-"),
    ],
)
def test_closed_streams_change_no_verdict(name: str, code: int, closed: str, started: Repo) -> None:
    """The numbers of closed streams are given to the next files that are opened."""
    line = shlex.join([*program(), *JUDGES[name]])
    usual = started.run(*JUDGES[name])
    done = started.run("-c", f"{line} {closed}", command=["sh"])
    assert (done.returncode, done.stdout) == (code, usual.stdout), done.stderr
    assert "Traceback" not in done.stderr
    if "2>" in closed:
        assert done.stderr == ""


def test_nothing_is_written_into_a_file_that_took_the_place_of_a_stream(started: Repo) -> None:
    """Remarks and the report of a run whose errors go nowhere."""
    asked = ["check", "--all", "--format", "json", "--output", "sarif=out.sarif", *AS_OF]
    line = shlex.join([*program(), *asked])
    done = started.run("-c", f"{line} 2>&-", command=["sh"])
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["summary"]["errors"] == 2
    assert json.loads((started.path / "out.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"], ids=["out", "all"])
@pytest.mark.parametrize("args", [["hook"], ["check", "--base", "HEAD"]], ids=["hook", "check"])
def test_a_verdict_that_nobody_can_hear_is_no_pass(
    args: list[str], closed: str, started: Repo
) -> None:
    started.git("reset", "--quiet", "--hard")
    started.write("notes.txt", "plain\n")
    started.stage()
    line = shlex.join([*program(), *args])
    assert started.run("-c", f"{line} {closed}", command=["sh"]).returncode == 3


@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-"], ids=["err", "all"])
@pytest.mark.parametrize("args", [["hook"], ["check", "--staged"]], ids=["hook", "check"])
def test_a_mistake_that_nobody_can_hear_keeps_its_code(
    args: list[str], closed: str, started: Repo
) -> None:
    shutil.rmtree(started.path / ".git")
    line = shlex.join([*program(), *args])
    done = started.run("-c", f"{line} {closed}", command=["sh"])
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@pytest.mark.parametrize("locale", ["POSIX", "xx_YY.nonsense"])
@pytest.mark.parametrize(
    "args",
    [["check", "--staged", "--format", "json"], ["scan", "--format", "paths"]],
    ids=["json", "paths"],
)
def test_the_locale_changes_no_verdict(args: list[str], locale: str, started: Repo) -> None:
    path = "configs/caf\u00e9 \u00fc\u4e2d.yaml"
    started.write(path, HONEST_TUNING)
    started.stage()
    start = shlex.join([program()[0], *program()[2:], *args])  # without -I: the locale counts
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LANG": locale, "LC_ALL": locale}
    done = started.run("-c", f"exec {start}", env=plain, command=["sh"])
    usual = started.run(*args)
    assert (done.returncode, done.stderr) == (usual.returncode, usual.stderr)
    shown = done.stdout
    for one in "\u00e9\u00fc\u4e2d":
        shown = shown.replace(ascii(one)[1:-1], one)
    if args[0] == "scan":
        assert shown == usual.stdout
    else:
        found, expected = (json.loads(it)["findings"] for it in (done.stdout, usual.stdout))
        assert found == expected


@pytest.mark.parametrize("name", ["hook", "base", "audit"])
def test_an_environment_of_a_megabyte(name: str, started: Repo) -> None:
    large = {f"LARGE_{n}": "x" * 100_000 for n in range(10)}
    usual = started.run(*JUDGES[name])
    done = started.run(*JUDGES[name], env=large)
    assert (done.returncode, done.stdout) == (usual.returncode, usual.stdout)


@pytest.mark.parametrize("name", ["check", "audit", "new"])
def test_without_a_home(name: str, started: Repo) -> None:
    """`hook` is shown elsewhere; none of these keeps anything in a home."""
    args = {"check": ["check", "--base", "HEAD"], "new": ["new", BARE]}.get(name, [name])
    args = [*args, "."] if name == "audit" else args
    usual = started.run(*args)
    (started.path / "decisions/sales-train.yaml").unlink(missing_ok=True)
    kept = ("PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
    done = subprocess.run(
        [*program(), *args],
        cwd=started.path,
        env={it: os.environ[it] for it in kept},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (usual.returncode, usual.stdout)


DAYS = ["1970-01-01", "2101-01-01", "9999-12-31"]


def _today(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """The clock of the machine says this day, wherever it is read."""

    class Fixed(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Fixed:
            return cls.fromisoformat(f"{day}T12:00:00").replace(tzinfo=tz)

    usual = dt.datetime
    monkeypatch.setattr(dt, "datetime", Fixed)
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("ftpolicy"):
            for name, value in list(vars(module).items()):
                if value is usual:
                    monkeypatch.setattr(module, name, Fixed)


@pytest.fixture
def filled(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    fill(repo)
    repo.write(BARE, f"{HONEST_TUNING}seed: 2\n")
    repo.stage()
    monkeypatch.chdir(repo.path)
    return repo


CLOCKED = ("baseline", "new", "waive")
"""The writers that read the clock."""


@pytest.mark.parametrize("day", DAYS)
def test_no_clock_breaks_a_run(
    day: str, filled: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What judges says the same by the clock and by --as-of; the other commands bear the day."""
    told = main(["check", "--all", "--as-of", day]), capsys.readouterr().out
    assert told[0] == 1
    _today(monkeypatch, day)
    monkeypatch.chdir(filled.path)
    assert (main(["check", "--all"]), capsys.readouterr().out) == told
    record = WRITERS["measure"][0][1]
    for args in (["hook"], ["doctor"], ["measure", record], *(WRITERS[it][0] for it in CLOCKED)):
        monkeypatch.chdir(filled.path)
        assert main(args) in (0, 1), capsys.readouterr().err


@pytest.mark.parametrize("day", ["0001-01-01", *DAYS])
def test_no_day_breaks_an_audit(day: str, started: Repo) -> None:
    done = started.run("audit", ".", "--format", "json", "--as-of", day)
    assert done.returncode == 1
    assert "broke" not in done.stdout + done.stderr


def _no_git(folder: Path) -> str:
    folder.mkdir()
    return str(folder)


def _old_git(folder: Path) -> str:
    script = "for word; do case $word in version|--version) echo git version 2.29.0; exit 0;; esac"
    return _fake(folder, f"{script}\ndone\necho 'error: unknown option' >&2; exit 129")


def _fake(folder: Path, script: str) -> str:
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return str(folder)


GITS: dict[str, tuple[Callable[[Path], str], str]] = {
    "none": (_no_git, "git was not found on PATH (outside of the repository); install it"),
    "old": (_old_git, "git 2.29 is too old; ftpolicy needs git 2.30"),
}


@pytest.mark.parametrize(("make", "message"), GITS.values(), ids=GITS)
@pytest.mark.parametrize("name", [name for name in JUDGES if name != "audit"])
def test_without_a_git_that_serves_nothing_is_judged(
    name: str, make: Callable[[Path], str], message: str, started: Repo
) -> None:
    env = {"PATH": make(started.home / "tools")}
    assert one_line(started.run(*JUDGES[name], env=env)) == message


@pytest.mark.parametrize(("make", "message"), GITS.values(), ids=GITS)
def test_without_a_git_that_serves_an_audit_is_no_pass(
    make: Callable[[Path], str], message: str, started: Repo
) -> None:
    done = started.run("audit", ".", env={"PATH": make(started.home / "tools")})
    assert done.returncode in (1, 2)
    assert message in " ".join((done.stdout + done.stderr).split())


@pytest.fixture
def partial(started: Repo) -> Repo:
    """A clone without blobs whose promisor is gone; to ask for one would leave a trace."""
    started.commit("second")
    started.git("config", "uploadpack.allowFilter", "true")
    clone = Repo(started.home / "clone", started.home)
    source = f"file://{started}"
    started.git("clone", "-q", "--no-checkout", "--filter=blob:none", source, str(clone.path))
    fetched = clone.home / "FETCHED"
    clone.git("config", "remote.origin.uploadpack", f"touch {fetched}; false")
    clone.git("config", "core.sshCommand", f"touch {fetched}; false")
    clone.git("config", "protocol.allow", "always")
    clone.git("read-tree", "HEAD~1")
    clone.stage_raw(b"notes.txt", "plain\n")
    elsewhere = started.blob("lora: 1\n")
    clone.git("update-index", "--add", "--cacheinfo", f"100644,{elsewhere},new.yaml")
    shutil.rmtree(started.path / ".git")
    return clone


@pytest.mark.parametrize(
    "args",
    [
        ["hook"],
        ["check", "--staged"],
        ["check", "--base", "HEAD~1"],
        ["check", "--all"],
        ["scan"],
    ],
    ids=["hook", "staged", "base", "all", "scan"],
)
def test_a_partial_clone_without_its_promisor_is_not_judged(args: list[str], partial: Repo) -> None:
    done = partial.run(*args)
    if args[-1] in ("--all", "scan"):  # what stands on disk, which is nothing
        assert (done.returncode, done.stderr) == (0, "")
    else:
        assert "missing or damaged in this repository (a partial clone?)" in one_line(done)
    assert not (partial.home / "FETCHED").exists()


def test_an_audit_of_a_partial_clone_is_no_pass(partial: Repo) -> None:
    done = partial.run("audit", ".")
    assert done.returncode in (1, 2)
    assert "missing or damaged" in " ".join((done.stdout + done.stderr).split())
    assert not (partial.home / "FETCHED").exists()
