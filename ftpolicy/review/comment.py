"""The one comment that a request has of us: how it is found again, what it says, how it lives.

It is written when there is something to say, kept up to date in place, and says that it is
resolved when all is mended. Comments of others are never touched, whatever marker they bear.
"""

from __future__ import annotations

from collections.abc import Iterable

from ftpolicy import report as formats
from ftpolicy.model.finding import Report, Severity
from ftpolicy.report.markdown_text import prose
from ftpolicy.report.wording import looked_at
from ftpolicy.review.host import Comment

MARKER = "<!-- ftpolicy:report:v1 -->"
LONGEST = 60_000
"""Characters of a comment; GitHub takes 65,536."""


def own(comments: Iterable[Comment], marker: str, me: str) -> tuple[Comment, ...]:
    """Our comments: the marker opens them, and the host says that we wrote them."""
    return tuple(
        one
        for one in comments
        if one.body.startswith(marker) and one.author.casefold() == me.casefold()
    )


def clean(report: Report) -> bool:
    """Whether no error and no warning stands."""
    return not report.count(Severity.ERROR) and not report.count(Severity.WARNING)


def body(report: Report, *, exists: bool) -> str | None:
    """What our comment is to say, None when there is nothing to say."""
    if not clean(report):
        return _whole(formats.render("markdown", report))
    if exists:
        return _whole(_resolved(report))
    decided = any(one.case.decision is not None and one.case.touched for one in report.cases)
    return _whole(formats.render("markdown", report)) if decided else None


def _resolved(report: Report) -> str:
    head = (
        "## ✅ ftpolicy: resolved\n\n"
        f"What was found before is mended; looked at {prose(looked_at(report))}.\n\n"
    )
    if not report.cases:
        return head
    screen = formats.render("markdown", report)
    return f"{head}<details><summary>The report</summary>\n\n{screen}\n</details>\n"


def _whole(text: str) -> str:
    """The text with our marker; the room is a few words more than any screen takes."""
    return f"{MARKER}\n{text}"[:LONGEST]
