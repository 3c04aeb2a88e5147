"""A disk that is full or may not be written, and a writer that is killed: whole files or none."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ftpolicy.cli import main
from tests.conftest import Repo, program
from tests.faults.places import BARE, WRITERS, files, fill
from tests.test_hostile import AS_OF

resource = pytest.importorskip("resource", reason="there are no limits on files on Windows")

_DAC_OVERRIDE, _PR_CAPBSET_DROP = 1, 24


@pytest.fixture
def filled(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    fill(repo)
    monkeypatch.chdir(repo.path)
    return repo


@contextmanager
def _full(room: int) -> Iterator[None]:
    """No file can grow beyond some bytes: what a full disk looks like to one who writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_nothing_half_written(
    name: str, filled: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    args, target = WRITERS[name]
    before = files(filled)
    with _full(64):
        code = main(args)
    told = capsys.readouterr().err
    assert code == 2, told
    assert "cannot write `" in told
    assert told.endswith(": File too large\n")
    assert "Traceback" not in told
    assert files(filled) == before
    assert (filled.path / target).exists() is (target in before)


def test_a_full_disk_costs_a_scan_its_memory_only(
    filled: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(filled)
    with _full(64):
        assert main(["scan"]) == 0
    assert BARE in capsys.readouterr().out
    assert files(filled) == before


def test_a_full_disk_ends_an_audit(filled: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    rows = filled.home / "rows.jsonl"
    with _full(64):
        code = main(["audit", ".", "--output", str(rows), "--jobs", "1"])
    told = capsys.readouterr().err
    assert (code, "Traceback" in told) == (2, False), told
    assert f"cannot write `{rows}`: File too large\n" in told
    assert main(["audit", ".", "--output", str(rows), "--jobs", "1"]) in (0, 1)
    assert [path.name for path in filled.home.iterdir() if "rows" in path.name] == ["rows.jsonl"]


def test_a_full_disk_under_the_outputs_of_a_step_is_no_pass(
    filled: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_OUTPUT", str(filled.home / "output"))
    with _full(0):
        code = main(["check", "--base", "HEAD", "--format", "github", *AS_OF])
    assert code == 2
    assert "cannot write `" in capsys.readouterr().err


def _unprivileged() -> None:
    """Root without the right to write where the mode says no; others never had it."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _DAC_OVERRIDE, 0, 0, 0)


def _run(repo: Repo, *line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        line,
        cwd=repo.path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        preexec_fn=_unprivileged,
    )


@pytest.fixture
def read_only(filled: Repo) -> Iterator[Repo]:
    """The filled repository with no right to write in any folder."""
    folders = [filled.path, *(path for path in filled.path.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    for path in filled.path.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
    if _run(filled, "touch", "probe").returncode == 0:
        pytest.skip("this user may write everywhere, whatever the mode says")
    yield filled
    for folder in folders:
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["check", "init", "new", "trial", "waive"])
def test_a_tree_that_is_read_only_is_said(name: str, read_only: Repo) -> None:
    args, target = WRITERS[name]
    before = files(read_only)
    done = _run(read_only, *program(), *args)
    assert done.returncode == 2, done.stdout
    (line,) = [it for it in done.stderr.splitlines() if "cannot write" in it]
    assert line.endswith(": Permission denied")
    assert Path(target).name in line
    assert files(read_only) == before


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["hook"], 0),
        (["check", "--all", "--no-evidence", *AS_OF], 1),
        (["scan"], 0),
        (["doctor"], 1),
    ],
    ids=["hook", "check", "scan", "doctor"],
)
def test_a_tree_that_is_read_only_is_judged(args: list[str], code: int, read_only: Repo) -> None:
    before = files(read_only)
    done = _run(read_only, *program(), *args)
    assert (done.returncode, done.stderr) == (code, "")
    assert files(read_only) == before


KILLED = """\
import os, signal, sys, tempfile
sys.path.insert(0, {root!r})
home = tempfile if {step!r} == "mkstemp" else os
step = getattr(home, {step!r})
def killed(*args, **rest):
    if home is tempfile:
        os.write(step(*args, **rest)[0], b"half of it")
    os.kill(os.getpid(), signal.SIGKILL)
setattr(home, {step!r}, killed)
from ftpolicy.cli import main
main({args!r})
"""


@pytest.mark.parametrize("step", ["mkstemp", "replace"])
@pytest.mark.parametrize("name", ["waive", "scan"])
def test_a_writer_that_is_killed_leaves_the_old_file_whole(
    name: str, step: str, filled: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    args = WRITERS[name][0] if name in WRITERS else ["scan"]
    if name == "scan":  # something to replace, and a reason to
        assert main(["scan"]) == 0
        filled.write(BARE, "replicas: 1\n")
    before = files(filled)
    root = str(Path(__file__).resolve().parents[2])
    code = KILLED.format(root=root, step=step, args=args)
    done = _run(filled, sys.executable, "-I", "-c", code)
    assert done.returncode == -signal.SIGKILL, done.stderr
    after = files(filled)
    assert {path: after.get(path) for path in before} == before
    left = [path for path in after if path not in before]
    assert len(left) <= 1
    assert all(path.rpartition("/")[2].startswith(".ftpolicy-") for path in left)
    capsys.readouterr()
    assert main(["scan", "--format", "json"]) == main(["scan", "--format", "json", "--no-cache"])
    first, second = capsys.readouterr().out.split("]\n[")
    assert f"{first}]\n" == f"[{second}"


def test_two_scans_at_once_keep_one_whole_cache(filled: Repo) -> None:
    for number in range(40):
        filled.write(f"configs/more/{number}.yaml", "replicas: 1\n")
    line = [*program(), "scan", "--format", "json"]
    running = [
        subprocess.Popen(
            line, cwd=filled.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        for _ in range(2)
    ]
    told = {each.communicate() for each in running}
    assert {each.returncode for each in running} == {0}
    assert len(told) == 1
    kept = list((filled.path / ".git/ftpolicy").iterdir())
    assert [path.name for path in kept] == ["scan.json"]
    assert len(kept[0].read_bytes().split(b"\n")) == 5
    assert filled.run("scan", "--format", "json").stdout == told.pop()[0]
