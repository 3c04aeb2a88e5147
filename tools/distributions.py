"""Builds wheel and sdist of the last commit, twice and apart; keeps them only when they are equal.

    python tools/distributions.py FOLDER

Each runs in a clone of its own, with other umask, time zone, locale and file times; what they share
is the time of the commit. Needs `build` and `hatchling`, as `pip install '.[ci]'` brings them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONG_AGO = 1_000_000_000  # for the files of the second clone


class BuildsDifferError(Exception):
    """The two builds differ; the text says in which files."""


def build(source: Path, target: Path) -> tuple[Path, ...]:
    """The distributions of HEAD of the repository `source`, written to the folder `target`."""
    with tempfile.TemporaryDirectory() as scratch:
        first = _built(source, Path(scratch, "a"), 0o022, {"TZ": "UTC", "LC_ALL": "C.UTF-8"})
        second = _built(
            source, Path(scratch, "another"), 0o077, {"TZ": "Asia/Tokyo", "LC_ALL": "C"}
        )
        different = sorted(
            name for name in {*first, *second} if _bytes(first, name) != _bytes(second, name)
        )
        if different:
            raise BuildsDifferError(f"two builds of one commit differ in {', '.join(different)}")
        target.mkdir(parents=True, exist_ok=True)
        return tuple(Path(shutil.copy(first[name], target)) for name in sorted(first))


def _built(
    source: Path, folder: Path, umask: int, extra: dict[str, str], since: int | None = None
) -> dict[str, Path]:
    """The distributions by name, built in a clone inside of `folder`, its files changed `since`."""
    clone = folder / "source"
    _run("git", "clone", "--quiet", "--no-hardlinks", str(source), str(clone), umask=umask)
    for name in _run("git", "-C", str(clone), "ls-files", "-z").split("\0")[:-1]:
        if since is not None:
            os.utime(clone / name, (since, since), follow_symlinks=False)
    epoch = _run("git", "-C", str(clone), "log", "-1", "--format=%ct").strip()
    environment = {**os.environ, **extra, "SOURCE_DATE_EPOCH": epoch}
    out = folder / "dist"
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(clone))
    _run(*command, umask=umask, env=environment)
    return {path.name: path for path in out.iterdir()}


def _bytes(built: dict[str, Path], name: str) -> bytes:
    return built[name].read_bytes() if name in built else b""


def _run(*command: str, umask: int = 0o022, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, env=env, umask=umask, capture_output=True, check=False, encoding="utf-8"
    )
    if done.returncode != 0:
        raise subprocess.SubprocessError(
            f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def main() -> int:
    """Print the SHA-256 of each distribution, as `sha256sum` does."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    try:
        made = build(ROOT, Path(sys.argv[1]))
    except (BuildsDifferError, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in made:
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
