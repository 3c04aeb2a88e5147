"""What a scan of a large tree costs, as ratios: against `git grep` and a plain read of its files.

Run by the Python of an environment that holds ftpolicy, see README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from paired import aimed, found, needed, ratio, repository

Words: TypeAlias = list[str]
WORDS = "base_model|lora|SFTTrainer|fine_tun"
GREP = ["git", "grep", "-lE", WORDS]
READ = """\
import os, subprocess
names = subprocess.run(["git", "ls-files", "-z"], capture_output=True).stdout.split(b"\\0")[:-1]
ends = (b".yaml", b".yml", b".json", b".toml", b".py", b".ipynb", b".sh", b".tf")
for name in names:
    if name.endswith(ends):
        handle = os.open(name, os.O_RDONLY)
        os.read(handle, os.fstat(handle).st_size)
        os.close(handle)
"""
SIEVE = """\
import os
from ftpolicy.changes.worktree import worktree
from ftpolicy.detect.find import candidates
from ftpolicy.detect.halves import in_halves
from ftpolicy.detect.keywords import hits
from ftpolicy.detect.load import built_in
from ftpolicy.parse.language import language_of
tree = worktree(os.getcwd()).after
def sieve(paths):
    found = tree.read_all(paths, 1 << 28)
    return [path for path, data in found if any(hits(data, built_in(), language_of(path, data)))]
in_halves(sieve, candidates(tree))
"""
SEMGREP = """\
rules:
  - id: tuning
    languages: [python]
    severity: WARNING
    message: fine-tuning
    pattern-either: [{pattern: SFTTrainer(...)}, {pattern: peft.get_peft_model(...)}]
