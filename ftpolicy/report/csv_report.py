"""A table of all findings for a spreadsheet, the most important first, silenced ones last."""

from __future__ import annotations

import csv
import io

from ftpolicy.model.finding import Finding, Report
from ftpolicy.report.order import ranked
from ftpolicy.report.safe import inert, safe

_HEAD = (
    "severity",
    "code",
    "name",
    "path",
    "line",
    "column",
    "message",
    "remedy",
    "record",
    "verdict",
    "waived_until",
)
_LONGEST = 4096


def render(report: Report) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEAD)
    silenced = tuple(one for one in report.findings if not one.stands)
    for one in (*ranked(report), *silenced):
        writer.writerow(inert(safe(cell, _LONGEST)) for cell in _row(one))
    return stream.getvalue()


def _row(one: Finding) -> tuple[str, ...]:
    return (
        one.severity.value,
        one.code,
        one.name,
        one.location.path,
        str(one.location.line),
        str(one.location.column),
        one.message,
        one.remedy,
        one.record or "",
        one.verdict.value,
        one.waived.expires if one.waived is not None else "baseline" if one.baseline else "",
    )
