"""Diagnostics of reviewdog, which posts each message as Markdown on the line it is about."""

from __future__ import annotations

from ftpolicy.model.finding import Finding, Report, Severity
from ftpolicy.report.json_report import Value, dumps
from ftpolicy.report.markdown_text import prose
from ftpolicy.report.order import ranked
from ftpolicy.report.safe import visible

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}
_LONGEST_PATH = 4096


def render(report: Report) -> str:
    return dumps(
        {
            "source": {"name": "ftpolicy"},
            "diagnostics": [_diagnostic(one) for one in ranked(report)],
        }
    )


def _diagnostic(one: Finding) -> Value:
    # Columns are bytes there and characters here, so the line has to do.
    return {
        "message": f"{prose(one.message)}. {prose(one.remedy)}",
        "location": {
            "path": visible(one.location.path[:_LONGEST_PATH]),
            "range": {"start": {"line": one.location.line}},
        },
        "severity": _SEVERITIES[one.severity],
        "code": {"value": one.code},
    }
