"""The modules of a folder of ours: to add a rule, a reader or a format is to add a file."""

from __future__ import annotations

import os
from collections.abc import Iterable


def modules_in(folders: Iterable[str]) -> tuple[str, ...]:
    """The names of the modules and packages there, as `pkgutil` finds them.

    pkgutil imports `inspect` for this, which costs a commit more than all of its rules.
    """
    names = {_module(folder, name) for folder in folders for name in os.listdir(folder)}
    return tuple(sorted(names - {""}))


def _module(folder: str, name: str) -> str:
    stem, suffix = os.path.splitext(name)
    if suffix in {".py", ".pyc"}:
        return stem if stem != "__init__" else ""
    return name if os.path.isfile(os.path.join(folder, name, "__init__.py")) else ""
