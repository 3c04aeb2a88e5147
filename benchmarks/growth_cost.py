"""How the cost of judging grows: with files, records, patterns of a record and detectors.

Each row is a series of repositories; the exponent is the slope of a line through the logarithms of
size and CPU time, the cost of judging an empty repository taken off. 1 is linear growth.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from paired import cost, needed, repository, write

TUNING = "base_model: acme/house-8b\nadapter: lora\ndatasets: [{{path: data/{0}.jsonl}}]\n"
PLAIN = "replicas: {0}\nmodel: {{name: house-8b, endpoint: http://models/{0}}}\nlora: off\n"
RECORD = """\
kind: fine-tuning-decision
schema_version: 1
id: part-{0}
title: Answer tickets of part {0} in the voice of the house
status: accepted
decided_on: 2026-11-20
owners: ["@acme/ml"]
covers: {1}
goal: {{type: tone, statement: Replies keep our plain and warm register.}}
dataset: {{examples: 1240, sources: [{{uri: "s3://acme/{0}.jsonl", sha256: "{2}"}}]}}
"""
DETECTOR = """\
id: house-{0}
title: House trainer {0}
url: https://example.com/trainer
why: The key names our trainer {0} and nothing else.
match:
  - id: config
    languages: [yaml]
    keywords: [house_trainer_{0}]
    when:
      - {{present: house_trainer_{0}}}
---
examples:
  - name: hit
    path: a.yaml
    detects: true
    text: "house_trainer_{0}: 1"
  - name: miss
    path: a.yaml
    detects: false
    because: another key
    text: "trainer: 1"
"""
POLICY = 'schema_version: 1\nexclude: ["own/**"]\ndetectors: {paths: ["own/*.yaml"]}\n'
MOST = 1.15


@dataclass(frozen=True)
class Series:
    """What grows, and the files of a repository of each size."""

    name: str
    sizes: Sequence[int]
    files: Callable[[int], Mapping[str, str]]


def _records(count: int) -> Mapping[str, str]:
    found = {}
    for number in range(count):
        covers = f'["part{number}/**"]'
        mark = f"{number:064x}"
        found[f"decisions/{number}.yaml"] = RECORD.format(number, covers, mark)
    return {**found, **{f"part{n}/tune.yaml": TUNING.format(n) for n in range(0, count, 100)}}


def _patterns(count: int) -> Mapping[str, str]:
    covers = "[" + ", ".join(f'"team{n % 7}/part{n}/**/*.yaml"' for n in range(count)) + "]"
    files = {f"team0/part{n}/a/tune.yaml": TUNING.format(n) for n in range(0, 700, 7)}
    return {**files, "decisions/one.yaml": RECORD.format(1, covers, "0" * 64)}


def _detectors(count: int) -> Mapping[str, str]:
    own = {f"own/house-{n}.yaml": DETECTOR.format(n) for n in range(count)}
    plain = {f"part{n}/values.yaml": PLAIN.format(n) for n in range(200)}
    return {**own, **plain, ".ftpolicy.yaml": POLICY}


SERIES = (
    Series(
        "files that are looked at",
        (1000, 2000, 4000, 8000, 16000),
        lambda count: {f"part{n // 50}/v{n}.yaml": PLAIN.format(n) for n in range(count)},
    ),
    Series(
        "tuning files without a record",
        (500, 1000, 2000, 4000, 8000),
        lambda count: {f"part{n}/tune.yaml": TUNING.format(n) for n in range(count)},
    ),
    Series("records", (625, 1250, 2500, 5000, 10000), _records),
    Series("patterns of one record", (1000, 2000, 4000, 8000), _patterns),
    Series("detectors of the repository", (100, 200, 400, 800), _detectors),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each size (default 3)")
    asked = parser.parse_args()
    command = [needed("ftpolicy", "pip install ."), "check", "--all", "--no-evidence"]
    command += ["--format", "json"]
    print(f"Python {sys.version.split()[0]}, median CPU seconds of {asked.runs} runs")
    missed = 0
    with tempfile.TemporaryDirectory() as scratch:
        empty = repository(
            Path(scratch, "empty"), partial(write, Path(scratch, "empty"), {"a": ""})
        )
        start = _seconds(command, empty, asked.runs)
        for series in SERIES:
            spent = []
            for size in series.sizes:
                folder = Path(scratch, f"{series.name}-{size}")
                repository(folder, partial(write, folder, series.files(size)))
                spent.append(_seconds(command, folder, asked.runs) - start)
            exponent = _slope(series.sizes, spent)
            missed += exponent > MOST
            sizes = ", ".join(f"{n:,}: {s:.2f}" for n, s in zip(series.sizes, spent, strict=True))
            print(f"{series.name:32} exponent {exponent:.2f}   {sizes}", flush=True)
    return 1 if missed else 0


def _seconds(command: Sequence[str], folder: Path, runs: int) -> float:
    return statistics.median(cost(command, folder).cpu for _ in range(runs))


def _slope(sizes: Sequence[int], spent: Sequence[float]) -> float:
    """Least squares through the logarithms."""
    fit = statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(max(one, 1e-3)) for one in spent]
    )
    return fit.slope


if __name__ == "__main__":
    sys.exit(main())
