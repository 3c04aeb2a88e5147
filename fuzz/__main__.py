"""Runs the targets of this folder, each in its own process: `fuzz/run [--seconds N] [target...]`.

A target is a file of `fuzz/targets` with `seeds()` and `take(data)`. It is fed the seeds and what
atheris makes of them while it watches which code runs; with `--grow` the seeds blown up to a
mebibyte instead. Anything that is raised, more than three seconds of processor time for a
mebibyte, or too much memory is a finding: its input is kept in `fuzz/findings`, and the exit code
is 1.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

TARGETS = Path(__file__).parent / "targets"
FINDINGS = Path(__file__).parent / "findings"
LONGEST_START = 300
"""Seconds that a target may take besides the asked ones, to import, or to grow."""
_FED = r"^(?:fed: |stat::number_of_executed_units:\s+)(\d+)"


@dataclass(frozen=True)
class Outcome:
    """What became of one target."""

    target: str
    executions: int
    seconds: float
    finding: str  # the end of what it printed, empty when it held


def names() -> list[str]:
    """Every target: a file that is added is one more."""
    return sorted(path.stem for path in TARGETS.glob("[a-z]*.py"))


def run(target: str, seconds: float) -> Outcome:
    """One target for so many seconds."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "fuzz.one", target, str(seconds)]
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=seconds + LONGEST_START,
        )
        text, code = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        text, code = (late.stdout or b"").decode("utf-8", "replace") + "\nit did not end", 1
    counts = [int(each) for each in re.findall(_FED, text, re.MULTILINE)]
    if not code and not counts:
        text, code = text + "\nit did not say what it was fed", 1
    took = time.monotonic() - begun
    return Outcome(target, sum(counts), took, _end(text) if code else "")


def _end(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith(("INFO:", "WARNING:"))]
    return "\n".join(lines[-40:])


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz/run", description=__doc__)
    parser.add_argument("target", nargs="*", help=f"of {', '.join(names())}; without any: all")
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("--grow", action="store_true", help="mebibytes, without atheris")
    parser.add_argument("--jobs", type=int, default=2, help="targets at a time")
    asked = parser.parse_args()
    unknown = sorted({*asked.target} - {*names()})
    if unknown:
        parser.error(f"no target `{unknown[0]}`; the targets are: {', '.join(names())}")
    if find_spec("atheris") is None and not asked.grow:
        print(f"SKIPPED: {sys.executable} has no atheris (`pip install 'ftpolicy[fuzz]'`; it comes")
        print("SKIPPED: for CPython 3.10 to 3.13 on Linux), so NOTHING WAS FUZZED")
        return 0
    wanted = asked.target or names()
    each = 0.0 if asked.grow else max(1.0, asked.seconds * asked.jobs / len(wanted))
    with ThreadPoolExecutor(asked.jobs) as pool:
        outcomes = list(pool.map(lambda name: run(name, each), wanted))
    for one in outcomes:
        said = "FINDING" if one.finding else "held"
        print(f"{one.target:20} {one.executions:>9,} executions {one.seconds:6.1f} s  {said}")
    broken = [one for one in outcomes if one.finding]
    for one in broken:
        print(f"\n== {one.target}\n{one.finding}")
    total = sum(one.executions for one in outcomes)
    print(f"\n{len(outcomes)} targets, {total:,} executions, {len(broken)} findings")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
