"""What one commit costs, as ratios: the hook against bare Python and against `check-yaml`.

Run by the Python of an environment that holds ftpolicy and pre-commit-hooks, see README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "passing"

PLAIN = {
    "values.yaml": "replicas: {0}\nimage:\n  name: web\n  tag: v{0}\n",
    "app.json": '{{"name": "web", "port": {0}}}\n',
    "util.py": "LIMIT = {0}\n",
}


@dataclass(frozen=True)
class Cost:
    """Seconds of one process with the children that it waited for."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Row:
    """One comparison: two commands in one folder, and the ratio of CPU that is aimed at."""

    name: str
    ours: list[str]
    theirs: list[str]
    folder: Path
    aim: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="paired runs of each row (default 15)")
    asked = parser.parse_args()
    hook = [_installed("ftpolicy", "pip install ."), "hook"]
    check_yaml = [_installed("check-yaml", "pip install pre-commit-hooks"), *PLAIN]
    bare = [sys.executable, "-I", "-c", "pass"]
    with tempfile.TemporaryDirectory() as scratch:
        plain, tuned = Path(scratch, "plain"), Path(scratch, "tuned")
        _plain_commit(plain)
        rows = [
            Row("P1 3 plain files / bare Python", hook, bare, plain, 2.5),
            Row("P1 3 plain files / check-yaml", hook, check_yaml, plain, 0.5),
        ]
        if EXAMPLE.is_dir():
            _tuning_commit(tuned)
            rows.append(Row("P2 tuning file and record / bare Python", hook, bare, tuned, 12.0))
        else:
            print(f"no {EXAMPLE.relative_to(ROOT)}, so P2 is not measured", file=sys.stderr)
        return _print(rows, max(asked.runs, 7))


def _print(rows: list[Row], runs: int) -> int:
    print(f"Python {sys.version.split()[0]}, median of {runs} paired runs")
    print(f"{'':40} {'cpu':>6} {'wall':>6} {'aim':>6}   ms of ours")
    missed = 0
    for row in rows:
        pairs = [(_cost(row.ours, row), _cost(row.theirs, row)) for _ in range(runs)]
        cpu = statistics.median(ours.cpu / theirs.cpu for ours, theirs in pairs)
        wall = statistics.median(ours.wall / theirs.wall for ours, theirs in pairs)
        own = statistics.median(ours.cpu for ours, _ in pairs) * 1000
        missed += cpu > row.aim
        print(f"{row.name:40} {cpu:6.2f} {wall:6.2f} {row.aim:6.2f}   {own:.0f}")
    return 1 if missed else 0


def _cost(command: list[str], row: Row) -> Cost:
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=row.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} failed: {errors.read().decode()}")
    return Cost(usage.ru_utime + usage.ru_stime, wall)


def _environment() -> Mapping[str, str]:
    """Nothing of the surroundings that would make the hook judge something else."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _installed(name: str, remedy: str) -> str:
    beside = Path(sys.executable).parent
    found = shutil.which(name, path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise SystemExit(f"`{name}` is not installed beside this Python: {remedy}")
    return found


def _plain_commit(folder: Path) -> None:
    _repository(folder, lambda: _write(folder, PLAIN, 1))
    _write(folder, PLAIN, 2)
    _git(folder, "add", "-A")


def _tuning_commit(folder: Path) -> None:
    """The tuning file and the record of the passing example come in; all else stands there."""

    def before() -> None:
        for number in range(500):
            name = list(PLAIN)[number % 3]
            _write(folder, {f"part{number % 20}/{number}_{name}": PLAIN[name]}, number)
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        for name in ("configs", "decisions"):
            shutil.rmtree(folder / name)

    _repository(folder, before)
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    _git(folder, "add", "-A")


def _repository(folder: Path, fill: Callable[[], None]) -> None:
    folder.mkdir()
    fill()
    _git(folder, "init", "--quiet")
    _git(folder, "add", "-A")
    _git(folder, *("-c", "user.name=x", "-c", "user.email=x@x"), "commit", "--quiet", "-m", "x")


def _write(folder: Path, files: Mapping[str, str], number: int) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(number), encoding="utf-8")


def _git(folder: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=folder, check=True, env=_environment())


if __name__ == "__main__":
    sys.exit(main())
