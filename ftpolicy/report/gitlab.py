"""Code Quality of GitLab: what the widget and the diff of a merge request show."""

from __future__ import annotations

import hashlib

from ftpolicy.model.finding import Report, Severity
from ftpolicy.report.json_report import dumps
from ftpolicy.report.order import fingerprints, ranked
from ftpolicy.report.safe import safe, visible

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}
_LONGEST, _LONGEST_PATH = 600, 4096


def render(report: Report) -> str:
    known = fingerprints(report)
    return dumps(
        [
            {
                "description": f"{one.code}: {safe(one.message, _LONGEST)}",
                "check_name": one.code,
                "fingerprint": hashlib.sha256(known[one].encode()).hexdigest(),
                "severity": _SEVERITIES[one.severity],
                "location": {
                    "path": visible(one.location.path[:_LONGEST_PATH]),
                    "lines": {"begin": one.location.line},
                },
            }
            for one in ranked(report)
        ]
    )
