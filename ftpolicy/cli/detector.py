"""`ftpolicy detector`: for those who write detector files."""

from __future__ import annotations

import click

from ftpolicy.cli._output import say
from ftpolicy.errors import FtpolicyError
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import counted

FAILED = 1
_LARGEST = 1 << 20
_LONGEST = 600


@click.group(name="detector")
def command() -> None:
    """Try the detector files of a repository (`detectors.paths` of its policy)."""


@command.command(name="test")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path())
def test(paths: tuple[str, ...]) -> int:
    """Run the examples of detector files; exit code 1 when one does not come out as it says.

    \b
    ftpolicy detector test policy/detectors/acme.yaml
    """
    failed = sum(_tested(path) for path in paths)
    return FAILED if failed else 0


def _tested(path: str) -> int:
    """How much of a file fails; raises FtpolicyError when it is no detector file."""
    from ftpolicy.detect.examples import failures
    from ftpolicy.detect.faults import read_own
    from ftpolicy.detect.load import read_examples

    data = _data(path)
    detector = read_own(data, path)
    examples = read_examples(data.decode("utf-8-sig", "replace"))
    found = failures(detector, examples)
    for one in found:
        named = f"example `{safe(one.example)}`: " if one.example else ""
        expected, got = safe(one.expected, _LONGEST), safe(one.found, _LONGEST)
        say(f"{safe(path)}: {named}expected {expected}; found {got}\n")
    count = len(detector.matches)
    matches = f"{count} {'match' if count == 1 else 'matches'}"
    outcome = counted(len(found), "failure") if found else "all as they say"
    say(f"{safe(path)}: {matches}, {counted(len(examples), 'example')}, {outcome}\n")
    return len(found)


def _data(path: str) -> bytes:
    try:
        with open(path, "rb") as handle:
            return handle.read(_LARGEST)
    except OSError as why:
        raise FtpolicyError(f"cannot read the detector `{path}`: {why.strerror}") from why
