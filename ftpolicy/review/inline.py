"""Comments on single lines: which there are to be, and what they say."""

from __future__ import annotations

import re

from ftpolicy.model.finding import Finding, Report, Severity
from ftpolicy.model.regex import regex
from ftpolicy.report.markdown_text import prose
from ftpolicy.report.order import fingerprints, ranked

MARKER = "<!-- ftpolicy:line:"
MOST = 20
"""Comments on lines of one request; hosts slow down who writes many."""

_KNOWN_BY = regex(re.escape(MARKER) + r"([0-9a-f]+:\d+) -->")
_MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "💬"}


def wanted(report: Report) -> dict[str, Finding]:
    """The findings that weigh, by what each is known again, the most important first."""
    known = fingerprints(report)
    return {known[one]: one for one in ranked(report) if one.severity is not Severity.NOTE}


def known_by(body: str) -> str:
    """The finding that one of our comments is about, empty when it is about none."""
    found = _KNOWN_BY.match(body)
    return found[1] if found else ""


def body(fingerprint: str, one: Finding) -> str:
    return (
        f"{MARKER}{fingerprint} -->\n{_MARKS[one.severity]} **{one.code}** {prose(one.message)}"
        f"\n\n{prose(one.remedy)}\n"
    )


def resolved(was: str) -> str:
    """The comment of a finding that is gone; what it said stays to be read."""
    marker, _, said = was.partition("\n")
    return f"{marker}\n✅ resolved\n\n<details><summary>It said</summary>\n\n{said}\n</details>\n"


def is_resolved(body: str) -> bool:
    return body.partition("\n")[2].startswith("✅ resolved")
