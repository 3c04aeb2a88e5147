"""What counting a data set costs, as ratios: against `wc -l` and bare loops of json and orjson.

Run by the Python of an environment that holds ftpolicy; with orjson the rows of the extra `fast`
are measured too. CPU counts, since the file is in memory after the first run.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from paired import Cost, aimed, cost

TEXT = """\
the of and to in is for that with as on be this are by from or an it not which can if at have was
but they you we their more when will been its may has other new some would each there use how any
these two only such then also now after our first well way about over before must through back
years where much your because did most make made like just should people see know work used does
part place right small large system data point form number house end again between never under
while last might great set put own go day order parcel invoice account refund delivery address
"""
LOOP = "import {0}\nfor line in open({1!r}, 'rb'): {0}.loads(line)"
COUNT = """\
import os, resource, sys
if not {fast}: sys.modules["orjson"] = None
from ftpolicy.changes.folder import FolderTree
from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.count import count
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.model.detection import Profile
folder, name = os.path.split({path!r})
tree = FolderTree(folder, [name])
found = count(tree, [Part(name)], Profile.SUPERVISED, budget=Budget(), near={near})
assert found.count is not None and found.count.bad == 0, found
"""
_SECOND = 1e-9


@dataclass(frozen=True)
class Case:
    """One way to read the file; the ratio to the json loop that is aimed at, None: a reference."""

    name: str
    command: list[str]
    aim: float | None = None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=200, help="MiB of chat (default 200)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each row (default 5)")
    parser.add_argument("--near", action="store_true", help="look for near duplicates too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "chat.jsonl")
        rows = _write(path, asked.size << 20)
        print(f"Python {sys.version.split()[0]}, {asked.size} MiB, {rows:,} chats")
        return _print(list(_cases(str(path), asked.near)), asked.runs)


def _cases(path: str, near: bool) -> Iterator[Case]:
    fast = find_spec("orjson") is not None
    yield Case("json.loads loop", _python(LOOP.format("json", path)))
    if shutil.which("wc"):
        yield Case("wc -l", ["wc", "-l", path])
    if fast:
        yield Case("orjson.loads loop", _python(LOOP.format("orjson", path)))
        yield Case("count, orjson", _python(COUNT.format(fast=True, path=path, near=near)), 2.0)
    yield Case("count, json", _python(COUNT.format(fast=False, path=path, near=near)), 4.0)


def _print(cases: list[Case], runs: int) -> int:
    """Runs take turns, so that a busy machine slows all of them alike."""
    start = cost(_python("import json"), codes=(0,))
    costs: dict[str, list[Cost]] = {case.name: [] for case in cases}
    for _ in range(runs):
        for case in cases:
            costs[case.name].append(cost(case.command, codes=(0,)))
    print(f"{'':20} {'cpu s':>6} {'ratio':>6} {'aim':>6} {'':6} {'peak MiB':>9}")
    reference = costs[cases[0].name]
    missed = 0
    for case in cases:
        spent = [one.cpu - start.cpu for one in costs[case.name]]
        ratio = statistics.median(
            one / max(other.cpu - start.cpu, _SECOND)
            for one, other in zip(spent, reference, strict=True)
        )
        peak = max(one.memory for one in costs[case.name])
        missed += case.aim is not None and (ratio > case.aim or peak > 100)
        aim = aimed(ratio, case.aim)
        print(f"{case.name:20} {statistics.median(spent):6.2f} {ratio:6.2f} {aim} {peak:9.0f}")
    return 1 if missed else 0


def _python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def _write(path: Path, size: int) -> int:
    """Chats of one to three questions; the same at every run."""
    chosen = random.Random(1)  # noqa: S311
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            turns = [{"role": "system", "content": "You help the customers of Acme."}]
            for _ in range(chosen.choice((1, 1, 1, 2, 3))):
                turns.append({"role": "user", "content": _prose(chosen, 10, 80)})
                turns.append({"role": "assistant", "content": _prose(chosen, 30, 220)})
            file.write(json.dumps({"messages": turns}) + "\n")
            rows += 1
    return rows


def _prose(chosen: random.Random, least: int, most: int) -> str:
    """Sentences in paragraphs, with a name or a number now and then."""
    words: list[str] = []
    known = TEXT.split()
    for _ in range(chosen.randint(least, most)):
        word = chosen.choice(known)
        dice = chosen.random()
        if dice < 0.01:
            word = str(chosen.randint(10, 9999))
        elif dice < 0.03:
            word = word.capitalize()
        elif dice < 0.13:
            word += "."
        elif dice < 0.145:
            word += ".\n\n- So"
        words.append(word)
    return " ".join(words)


if __name__ == "__main__":
    sys.exit(main())
