"""Our own list of modules against that of pkgutil."""

from __future__ import annotations

from pathlib import Path
from pkgutil import iter_modules

import pytest

import ftpolicy
from ftpolicy.model.modules import modules_in

ROOT = Path(ftpolicy.__file__).parent
FOLDERS = [ROOT, *sorted(path.parent for path in ROOT.glob("*/**/__init__.py"))]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda it: str(it.relative_to(ROOT.parent)))
def test_it_names_what_pkgutil_names(folder: Path) -> None:
    found = modules_in([str(folder)])
    assert list(found) == sorted(info.name for info in iter_modules([str(folder)]))


def test_what_is_no_module_is_left_out(tmp_path: Path) -> None:
    for name in ("a.py", "b.txt", "__init__.py", "c/__init__.py", "d/e.py", "f.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert modules_in([str(tmp_path)]) == ("a", "c", "f")
