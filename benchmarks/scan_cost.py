"""What a scan of a large tree costs, as ratios: against `git grep` and a plain read of its files.

Run by the Python of an environment that holds ftpolicy, see README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

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
class Cost:
    """Seconds of one process with the children that it waited for."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Tree:
    """A repository to scan, and the ratio of wall time against `git grep` that is aimed at."""

    name: str
    folder: Path
    aim: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="paired runs of each row (default 5)")
    parser.add_argument(
        "--packages",
        type=Path,
        default=Path(sysconfig.get_paths()["purelib"]),
        help="the installed packages to scan (default: those of this Python)",
    )
    parser.add_argument("--parts", type=int, default=3000, help="parts of the generated trees")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        trees = [*_trees(Path(scratch), asked.packages, asked.parts)]
        return _print(trees, max(asked.runs, 5))


def _trees(scratch: Path, packages: Path, parts: int) -> Iterator[Tree]:
    for name, files, aim in (
        ("monorepo, code and data", ORDINARY, AIM_CODE),
        ("monorepo, data alone", DATA, AIM_DATA),
    ):
        folder = scratch / name.replace(", ", "-").replace(" ", "-")
        _generate(folder, files, parts)
        yield Tree(name, folder, aim)
    copied = scratch / "packages"
    shutil.copytree(packages, copied, ignore=_left_out)
    yield Tree("installed packages", _committed(copied), AIM_CODE)


def _print(trees: list[Tree], runs: int) -> int:
    warm = [_installed("ftpolicy"), "scan", "--format", "paths"]
    scan = [*warm, "--no-cache"]
    sieve = [sys.executable, "-I", "-c", SIEVE]
    read = [sys.executable, "-I", "-c", READ]
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, {runs} paired runs")
    print(f"{'':58} {'cpu':>7} {'wall':>7} {'aim':>6}   s of ours")
    missed = 0
    for tree in trees:
        count = len(_output(["git", "ls-files", "-z"], tree.folder).split(b"\0")) - 1
        print(f"{tree.name}, {count:,} files")
        _cost(warm, tree.folder)  # fills the file cache and ours
        for name, command, theirs, aim in (
            ("scan / git grep", scan, GREP, tree.aim),
            ("scan / a plain read", scan, read, None),
            ("its look for words / git grep", sieve, GREP, AIM_SIEVE),
            ("scan of what has not changed / git grep", warm, GREP, AIM_WARM),
        ):
            pairs = [(_cost(command, tree.folder), _cost(theirs, tree.folder)) for _ in range(runs)]
            missed += _row(name, pairs, aim)
    return 1 if missed else 0


def _row(name: str, pairs: list[tuple[Cost, Cost]], aim: float | None) -> bool:
    """Print one comparison; whether it misses its aim."""
    cpu = statistics.median(ours.cpu / other.cpu for ours, other in pairs)
    wall = statistics.median(ours.wall / other.wall for ours, other in pairs)
    own = statistics.median(ours.wall for ours, _ in pairs)
    shown = f"{'':6}" if aim is None else f"{aim:6.2f}"
    print(f"  {name:56} {cpu:7.2f} {wall:7.2f} {shown}   {own:.2f}", flush=True)
    return aim is not None and wall > aim


def _cost(command: list[str], folder: Path) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, wall)


def _output(command: list[str], folder: Path) -> bytes:
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, check=True)
    return done.stdout


def _environment() -> Mapping[str, str]:
    """Nothing of the surroundings that would make the scan judge something else."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _installed(name: str) -> str:
    beside = Path(sys.executable).parent
    found = shutil.which(name, path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise SystemExit(f"`{name}` is not installed beside this Python: pip install .")
    return found


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
    _committed(folder)


def _committed(folder: Path) -> Path:
    for words in (
        ["init", "--quiet"],
        ["add", "-A", "-f"],
        ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "-m", "x"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True, env=_environment())
    return folder


if __name__ == "__main__":
    sys.exit(main())
