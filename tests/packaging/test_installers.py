"""The wheel as people install programs: by pipx and by uv; each then judges both examples."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from ftpolicy import __version__
from tests.packaging.conftest import Built, must, run
from tests.precommit.conftest import ROOT

pytestmark = pytest.mark.wheel

AS_OF = ("--as-of", "2026-11-22")  # the day for which the examples were written


def by_pipx(wheel: Path, place: Path) -> None:
    folders = {"PIPX_HOME": str(place / "home"), "PIPX_BIN_DIR": str(place / "bin")}
    command = ("-m", "pipx", "install", "--python", sys.executable, str(wheel))
    must(sys.executable, *command, cwd=place, PIPX_MAN_DIR=str(place / "man"), **folders)


def by_uv(wheel: Path, place: Path) -> None:
    folders = {"UV_TOOL_DIR": str(place / "home"), "UV_TOOL_BIN_DIR": str(place / "bin")}
    command = ("-m", "uv", "tool", "install", "--python", sys.executable, str(wheel))
    must(sys.executable, *command, cwd=place, **folders)


@pytest.mark.parametrize("install", [by_pipx, by_uv], ids=["pipx", "uv"])
def test_installed_as_a_tool_it_judges(install: object, built: Built, tmp_path: Path) -> None:
    assert callable(install)
    install(built.wheel, tmp_path)
    program = str(tmp_path / "bin/ftpolicy")
    assert must(program, "--version", cwd=tmp_path) == f"ftpolicy {__version__}\n"
    codes = {}
    for example in ("blocked", "passing"):
        shutil.copytree(ROOT / "examples" / example, tmp_path / example)
        codes[example] = run(program, "check", "--all", *AS_OF, cwd=tmp_path / example).returncode
    assert codes == {"blocked": 1, "passing": 0}
