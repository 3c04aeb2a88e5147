"""The inventory as text: a table for people, one group for each framework, and its totals."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ftpolicy.detect.found import Found
from ftpolicy.model.detection import Confidence, Detection
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import counted

_HEAD = ("file", "line", "", "method", "technique", "base model", "data sets")
_ELASTIC = (0, 5, 6)  # the columns that give way on a narrow terminal
_NARROWEST = 12
_INDENT, _GAP = "  ", "  "
_DOTS = "..."
_WIDTH = 80


def table(found: Found, width: int | None) -> str:
    """The table; `width` is the terminal's, None for a pipe, where nothing is shortened."""
    rows = {one: _row(one) for one in found.detections}
    widths = _fitted([_HEAD, *rows.values()], width)
    lines = [_line(_HEAD, widths)] if rows else []
    ordered = sorted(rows, key=lambda one: (one.detector, one.path, one.location.line))
    for detector, group in groupby(ordered, key=lambda one: one.detector):
        members = list(group)
        lines.append(f"{detector}: {counted(len(_paths(members)), 'file')}")
        lines += (_line(rows[one], widths) for one in members)
    if lines:
        lines.append("")
    return "".join(f"{line}\n" for line in (*lines, *_totals(found.detections)))


def _row(one: Detection) -> tuple[str, ...]:
    premises = one.premises
    return (
        safe(one.path),
        str(one.location.line),
        "" if one.confidence is Confidence.CERTAIN else one.confidence.value,
        premises.method or "unknown",
        one.technique or "unknown",
        safe(premises.base_model or "unknown"),
        safe(", ".join(premises.datasets or ("unknown",))),
    )


def _fitted(rows: Sequence[Sequence[str]], width: int | None) -> list[int]:
    """The width of each column; on a terminal the widest give way until a line fits."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if width is None:
        return widths
    shown = sum(1 for each in widths if each)
    room = max(width, _WIDTH) - len(_INDENT) - len(_GAP) * (shown - 1)
    while sum(widths) > room:
        widest = max(_ELASTIC, key=lambda column: widths[column])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        shortened(cell, width).ljust(width)
        for cell, width in zip(row, widths, strict=True)
        if width
    )
    return (_INDENT + _GAP.join(cells)).rstrip()


def shortened(text: str, width: int) -> str:
    """The text without its middle when it is too long; the end tells more than the start."""
    if len(text) <= width:
        return text
    tail = (width - len(_DOTS) + 1) * 2 // 3
    return text[: width - len(_DOTS) - tail] + _DOTS + text[-tail:]


def _totals(found: Sequence[Detection]) -> Iterator[str]:
    """How many files, and of which kinds; a file that shows two kinds counts for both."""
    frameworks = len({one.detector for one in found})
    yield f"{counted(len(_paths(found)), 'tuning file')}, {counted(frameworks, 'framework')}"
    if not found:
        return
    kinds = {
        "frameworks": {(one.path, one.detector) for one in found},
        "methods": {(one.path, one.premises.method or "unknown") for one in found},
        "confidence": {(one.path, one.confidence.value) for one in found},
    }
    for name, pairs in kinds.items():
        counts = Counter(kind for _, kind in pairs)
        most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        text = ", ".join(f"{kind} {count}" for kind, count in most)
        start = f"{name:<10}  "
        yield from textwrap.wrap(
            text, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start)
        )


def _paths(found: Iterable[Detection]) -> set[str]:
    return {one.path for one in found}
