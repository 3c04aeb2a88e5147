"""What an audit of a generated fleet costs: rate, memory, two processes against one, a second run.

Run by the Python of an environment that holds ftpolicy, see README.md.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

AIM_RATIO, AIM_WARM = 1.8, 0.25
DAY = ["--as-of", "2026-11-22"]
SERVICE = '''\
"""Part {0} of a service."""

import os


def answer(model: str, text: str) -> str:
    return os.path.join(model, text, "{0}")
'''
VALUES = "replicas: {0}\nimage: {{tag: v{0}}}\nmodel: {{name: house-8b, endpoint: http://m/{0}}}\n"
PAGE = "# Part {0}\n\nHow part {0} is run, and whom to ask.\n"
PACKAGE = '{{"name": "web-{0}", "version": "1.{0}.0"}}\n'
PARTS = {
    "src/part{0}.py": SERVICE,
    "deploy/values{0}.yaml": VALUES,
    "docs/part{0}.md": PAGE,
    "web/package{0}.json": PACKAGE,
}
TUNING = """\
base_model: acme/house-8b
datasets:
  - {{path: data/part{0}.jsonl, type: chat_template}}
adapter: lora
micro_batch_size: 2
learning_rate: 0.000{0}
"""
RECORD = """\
kind: fine-tuning-decision
schema_version: 1
id: house-voice-{0}
status: accepted
covers: ["configs/**"]
decided_on: 2026-11-01
model: {{base: [acme/house-8b], methods: [sft]}}
dataset: {{examples: 400, sources: [{{path: data/part{0}.jsonl}}]}}
retraining: {{owner: "@dana", cadence: P3M, next_review: 2027-01-01}}
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of one audit, and the memory of its largest process."""

    wall: float
    cpu: float
    memory: float  # MB of the client and its processes together, at most


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=int, default=200)
    parser.add_argument("--files", type=int, default=2000, help="files of each (default 2000)")
    parser.add_argument("--dask", metavar="ADDRESS", help="also through this Dask scheduler")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _generate(folder / "fleet", asked.repositories, asked.files)
        return _print(folder, asked.repositories, asked.files, asked.dask)


def _print(folder: Path, count: int, files: int, dask: str | None) -> int:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {_load()}")
    print(f"{count:,} repositories of {files:,} files, every second one tunes")
    one = _audit(folder, "one.jsonl", "--jobs", "1")
    _say("one process", one, count)
    two = _audit(folder, "two.jsonl", "--jobs", "2")
    _say("two processes", two, count)
    warm = _audit(folder, "two.jsonl", "--jobs", "2")
    _say("again, nothing changed", warm, count)
    ratio, share = one.wall / two.wall, warm.wall / two.wall
    print(f"{'two processes are faster than one':36} {ratio:8.2f} times   aim {AIM_RATIO}")
    print(f"{'a second run takes of the first':36} {share:8.2f}         aim {AIM_WARM}")
    same = _interrupted(folder) == (folder / "two.jsonl").read_bytes()
    print(f"{'killed and taken up: the same bytes':36} {'yes' if same else 'NO':>8}")
    if dask is not None:
        _say("Dask", _audit(folder, "dask.jsonl", "--dask", dask), count)
        alike = (folder / "dask.jsonl").read_bytes() == (folder / "two.jsonl").read_bytes()
        print(f"{'through Dask: the same bytes':36} {'yes' if alike else 'NO':>8}")
        same = same and alike
    return 0 if same and ratio >= AIM_RATIO and share <= AIM_WARM else 1


def _say(name: str, cost: Cost, count: int) -> None:
    rate = count / cost.wall * 60
    print(
        f"{name:36} {cost.wall:8.1f} s {cost.cpu:8.1f} s cpu {rate:8.0f} a minute"
        f" {cost.memory:6.0f} MB",
        flush=True,
    )


def _audit(folder: Path, rows: str, *options: str) -> Cost:
    start = time.perf_counter()
    process = _started(folder, rows, *options)
    peak = [0.0]
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(process.pid, peak, done))
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    done.set()
    watch.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 1:  # the fleet has findings
        raise SystemExit(f"the audit ended with {process.returncode}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak[0])


def _started(folder: Path, rows: str, *options: str) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-I", "-m", "ftpolicy", "audit", "--folder", str(folder / "fleet")]
    return subprocess.Popen(
        [*line, "--output", str(folder / rows), *DAY, *options],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _watch(pid: int, peak: list[float], done: threading.Event) -> None:
    """The memory that only these processes hold, where the system tells it."""
    while not done.wait(0.2):
        total = sum(_private(each) for each in _family(pid))
        peak[0] = max(peak[0], total / 1024)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _private(pid: int) -> int:
    """Kilobytes, shared pages in proportion."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:"), 0)


def _interrupted(folder: Path) -> bytes:
    """The rows of an audit that was killed in the middle and taken up again."""
    rows = folder / "killed.jsonl"
    half = (folder / "two.jsonl").stat().st_size // 2
    process = _started(folder, rows.name, "--jobs", "2")
    while process.poll() is None:
        if rows.exists() and rows.stat().st_size > half:
            process.send_signal(signal.SIGKILL)
        time.sleep(0.05)
    _audit(folder, rows.name, "--jobs", "2")
    return rows.read_bytes()


def _generate(folder: Path, count: int, files: int) -> None:
    """Repositories as bare objects by one `git fast-import` each."""
    for number in range(count):
        place = folder / f"team{number % 20}" / f"app{number}.git"
        place.mkdir(parents=True)
        _git(place, b"", "init", "--quiet", "--bare", "--initial-branch=main")
        _git(place, _stream(_files(number, files)), "fast-import", "--quiet")


def _files(number: int, files: int) -> Iterator[tuple[str, str]]:
    for part in range(files // len(PARTS)):
        for name, text in PARTS.items():
            yield name.format(part), text.format(part * 1000 + number)
    if number % 2:
        yield "configs/train.yaml", TUNING.format(number)
        yield f"data/part{number}.jsonl", _rows(number)
    if number % 4 == 1:
        yield "decisions/house-voice.yaml", RECORD.format(number)


def _rows(number: int) -> str:
    line = '{{"messages": [{{"role": "user", "content": "question {0} of {1}"}}, '
    line += '{{"role": "assistant", "content": "answer {0}"}}]}}\n'
    return "".join(line.format(row, number) for row in range(400))


def _stream(files: Iterator[tuple[str, str]]) -> bytes:
    who = b"x <x@example.com> 1795000000 +0000"
    parts = [b"commit refs/heads/main\ncommitter " + who + b"\ndata 1\nx\n"]
    for path, text in files:
        data = text.encode()
        parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    return b"".join(parts)


def _git(place: Path, data: bytes, *words: str) -> None:
    subprocess.run(["git", *words], cwd=place, input=data, check=True, capture_output=True)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


if __name__ == "__main__":
    sys.exit(main())
