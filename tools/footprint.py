"""Prints what ftpolicy takes where it is installed: `python tools/footprint.py PYTHON [WHEEL]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.installed import OURS, Package, installed  # noqa: E402 - from this checkout


def footprint(packages: tuple[Package, ...], wheel: Path | None = None) -> Iterator[str]:
    """One line each for the wheel, for us alone, for everything, and for each package."""
    if wheel is not None:
        yield f"wheel: {_kib(wheel.stat().st_size)}"
    (ours,) = (one for one in packages if one.name == OURS)
    yield f"installed, {OURS} alone: {_kib(ours.size)} in {ours.files} files"
    yield (
        f"installed, with what it needs: {_kib(sum(one.size for one in packages))} in "
        f"{sum(one.files for one in packages)} files of {len(packages)} packages"
    )
    for one in sorted(packages, key=lambda it: (-it.size, it.name)):
        yield f"  {one.name} {one.version}: {_kib(one.size)}"


def _kib(size: int) -> str:
    return f"{size / 1024:,.0f} KiB"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    print(*footprint(installed(Path(sys.argv[1])), *map(Path, sys.argv[2:])), sep="\n")