"""
BINARY = (".so", ".pyc", ".dll", ".dylib", ".a", ".npz", ".gz", ".zip", ".whl", ".exe", ".png")
AIM_CODE, AIM_DATA, AIM_SIEVE, AIM_WARM = 3.0, 1.8, 1.0, 0.4

MODULE = '''\
"""Part {0} of a service."""

from __future__ import annotations

import logging
import os

logger = logging.getLogger(__name__)


class Handler{0}:
    """Answers one kind of request; the model behind it is served elsewhere."""

    def __init__(self, model: str, timeout: float = 3.0) -> None:
        self.model, self.timeout = model, timeout

    def answer(self, text: str) -> str:
        logger.info("model %s gets %d letters", self.model, len(text))
        return os.path.join(text, self.model)
'''
VALUES = """\
replicas: {0}
image: {{repository: registry.example/web, tag: v{0}}}
model: {{name: house-8b, endpoint: http://models/{0}}}
resources:
  limits: {{cpu: 2, memory: 4Gi}}
env:
  - {{name: LOG_LEVEL, value: info}}
  - {{name: BATCH_SIZE, value: "{0}"}}
"""
MANIFEST = '{{"name": "web-{0}", "version": "1.{0}.0", "scripts": {{"build": "tsc -p ."}}}}\n'
SCRIPT = "#!/bin/sh\nset -e\ndocker build -t web:{0} .\npython -m service.part{0} --port 80{0}\n"
TUNING = """\
base_model: acme/house-8b
datasets:
  - {{path: data/part{0}.jsonl, type: chat_template}}
adapter: lora
micro_batch_size: 2
learning_rate: 0.0002
"""
TRAINER = """\
from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

rows = load_dataset("json", data_files="data/part{0}.jsonl", split="train")
SFTTrainer(model="acme/house-8b", train_dataset=rows, args=SFTConfig(output_dir="out")).train()
"""
ORDINARY = {
    "part{0}.py": MODULE,
    "values{0}.yaml": VALUES,
    "package{0}.json": MANIFEST,
    "run{0}.sh": SCRIPT,
}
DATA = {name: text for name, text in ORDINARY.items() if not name.endswith((".py", ".sh"))}


@dataclass(frozen=True)
class Tree:
    """A repository to scan, and the ratio of wall time against `git grep` that is aimed at."""

    name: str
    folder: Path
    aim: float
    linted: bool = False  # whether semgrep, which takes minutes, is run there too


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="paired runs of each row (default 5)")
    parser.add_argument(
        "--packages",
        type=Path,
        help="a folder of installed packages to scan as well",
    )
    parser.add_argument("--parts", type=int, default=1000, help="parts of the generated trees")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        trees = [*_trees(Path(scratch), asked.packages, asked.parts)]
        return _print(trees, max(asked.runs, 5), Path(scratch))


def _trees(scratch: Path, packages: Path | None, parts: int) -> Iterator[Tree]:
    for name, files, aim in (
        ("monorepo, code and data", ORDINARY, AIM_CODE),
        ("monorepo, data alone", DATA, AIM_DATA),
    ):
        folder = scratch / name.replace(", ", "-").replace(" ", "-")
        _generate(folder, files, parts)
        yield Tree(name, folder, aim, linted=files is ORDINARY)
    if packages is None:
        return
    copied = scratch / "packages"
    shutil.copytree(packages, copied, ignore=_left_out)
    yield Tree("installed packages", repository(copied, lambda: None), AIM_CODE)


def _print(trees: list[Tree], runs: int, scratch: Path) -> int:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, {runs} paired runs")
    print(f"{'':58} {'cpu':>7} {'wall':>7} {'aim':>6}          s of ours, peak MiB")
    missed = 0
    for tree in trees:
        listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=tree.folder)
        print(f"{tree.name}, {listed.count(0):,} files")
        for name, ours, theirs, aim in _comparisons(tree, scratch):
            few = runs if name.rpartition(" ")[2] != "semgrep" else 1
            one = ratio(ours, theirs, tree.folder, few)
            missed += aim is not None and one.wall > aim
            shown = aimed(one.wall, aim)
            own = f"{one.own.wall:.2f} {one.own.memory:.0f}"
            print(f"  {name:56} {one.cpu:7.2f} {one.wall:7.2f} {shown}  {own}", flush=True)
    return 1 if missed else 0


def _comparisons(tree: Tree, scratch: Path) -> Iterator[tuple[str, Words, Words, float | None]]:
    warm = [needed("ftpolicy", "pip install ."), "scan", "--format", "paths"]
    cold = [*warm, "--no-cache"]
    yield "scan / git grep", cold, GREP, tree.aim
    if ripgrep := found("rg"):
        yield "scan / ripgrep", cold, [ripgrep, "--hidden", "-l", "-e", WORDS, "."], None
    yield "scan / a plain read", cold, [sys.executable, "-I", "-c", READ], None
    yield "its look for words / git grep", [sys.executable, "-I", "-c", SIEVE], GREP, AIM_SIEVE
    yield "scan of what has not changed / git grep", warm, GREP, AIM_WARM
    if tree.linted and (semgrep := found("semgrep")):
        rule = scratch / "rule.yaml"
        rule.write_text(SEMGREP, encoding="utf-8")
        options = ["--metrics=off", "--disable-version-check", "--quiet", "--config", str(rule)]
        yield "P9 scan / semgrep", cold, [semgrep, "scan", *options, "."], 1 / 15


def _left_out(_: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "__pycache__" or name.endswith(BINARY)}


def _generate(folder: Path, files: Mapping[str, str], parts: int) -> None:
    """Parts of a service; one part in a hundred also tunes."""
    for number in range(parts):
        target = folder / f"team{number % 40}" / f"service{number}"
        target.mkdir(parents=True)
        for name, text in files.items():
            (target / name.format(number)).write_text(text.format(number), encoding="utf-8")
        if number % 100 == 0:
            (target / "tune.yaml").write_text(TUNING.format(number), encoding="utf-8")
            if files is ORDINARY:
                (target / "tune.py").write_text(TRAINER.format(number), encoding="utf-8")
    repository(folder, lambda: None)


if __name__ == "__main__":
    sys.exit(main())
