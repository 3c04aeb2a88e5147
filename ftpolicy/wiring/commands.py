"""What a piece of shell makes of the gate that it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Location, Scalar
from ftpolicy.wiring.gap import Gap, gap

_OPTION = r"(?:[ \t]+-[\w=./-]+){0,8}"
_WORDS = rf"ftpolicy[\"']?{_OPTION}[ \t]+(?:check|hook|review)\b"
_RUNS = regex(rf"(?<![\w.-]){_WORDS}")
_PRE_COMMIT = regex(r"(?<![\w.-])(?:pre-commit|prek|pre_commit)[ \t]+run\b")
_CONDITION = regex(r"^(?:if|elif|while|until|!)[ \t]")
_FALLBACK = regex(r"\|\|(?![ \t]*(?:(?:exit|return)[ \t]+[1-9]|false\b))")
_PIPE = regex(r"(?<![|>])\|(?![|&])|\|&")
_BACKGROUND = regex(r"(?<![&>|])&(?![&>\d])")
_INSTALL = regex(r"\b(?:pip3?|uv|pipx|uvx)\b.*(?<![\w./-])ftpolicy(?![\w./-])")
_PINNED = regex(r"(?<![\w-])ftpolicy[^\s\"']*(?:==|@)")
_LONGEST = 4096


def runs_gate(script: str, *, by_hook: bool) -> bool:
    """Whether a script runs ftpolicy; `by_hook` when pre-commit would run it too."""
    return any(_invocation(line, by_hook) is not None for _, line in _lines(script))


def script_gaps(script: Scalar, path: str, *, by_hook: bool, pipefail: bool) -> Iterator[Gap]:
    """How a script that runs ftpolicy may lose its exit code, or judge too little."""
    first = script.line + ("\n" in script.text)
    unset = False
    for offset, line in _lines(script.text):
        place = Location(path, first + offset)
        unset = (
            unset or re.search(r"\bset[ \t]+\+\w*e|\bset[ \t]+\+o[ \t]+errexit", line) is not None
        )
        pipefail = pipefail or "pipefail" in line
        if _INSTALL.search(line) and not _PINNED.search(line):
            yield gap("unpinned", "ftpolicy is installed in whichever version there is", place)
        if re.search(r"\bpip3?\b.*\binstall\b.*(?:[ \t]-e[ \t]|[ \t]\.(?:[ \t\[]|$))", line):
            yield gap("own-code", "what is installed comes from the change itself", place)
        start = _invocation(line, by_hook)
        if start is not None:
            yield from _invocation_gaps(line, start, place, unset=unset, pipefail=pipefail)


def _invocation(line: str, by_hook: bool) -> int | None:
    """Where a line starts to run the gate, None when it does not."""
    found = _RUNS.search(line) or (_PRE_COMMIT.search(line) if by_hook else None)
    return found.start() if found is not None else None


def _invocation_gaps(
    line: str, start: int, place: Location, *, unset: bool, pipefail: bool
) -> Iterator[Gap]:
    before, after = line[:start].strip(), line[start:]
    if _FALLBACK.search(after):
        yield gap("failure-ignored", "`||` after the command throws its exit code away", place)
    elif _PIPE.search(after) and not pipefail:
        yield gap("failure-ignored", "the exit code is that of the last command of a pipe", place)
    elif _BACKGROUND.search(after):
        yield gap("failure-ignored", "the command runs in the background", place)
    elif _CONDITION.match(before + " "):
        yield gap("failure-ignored", "the command is a condition, which may fail", place)
    elif unset:
        yield gap("failure-ignored", "`set +e` lets the script go on after a failure", place)
    for option in ("--staged", "--policy-from head", "--policy-from=head"):
        if option in after:
            yield gap("judges-little", f"`{option}` does not judge the change by its base", place)
    if "--no-evidence" in after:
        yield gap("no-evidence", "the record's claims are taken as written", place)
    if re.search(r"\bSKIP=\S*ftpolicy", before):
        yield gap("hook-skipped", "`SKIP` leaves ftpolicy out", place)


def _lines(script: str) -> Iterator[tuple[int, str]]:
    """Each logical line with the number of lines before it; comments are left out."""
    held, start = "", 0
    for number, line in enumerate(script.split("\n")):
        if not held:
            start = number
        held += line[:_LONGEST]
        if held.endswith("\\") and len(held) < _LONGEST:
            held = held[:-1] + " "
            continue
        if not held.lstrip().startswith("#"):
            yield start, held
        held = ""
    if held:
        yield start, held
