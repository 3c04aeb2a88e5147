"""The distributions: what is in them, and the wheel at work away from the checkout."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import shutil
import sys
import tarfile
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement

from ftpolicy import __version__
from tests.packaging.conftest import Built, environment, must, run
from tests.precommit.conftest import ROOT

pytestmark = pytest.mark.wheel

AS_OF = ("--as-of", "2026-11-22")  # the day for which the examples were written
INFO = f"ftpolicy-{__version__}.dist-info"
TOML = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
PROJECT = TOML.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_wheel_holds_the_tracked_files_of_the_package_and_nothing_else(built: Built) -> None:
    tracked = [name for name in built.tracked if name.startswith("ftpolicy/")]
    schemas = [f"ftpolicy/{name}" for name in built.tracked if name.startswith("schemas/")]
    info = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
    names = zipfile.ZipFile(built.wheel).namelist()
    assert sorted(names) == sorted([*tracked, *schemas, *(f"{INFO}/{name}" for name in info)])


@pytest.mark.parametrize(
    "name",
    [
        "ftpolicy/py.typed",
        "ftpolicy/hook.py",
        "ftpolicy/schemas/decision-record.schema.json",
        "ftpolicy/schemas/policy.schema.json",
        "ftpolicy/detect/detectors/axolotl.yaml",
        "ftpolicy/rules/ft103_too_few_variations.py",
        "ftpolicy/wiring/templates/github.yml",
        f"{INFO}/licenses/LICENSE",
    ],
)
def test_the_wheel_holds(built: Built, name: str) -> None:
    inside = name.replace("ftpolicy/schemas/", "schemas/")
    source = ROOT / ("LICENSE" if name.endswith("LICENSE") else inside)
    assert zipfile.ZipFile(built.wheel).read(name) == source.read_bytes()


def test_the_wheel_says_truly_what_it_holds(built: Built) -> None:
    wheel = zipfile.ZipFile(built.wheel)
    listed = {}
    for name, digest, size in csv.reader(io.StringIO(wheel.read(f"{INFO}/RECORD").decode())):
        listed[name] = (digest, size)
    assert listed.pop(f"{INFO}/RECORD") == ("", "")
    assert listed == {name: _recorded(wheel.read(name)) for name in listed}
    assert {*wheel.namelist()} == {*listed, f"{INFO}/RECORD"}


def _recorded(data: bytes) -> tuple[str, str]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"sha256={digest}", str(len(data))


def test_the_sdist_holds_what_git_tracks(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {one.name.partition("/")[2] for one in archive.getmembers() if one.isfile()}
        owners = {(one.uid, one.gid, one.uname, one.gname) for one in archive.getmembers()}
        modes = {one.mode for one in archive.getmembers()}
    assert names == {*built.tracked, "PKG-INFO"}
    assert (owners, modes) == ({(0, 0, "", "")}, {0o644, 0o755})


def test_the_metadata(built: Built) -> None:
    wheel = zipfile.ZipFile(built.wheel).read(f"{INFO}/METADATA")
    with tarfile.open(built.sdist) as archive:
        packed = archive.extractfile(f"ftpolicy-{__version__}/PKG-INFO")
        assert packed is not None
        assert packed.read() == wheel
    told = Metadata.from_email(wheel, validate=True)
    assert (told.name, str(told.version)) == ("ftpolicy", __version__)
    assert (told.license_expression, told.license_files) == ("Apache-2.0", ["LICENSE"])
    assert str(told.requires_python) == ">=3.10"
    needed = {str(it) for it in told.requires_dist or () if "extra ==" not in str(it)}
    assert {it.lower() for it in needed} == {
        str(Requirement(line)).lower() for line in PROJECT["dependencies"]
    }
    assert {*(told.provides_extra or ())} == {*PROJECT["optional-dependencies"]}


def test_twine_has_no_complaint(built: Built, tmp_path: Path) -> None:
    files = (str(built.wheel), str(built.sdist))
    done = run(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=tmp_path)
    assert (done.returncode, done.stdout.count("PASSED")) == (0, 2), done.stdout + done.stderr


def test_what_it_needs_fits_together(built: Built, tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--python", str(built.python))
    assert must(*pip, "check", cwd=tmp_path) == "No broken requirements found.\n"


def test_the_program_runs_from_where_it_was_installed(built: Built, tmp_path: Path) -> None:
    done = built.run("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"ftpolicy {__version__}\n", "")
    ask = "import ftpolicy; print(ftpolicy.__file__)"
    where = must(str(built.python), "-I", "-c", ask, cwd=tmp_path)
    assert Path(where).is_relative_to(built.environment)


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
    done = run("sh", script, str(built.environment / "bin/ftpolicy"), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [
        "$ git commit    # examples/blocked",
        "=> nothing was committed",
        "",
        "$ git commit    # examples/passing",
        "=> committed",
    ]
    assert "Traceback" not in done.stderr


def test_the_stories_of_the_sdist_hold_for_the_wheel(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / f"ftpolicy-{__version__}"
    shutil.rmtree(unpacked / "ftpolicy")  # so that nothing but the wheel can be meant
    python = environment(tmp_path / "venv", f"{built.wheel}[test]") / "bin/python"
    own = ["-p", "no:cacheprovider", "-o", "addopts=-n auto", "-q"]
    done = run(str(python), "-m", "pytest", *own, "tests/test_stories.py", cwd=unpacked)
    assert done.returncode == 0, done.stdout + done.stderr
