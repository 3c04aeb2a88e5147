"""Workflow commands of GitHub Actions: annotations within the runner's limits, then one line."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Report, Severity
from ftpolicy.report.order import of_kind, ranked, within
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import closing, counted

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST = 10  # of each kind in a step; the runner drops what comes after (ExecutionContext.cs)
_LONGEST_PATH, _LONGEST_TEXT = 1024, 900


def render(report: Report) -> str:
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    findings = ranked(report)
    for severity, command in _COMMANDS.items():
        shown, more = within(of_kind(findings, severity), _MOST)
        yield from (_annotation(one, command) for one in shown)
        if more:
            words = f"{counted(more, f'more {severity.value}')}; the job summary lists them"
            yield f"::{command} title=ftpolicy::{_data(words)}"
    yield closing(report)


def _annotation(one: Finding, command: str) -> str:
    place = one.location
    properties = {
        "file": safe(place.path, _LONGEST_PATH),
        "line": str(place.line),
        "col": str(place.column),
        "title": f"{one.code} {one.name}",
    }
    if place.width:
        properties["endColumn"] = str(place.column + place.width)
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = f"{safe(one.message, _LONGEST_TEXT)}\n{safe(one.remedy, _LONGEST_TEXT)}"
    return f"::{command} {told}::{_data(text)}"


def _data(text: str) -> str:
    """The text as the data of a command; what it holds is unescaped once by the runner."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
