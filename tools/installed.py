"""The packages that another Python has installed: names, versions, licences, needs and sizes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement

OURS = "ftpolicy"
_FOLDERS = """\
import json, sysconfig
print(json.dumps(sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})))
"""


@dataclass(frozen=True)
class Package:
    """One installed package; `needs` are the names of those packages here that it asks for."""

    name: str
    version: str
    expression: str  # the licence as SPDX writes it, empty when the package does not
    licence: str  # otherwise what it calls its licence
    summary: str
    needs: tuple[str, ...]
    files: int
    size: int  # in bytes, without what the interpreter compiles


def installed(python: Path) -> tuple[Package, ...]:
    """What the interpreter has, by name; pip and setuptools are no part of what a program needs."""
    asked = subprocess.run(
        [str(python), "-I", "-c", _FOLDERS], capture_output=True, check=True, encoding="utf-8"
    )
    found = {_name(one): one for one in distributions(path=json.loads(asked.stdout))}
    kept = {name: one for name, one in found.items() if name not in ("pip", "setuptools")}
    return tuple(_package(name, one, kept) for name, one in sorted(kept.items()))


def _package(name: str, one: Distribution, known: Iterable[str]) -> Package:
    told = one.metadata.json
    sizes = [_size(Path(str(file.locate()))) for file in one.files or () if file.suffix != ".pyc"]
    return Package(
        name=name,
        version=one.version,
        expression=str(told.get("license_expression", "")),
        licence=_licence(one),
        summary=str(told.get("summary", "")),
        needs=tuple(sorted({*_needs(one)} & {*known})),
        files=len(sizes),
        size=sum(sizes),
    )


def _name(one: Distribution) -> str:
    """The name as an index writes it, so that it can be compared."""
    return canonical(one.metadata["Name"])


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _needs(one: Distribution) -> Iterator[str]:
    for line in one.requires or ():
        need = Requirement(line)
        if need.marker is None or need.marker.evaluate({"extra": ""}):
            yield canonical(need.name)


def _licence(one: Distribution) -> str:
    """The classifier's words, else the field, which some packages fill with the whole text."""
    for line in one.metadata.get_all("Classifier") or ():
        if line.startswith("License :: "):
            return str(line.rpartition(" :: ")[2])
    return str(one.metadata.json.get("license", "")).partition("\n")[0].strip()
