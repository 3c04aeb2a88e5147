"""Logging commands of Azure Pipelines: one issue for each error and warning, then one line."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Report, Severity
from ftpolicy.report.order import of_kind, ranked, within
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import closing, counted

_MOST = 50
_LONGEST_PATH, _LONGEST_TEXT = 1024, 900


def render(report: Report) -> str:
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    findings = ranked(report)
    for severity in (Severity.ERROR, Severity.WARNING):
        shown, more = within(of_kind(findings, severity), _MOST)
        yield from (_issue(one, report.links.folder) for one in shown)
        if more:
            words = counted(more, f"more {severity.value}")
            yield f"##vso[task.logissue type={severity.value}]{_data(words)}"
    notes, more = within(of_kind(findings, Severity.NOTE), _MOST)
    for one in notes:  # issues know no third kind
        yield f"note {one.code} {safe(one.location.path)}: {safe(one.message, _LONGEST_TEXT)}"
    if more:
        yield counted(more, "more note")
    yield closing(report)


def _issue(one: Finding, folder: str) -> str:
    place = one.location
    path = safe(place.path, _LONGEST_PATH)
    properties = {
        "type": one.severity.value,
        "sourcepath": f"{safe(folder, _LONGEST_PATH)}/{path}" if folder else path,
        "linenumber": str(place.line),
        "columnnumber": str(place.column),
        "code": one.code,
    }
    told = "".join(f"{name}={_property(value)};" for name, value in properties.items())
    text = f"{safe(one.message, _LONGEST_TEXT)}. {safe(one.remedy, _LONGEST_TEXT)}"
    return f"##vso[task.logissue {told}]{_data(text)}"


def _data(text: str) -> str:
    """The text as the agent takes it; `%` is written as its own task library does."""
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")
