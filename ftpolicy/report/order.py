"""Which finding comes first, which are left out, and by what each is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TypeVar

from ftpolicy.model.finding import Finding, Report, Severity, Verdict

VERDICTS = tuple(Verdict)
_Item = TypeVar("_Item")


def ranked(report: Report) -> tuple[Finding, ...]:
    """The standing findings, the most important first.

    The severest, of equal ones those that gave their case its verdict, in the order of verdicts.
    """
    return tuple(sorted(report.standing, key=lambda one: _rank(one, report)))


def _rank(one: Finding, report: Report) -> tuple[int, bool, int]:
    decides = one.case is None or report.cases[one.case].verdict is one.verdict
    return -one.severity.rank, not decides, VERDICTS.index(one.verdict) if decides else 0


def of_kind(findings: tuple[Finding, ...], severity: Severity) -> tuple[Finding, ...]:
    """The findings of one severity, in their order."""
    return tuple(one for one in findings if one.severity is severity)


def within(items: tuple[_Item, ...], most: int) -> tuple[tuple[_Item, ...], int]:
    """The first items and how many are left out; their count takes a place of its own."""
    if len(items) <= most:
        return items, 0
    return items[: most - 1], len(items) - most + 1


def fingerprints(report: Report) -> dict[Finding, str]:
    """What each finding is known by over time: `3f2a...:1`.

    It rests on code, file, record and the text of the line, not on the line's number, so that
    lines added above change nothing; equal ones are numbered.
    """
    lines = dict(report.lines)
    seen: dict[str, int] = {}
    known: dict[Finding, str] = {}
    for one in report.findings:
        words = " ".join(lines.get(one.location, "").split())
        digest = _digest((one.code, one.location.path, one.record or "", words))
        seen[digest] = seen.get(digest, 0) + 1
        known[one] = f"{digest}:{seen[digest]}"
    return known


def _digest(parts: tuple[str, ...]) -> str:
    hashed = hashlib.sha256()
    for data in _encoded(parts):
        hashed.update(len(data).to_bytes(8, "big") + data)
    return hashed.hexdigest()[:16]


def _encoded(parts: tuple[str, ...]) -> Iterator[bytes]:
    return (part.encode("utf-8", "surrogatepass") for part in parts)
