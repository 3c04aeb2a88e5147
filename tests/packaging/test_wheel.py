"""The built wheel in an environment of its own, away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from ftpolicy import __version__
from tests.precommit.conftest import ROOT, index_settings

pytestmark = pytest.mark.wheel

AS_OF = ("--as-of", "2026-11-22")  # the day for which the examples were written


@dataclass(frozen=True)
class Built:
    """The distributions, and an environment into which the wheel was installed."""

    wheel: Path
    sdist: Path
    bin: Path

    def run(self, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return _run(str(self.bin / "ftpolicy"), *args, cwd=cwd)


def _run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        command,
        cwd=cwd,
        env={**kept, **index_settings(), "HOME": str(cwd)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def _must(*command: str, cwd: Path) -> None:
    done = _run(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("dist")
    _must(sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT), cwd=folder)
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    _must(sys.executable, "-m", "venv", "venv", cwd=folder)
    _must("venv/bin/pip", "install", "-q", f"{wheel}[test]", cwd=folder)
    return Built(wheel, sdist, folder / "venv/bin")


def test_the_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    names = {name.partition("/")[0] for name in zipfile.ZipFile(built.wheel).namelist()}
    assert names == {"ftpolicy", f"ftpolicy-{__version__}.dist-info"}


@pytest.mark.parametrize(
    ("inside", "source"),
    [
        ("ftpolicy/schemas/", ROOT / "schemas"),
        ("ftpolicy/detect/detectors/", ROOT / "ftpolicy/detect/detectors"),
        ("ftpolicy/rules/", ROOT / "ftpolicy/rules"),
    ],
    ids=["schemas", "detectors", "rules"],
)
def test_the_wheel_holds_each_file_of(built: Built, inside: str, source: Path) -> None:
    names = zipfile.ZipFile(built.wheel).namelist()
    wanted = {it.name for it in source.iterdir() if it.is_file()}
    assert {name.removeprefix(inside) for name in names if name.startswith(inside)} == wanted


def test_the_sdist_holds_what_the_tests_need(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2].partition("/")[0] for name in archive.getnames()}
    assert {"ftpolicy", "schemas", "tests", "tools", "examples", "docs", "benchmarks"} < names


def test_the_program_runs_from_where_it_was_installed(built: Built, tmp_path: Path) -> None:
    done = built.run("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"ftpolicy {__version__}\n", "")
    where = _run(
        str(built.bin / "python"), "-I", "-c", "import ftpolicy; print(ftpolicy.__file__)",
        cwd=tmp_path,
    )  # fmt: skip
    assert Path(where.stdout).is_relative_to(built.bin.parent)


@pytest.mark.parametrize("schema", sorted((ROOT / "schemas").iterdir()), ids=lambda it: it.name)
def test_it_prints_its_schemas(built: Built, schema: Path, tmp_path: Path) -> None:
    done = built.run("schema", schema.name.removesuffix(".schema.json"), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, schema.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("example", "code"), [("blocked", 1), ("passing", 0)])
def test_it_judges_the_examples(built: Built, example: str, code: int, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / example, tmp_path / example)
    done = built.run("check", "--all", *AS_OF, cwd=tmp_path / example)
    assert done.returncode == code, done.stdout + done.stderr


def test_the_examples_can_be_tried(built: Built, tmp_path: Path) -> None:
    script = str(ROOT / "examples/try.sh")
    done = _run("sh", script, str(built.bin / "ftpolicy"), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [
        "$ git commit    # examples/blocked",
        "=> nothing was committed",
        "",
        "$ git commit    # examples/passing",
        "=> committed",
    ]
    assert "Traceback" not in done.stderr


def test_the_stories_hold_for_the_wheel(built: Built, tmp_path: Path) -> None:
    for name in ("tests", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", tmp_path)
    python = str(built.bin / "python")
    own = ["-p", "no:cacheprovider", "-o", "addopts=-n auto", "-q"]
    done = _run(python, "-m", "pytest", *own, "tests/test_stories.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
