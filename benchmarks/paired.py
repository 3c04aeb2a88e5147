"""What the benchmarks share: the cost of a whole process, repositories, and ratios of pairs."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

BARE = [sys.executable, "-I", "-c", "pass"]


@dataclass(frozen=True)
class Cost:
    """Seconds of one process with the children that it waited for, and its peak of MiB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True)
class Ratio:
    """Ours divided by theirs, the median over pairs of runs; `own` is the median of ours."""

    cpu: float
    wall: float
    own: Cost


def cost(command: Sequence[str], folder: Path | None = None, codes: Sequence[int] = (0, 1)) -> Cost:
    """Run a command; another exit code than these ends this program."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} failed: {errors.read().decode()}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / unit)


def ratio(ours: Sequence[str], theirs: Sequence[str], folder: Path, runs: int) -> Ratio:
    """Pairs of runs in one folder; each command has run once before, so that caches are warm."""
    cost(ours, folder), cost(theirs, folder)
    pairs = [(cost(ours, folder), cost(theirs, folder)) for _ in range(runs)]
    return Ratio(
        statistics.median(one.cpu / other.cpu for one, other in pairs),
        statistics.median(one.wall / other.wall for one, other in pairs),
        Cost(
            statistics.median(one.cpu for one, _ in pairs),
            statistics.median(one.wall for one, _ in pairs),
            max(one.memory for one, _ in pairs),
        ),
    )


def aimed(value: float, aim: float | None) -> str:
    """The aim of a row as a column, with a word where it is missed."""
    if aim is None:
        return f"{'':13}"
    return f"{aim:6.2f} {'missed' if value > aim else '':6}"


def environment() -> Mapping[str, str]:
    """Nothing of the surroundings that would make ftpolicy judge something else."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}


def found(name: str) -> str | None:
    """A program beside this Python or on PATH."""
    beside = Path(sys.executable).parent
    return shutil.which(name, path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")


def needed(name: str, remedy: str) -> str:
    """The same; ends this program where it is missing."""
    place = found(name)
    if place is None:
        raise SystemExit(f"`{name}` is not installed beside this Python: {remedy}")
    return place


def git(folder: Path, *words: str) -> None:
    """Run git with our environment."""
    subprocess.run(["git", *words], cwd=folder, check=True, env=environment())


def repository(folder: Path, fill: Callable[[], None]) -> Path:
    """A new repository with one commit of what `fill` writes into it."""
    folder.mkdir(parents=True, exist_ok=True)
    fill()
    git(folder, "init", "--quiet")
    git(folder, "add", "-A", "-f")
    git(folder, *("-c", "user.name=x", "-c", "user.email=x@x"), "commit", "--quiet", "-m", "x")
    return folder


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files, their folders made as needed."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
