"""Before a tag: the version in one place, the changelog, the lock, builds that must be equal."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from ftpolicy import __version__
from tests.precommit.conftest import ROOT
from tools import distributions
from tools.release_notes import UNRELEASED, NoReleaseError, current, notes, sections

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
PAGES = ("README.md", *(f"docs/{one.name}" for one in sorted((ROOT / "docs").glob("*.md"))))
TEMPLATES = [f"templates/{one.name}" for one in sorted((ROOT / "templates").iterdir())]
PIN = re.compile(r'(?:ftpolicy==|ftpolicy-|rev: v|--branch v|FTPOLICY_VERSION: ")(\d+\.\d+\.\d+)')
HEADING = re.compile(r"(\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})")
DONE = """\
# Changelog

## Unreleased

## 1.2.0 - 2026-12-01

- More.

## 1.1.0 - 2026-11-01

- First.
"""


def test_the_tools_read_the_version_where_it_is_written() -> None:
    assert current() == __version__


def test_every_pin_is_this_version() -> None:
    pins = {
        f"{page} {pin}"
        for page in (*PAGES, *TEMPLATES)
        for pin in PIN.findall((ROOT / page).read_text(encoding="utf-8"))
    }
    assert {pin.split()[1] for pin in pins} == {__version__}, pins
    assert {pin.split()[0] for pin in pins} >= {"README.md", "docs/ci.md", *TEMPLATES}


def test_the_changelog_has_an_unreleased_part_and_dated_releases() -> None:
    (first, _), *released = sections(CHANGELOG)
    assert first == UNRELEASED
    found = [HEADING.fullmatch(heading) for heading, _ in released]
    assert None not in found
    told = [(Version(it[1]), date.fromisoformat(it[2])) for it in found if it]
    assert told == sorted(told, reverse=True)
    assert all(version <= Version(__version__) for version, _ in told)


def test_the_notes_of_a_release_are_its_part_of_the_changelog() -> None:
    assert notes("v1.2.0", "1.2.0", DONE) == "- More."


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "message"),
    [
        ("v1.2.1", "1.2.0", DONE, "the tag is `v1.2.1`, `ftpolicy/__init__.py` says `1.2.0`"),
        ("1.2.0", "1.2.0", DONE, "the tag is `1.2.0`, `ftpolicy/__init__.py` says `1.2.0`"),
        (
            "v1.1.0", "1.1.0", DONE,
            "CHANGELOG.md has `1.2.0 - 2026-12-01` where `1.1.0 - YYYY-MM-DD` should stand",
        ),
        (
            "v1.2.0", "1.2.0", DONE.replace(" - 2026-12-01", ""),
            "CHANGELOG.md has `1.2.0` where `1.2.0 - YYYY-MM-DD` should stand",
        ),
        (
            "v1.2.0", "1.2.0", DONE.replace("Unreleased\n", "Unreleased\n\n- Left over.\n"),
            "`## Unreleased` must stand first in CHANGELOG.md and be empty",
        ),
        (
            "v1.2.0", "1.2.0", DONE.replace("## Unreleased\n\n", ""),
            "`## Unreleased` must stand first in CHANGELOG.md and be empty",
        ),
        (
            "v1.2.0", "1.2.0", DONE.replace("- More.", ""),
            "CHANGELOG.md says nothing of `1.2.0`",
        ),
        (
            "v1.2.0", "1.2.0", "## Unreleased\n",
            "CHANGELOG.md has `nothing` where `1.2.0 - YYYY-MM-DD` should stand",
        ),
        (
            "v1.2.0", "1.2.0", "",
            "`## Unreleased` must stand first in CHANGELOG.md and be empty",
        ),
    ],
    ids=[
        "another-version", "no-v", "older", "no-date", "left-over", "no-unreleased", "no-text",
        "no-release", "empty",
    ],
)  # fmt: skip
def test_a_tag_that_is_no_release(tag: str, version: str, changelog: str, message: str) -> None:
    with pytest.raises(NoReleaseError) as raised:
        notes(tag, version, changelog)
    assert str(raised.value) == message


def test_the_program_says_why_there_is_no_release() -> None:
    command = (sys.executable, str(ROOT / "tools/release_notes.py"), "v0.0.0")
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"no release: the tag is `v0.0.0`, `ftpolicy/__init__.py` says `{__version__}`\n"
    )


def test_the_lock_pins_by_hash_what_a_release_is_built_with() -> None:
    lines = (ROOT / "tools/release/requirements.in").read_text(encoding="utf-8").splitlines()
    wanted = {line for line in lines if line and not line.startswith("#")}
    text = (ROOT / "tools/release/requirements.txt").read_text(encoding="utf-8")
    entries = [part for part in re.split(r"^(?=\S)", text, flags=re.MULTILINE) if part]
    locked = {entry.partition("==")[0]: entry for entry in entries}
    assert wanted <= {*locked}
    assert [name for name, it in locked.items() if " \\\n    --hash=sha256:" not in it] == []
    backend = Requirement(_build_requirement())
    version = locked[backend.name].partition("==")[2].split()[0]
    assert backend.specifier.contains(version)


def _build_requirement() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (wanted,) = re.findall(r'^requires = \["(.*)"\]$', text, re.MULTILINE)
    return str(wanted)


def test_builds_that_differ_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Path]] = []

    def built(_source: Path, folder: Path, *_: object, **__: object) -> dict[str, Path]:
        folder.mkdir()
        wheel, sdist = folder / "a.whl", folder / "a.tar.gz"
        wheel.write_text("the same")
        sdist.write_text(folder.name)
        made.append({one.name: one for one in (wheel, sdist)})
        return made[-1]

    monkeypatch.setattr(distributions, "_built", built)
    with pytest.raises(distributions.BuildsDifferError) as raised:
        distributions.build(tmp_path, tmp_path / "dist")
    assert str(raised.value) == "two builds of one commit differ in a.tar.gz"
    assert (len(made), (tmp_path / "dist").exists()) == (2, False)
