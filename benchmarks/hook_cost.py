"""What one commit costs, as ratios of CPU time: against bare Python and the hooks of others.

Run by the Python of an environment that holds ftpolicy, see README.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paired import BARE, aimed, found, git, needed, ratio, repository, write

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "passing"

PLAIN = {
    "values.yaml": "replicas: {0}\nimage:\n  name: web\n  tag: v{0}\n",
    "app.json": '{{"name": "web", "port": {0}}}\n',
    "util.py": "LIMIT = {0}\n",
}
SCHEMA = '{"type": "object"}\n'


@dataclass(frozen=True)
class Row:
    """One comparison: two commands in one folder, and the ratio of CPU that is aimed at."""

    name: str
    ours: list[str]
    theirs: list[str]
    folder: Path
    aim: float | None = None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="paired runs of each row (default 15)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        plain, tuned = Path(scratch, "plain"), Path(scratch, "tuned")
        _plain_commit(plain)
        _tuning_commit(tuned)
        return _print([*_rows(plain, tuned, scratch)], max(asked.runs, 7))


def _rows(plain: Path, tuned: Path, scratch: str) -> Iterator[Row]:
    program = needed("ftpolicy", "pip install .")
    hook = [program, "hook"]
    yield Row("P1 3 plain files / bare Python", hook, BARE, plain, 2.5)
    check_yaml = [needed("check-yaml", "pip install pre-commit-hooks"), *PLAIN]
    yield Row("P1 3 plain files / check-yaml", hook, check_yaml, plain, 0.5)
    if secrets := found("detect-secrets-hook"):
        yield Row("3 plain files / detect-secrets-hook", hook, [secrets, *PLAIN], plain)
    bare = "P2 tuning file and record / bare Python"
    unmeasured = [program, "check", "--staged", "--no-evidence"]
    yield Row(f"{bare}, evidence off", unmeasured, BARE, tuned, 12.0)
    yield Row(f"{bare}, evidence on", hook, BARE, tuned)
    if schema := found("check-jsonschema"):
        Path(scratch, "s.json").write_text(SCHEMA, encoding="utf-8")
        files = ["configs/support/voice.yaml", "decisions/support-voice.yaml"]
        theirs = [schema, "--schemafile", str(Path(scratch, "s.json")), *files]
        yield Row("P3 tuning file and record / check-jsonschema", hook, theirs, tuned, 1.0)


def _print(rows: list[Row], runs: int) -> int:
    print(f"Python {sys.version.split()[0]}, median of {runs} paired runs")
    print(f"{'':54} {'cpu':>6} {'wall':>6} {'aim':>6}          ms of ours")
    missed = 0
    for row in rows:
        one = ratio(row.ours, row.theirs, row.folder, runs)
        missed += row.aim is not None and one.cpu > row.aim
        aim = aimed(one.cpu, row.aim)
        print(f"{row.name:54} {one.cpu:6.2f} {one.wall:6.2f} {aim}  {one.own.cpu * 1000:.0f}")
    return 1 if missed else 0


def _plain_commit(folder: Path) -> None:
    repository(folder, lambda: write(folder, _filled(1)))
    write(folder, _filled(2))
    git(folder, "add", "-A")


def _tuning_commit(folder: Path) -> None:
    """The tuning file and the record of the passing example come in; all else stands there."""

    def before() -> None:
        for number in range(500):
            name = list(PLAIN)[number % 3]
            write(folder, {f"part{number % 20}/{number}_{name}": PLAIN[name].format(number)})
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        for name in ("configs", "decisions"):
            shutil.rmtree(folder / name)

    repository(folder, before)
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    git(folder, "add", "-A")


def _filled(number: int) -> dict[str, str]:
    return {name: text.format(number) for name, text in PLAIN.items()}


if __name__ == "__main__":
    sys.exit(main())
