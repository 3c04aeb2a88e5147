"""Prints the changelog of one release: `python tools/release_notes.py TAG`; fails when TAG is none.

A release has a tag `vX.Y.Z`, the version X.Y.Z in `ftpolicy/__init__.py`, and a heading
`## X.Y.Z - YYYY-MM-DD` as the newest below `## Unreleased`, which is empty by then.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNRELEASED = "Unreleased"
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_RELEASE = re.compile(r"(\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}")
_VERSION = re.compile(r'^__version__ = "([^"]*)"$', re.MULTILINE)


class NoReleaseError(Exception):
    """What is missing before the tag can be a release."""


def notes(tag: str, version: str, changelog: str) -> str:
    """The section of the release, without its heading."""
    if tag != f"v{version}":
        raise NoReleaseError(f"the tag is `{tag}`, `ftpolicy/__init__.py` says `{version}`")
    first, *released = sections(changelog) or [("", "")]
    if first != (UNRELEASED, ""):
        raise NoReleaseError("`## Unreleased` must stand first in CHANGELOG.md and be empty")
    heading, text = released[0] if released else ("nothing", "")
    found = _RELEASE.fullmatch(heading)
    if found is None or found[1] != version:
        raise NoReleaseError(
            f"CHANGELOG.md has `{heading}` where `{version} - YYYY-MM-DD` should stand"
        )
    if not text:
        raise NoReleaseError(f"CHANGELOG.md says nothing of `{version}`")
    return text


def sections(changelog: str) -> list[tuple[str, str]]:
    """Heading and text of each section, in the order of the file."""
    _, *parts = _HEADING.split(changelog)
    return [(heading, text.strip()) for heading, text in zip(parts[::2], parts[1::2], strict=True)]


def current() -> str:
    """The version as it stands in the one place where it is written."""
    (version,) = _VERSION.findall((ROOT / "ftpolicy/__init__.py").read_text(encoding="utf-8"))
    return str(version)


def main() -> int:
    """Print the notes, or say what is missing."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    try:
        print(notes(sys.argv[1], current(), changelog))
    except NoReleaseError as error:
        print(f"no release: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
