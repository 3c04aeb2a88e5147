"""For a terminal of 80 columns: findings by case, each with place, line and remedy."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, JudgedCase, Report, Severity, Verdict, Waiver
from ftpolicy.model.source import Location
from ftpolicy.report.folding import WIDTH, folded, paint
from ftpolicy.report.safe import disarmed, safe
from ftpolicy.report.wording import counted, judged_by, looked_at, tally, tuned

_BOLD, _RED, _YELLOW, _BLUE, _GREEN, _DIM = "1", "1;31", "1;33", "1;34", "1;32", "2"
_COLOURS = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW, Severity.NOTE: _BLUE}
_MOST_FILES = 3
_MOST_SHOWN = 50
_MOST_SILENCED = 10


def render(report: Report) -> str:
    """The report with ANSI colours; without findings it is two lines at most."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    quoted = dict(report.lines)
    standing = sorted(
        report.standing, key=lambda it: len(report.cases) if it.case is None else it.case
    )
    of_case: int | None = None
    for one in standing[:_MOST_SHOWN]:
        if one.case is not None and one.case != of_case:
            yield from _header(report.cases[one.case])
        of_case = one.case
        yield from _finding(one, quoted)
    if len(standing) > _MOST_SHOWN:
        more = len(standing) - _MOST_SHOWN
        yield f"... and {more} more findings (see them all: --format json)"
        yield ""
    yield from _closing(report)


def _header(case: JudgedCase) -> Iterator[str]:
    name = safe(case.case.place.path)
    if case.case.decision is not None:
        name = f"{safe(case.case.decision.id)} ({name})"
    ready = case.verdict in (Verdict.READY, Verdict.READY_WITH_WARNINGS)
    yield paint(_GREEN if ready else _BOLD, case.verdict.value) + paint(_BOLD, f": {name}")
    for one in case.case.detections[:_MOST_FILES]:
        what = safe(tuned(one))
        if case.case.record is not None:
            what = f"{safe(one.path)}: {what}"
        yield from folded(what, "  ", "    ")
    more = len(case.case.detections) - _MOST_FILES
    if more > 0:
        yield f"  ... and {more} more tuning files"
    yield ""


def _finding(one: Finding, quoted: dict[Location, str]) -> Iterator[str]:
    label = f"{one.severity.value}[{one.code}]"
    first, *rest = folded(f"{label}: {safe(one.message, 600)}", then="  ")
    yield paint(_COLOURS[one.severity], label) + first[len(label) :]
    yield from rest
    place = one.location
    gutter = len(str(place.line))
    yield f"{' ' * gutter}{paint(_BLUE, '-->')} {safe(place.path)}:{place.line}:{place.column}"
    if place in quoted:
        yield from _quoted(place, quoted[place], gutter, one.severity)
    yield from folded(safe(one.remedy, 600), f"{' ' * gutter} = ", f"{' ' * gutter}   ")
    yield ""


def _quoted(place: Location, line: str, gutter: int, severity: Severity) -> Iterator[str]:
    bar = paint(_BLUE, "|")
    room = WIDTH - gutter - 3
    start = max(0, place.column - 1 - room // 2) if place.column > room else 0
    before, rest = line[start : place.column - 1], line[place.column - 1 :]
    yield f"{paint(_BLUE, str(place.line))} {bar} {disarmed(safe(before) + safe(rest))[:room]}"
    if place.width and len(safe(before)) < room:
        carets = len(safe(rest[: place.width])) or 1
        under = "^" * min(carets, room - len(safe(before)))
        yield f"{' ' * gutter} {bar} {' ' * len(safe(before))}{paint(_COLOURS[severity], under)}"


def _silenced(report: Report) -> Iterator[str]:
    """The waivers and the entries of the baseline that are in force."""
    used: dict[Waiver, int] = {}
    for one in report.waived:
        if one.waived is not None:
            used[one.waived] = used.get(one.waived, 0) + 1
    for each, count in list(used.items())[:_MOST_SILENCED]:
        what = f"{each.rule} for {', '.join(each.paths)} ({counted(count, 'finding')})"
        yield from folded(
            safe(f"{what} until {each.expires}, by {each.owner}: {each.reason}", 600),
            "waived: ",
            "  ",
        )
    if len(used) > _MOST_SILENCED:
        yield f"  ... and {len(used) - _MOST_SILENCED} more waivers"
    noted = dict.fromkeys(entry.path for entry in report.baselined)
    shown = [safe(path) for path in noted][:_MOST_SILENCED]
    more = [f"... and {len(noted) - _MOST_SILENCED} more"] if len(noted) > _MOST_SILENCED else []
    if noted:
        files = counted(len(noted), "tuning file")
        yield from folded(f"{files} noted without a decision", "baseline: ", "  ")
        for path in (*shown, *more):
            yield f"  {path}"


def _closing(report: Report) -> Iterator[str]:
    yield from _silenced(report)
    for note in report.notes:
        yield from folded(safe(note, 600), "note: ", "      ")
    worst = max(report.standing, key=lambda it: _weight(it, report), default=None)
    if worst is not None and worst.severity is not Severity.NOTE:
        yield f"more: ftpolicy explain {worst.code}"
    if not report.detections and not report.findings and not report.cases:
        files = counted(report.changed_files, "changed file")
        yield f"ftpolicy: no fine-tuning in {files}"
        return
    colour = _COLOURS[worst.severity] if worst is not None else _GREEN
    says = f"ftpolicy: {tally(report)}"
    rest = f"; looked at {safe(looked_at(report), 400)}, judged by {safe(judged_by(report))}"
    first, *more = folded(says + rest, then="  ")
    yield paint(colour, first[: len(says)]) + first[len(says) :]
    yield from more


def _weight(one: Finding, report: Report) -> tuple[int, bool]:
    """What matters most: the severest finding, of equal ones that which gave the verdict."""
    decides = one.case is not None and report.cases[one.case].verdict is one.verdict
    return one.severity.rank, decides
