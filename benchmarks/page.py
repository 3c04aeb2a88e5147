"""Print `docs/performance.md`: what the benchmarks say here and now, word for word.

    bench/bin/python benchmarks/page.py [--write] [name ...]

With names only these are run again, and what the page says of the others stays.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
RIVALS = ("pre-commit-hooks", "check-jsonschema", "detect-secrets", "semgrep", "orjson")


@dataclass(frozen=True)
class Part:
    """A benchmark, how it is called, and what its figures mean."""

    name: str
    command: tuple[str, ...]
    title: str
    text: str


PARTS = (
    Part(
        "hook",
        ("hook_cost.py",),
        "A commit",
        "Nearly every commit has nothing to do with fine-tuning; it costs two calls of git and a "
        "look for words. A commit with a tuning file is judged in full. `cpu` and `wall` are our "
        "time divided by theirs.",
    ),
    Part(
        "scan",
        ("scan_cost.py",),
        "A scan",
        "A generated monorepo, with and without code. "
        "Python files that hold a confirming word are parsed, which `git grep` does not do.",
    ),
    Part(
        "growth",
        ("growth_cost.py",),
        "Growth",
        "The exponent is the slope of a line through the logarithms of size and time: 1 is linear.",
    ),
    Part(
        "evidence",
        ("evidence_cost.py",),
        "A data set",
        "200 MiB of chats, every row read, checked and compared with all others.",
    ),
    Part(
        "audit",
        ("audit_cost.py",),
        "An audit",
        "A generated fleet; docs/audit.md does the arithmetic for more.",
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("names", nargs="*", help=", ".join(part.name for part in PARTS))
    asked = parser.parse_args()
    if strange := {*asked.names} - {part.name for part in PARTS}:
        parser.error(f"there is no benchmark {', '.join(sorted(strange))}")
    said = _kept() if asked.names else {}
    for part in PARTS:
        if not asked.names or part.name in asked.names:
            said[part.name] = _run(part)
            if asked.write:  # each at once: a later one may take long, or fail
                PAGE.write_text(_page(said), encoding="utf-8")
    if not asked.write:
        print(_page(said), end="")
    return 0


def _page(said: Mapping[str, str]) -> str:
    text = _head()
    for part in PARTS:
        if part.name in said:
            text += f"\n## {part.title}\n\n{part.text}\n\n    {part.command[0]}\n\n```text\n"
            text += f"{said[part.name].rstrip()}\n```\n"
    return text


def _head() -> str:
    return (
        "# Performance\n\nPrinted by `benchmarks/page.py`; ratios are medians over pairs of runs "
        "of whole processes, and hardly differ between machines as seconds do.\n"
    )


def _machine() -> str:
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    git = subprocess.check_output(["git", "--version"], text=True).split()[2]
    rivals = ", ".join(f"{name} {found}" for name in RIVALS if (found := _version(name)))
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, load {load}; "
        f"Python {platform.python_version()}, git {git}\n{rivals}\n\n"
    )


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _run(part: Part) -> str:
    command = [sys.executable, str(HERE / part.command[0]), *part.command[1:]]
    before = _machine()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):  # 1: an aim is missed, and the row shows it
        raise SystemExit(f"{part.command[0]} ended with {done.returncode}")
    return before + done.stdout


def _kept() -> dict[str, str]:
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = {}
    for part in PARTS:
        at = re.search(rf"## {part.title}\n.*?```text\n(.*?)```", text, re.DOTALL)
        if at:
            found[part.name] = at[1]
    return found


if __name__ == "__main__":
    sys.exit(main())
