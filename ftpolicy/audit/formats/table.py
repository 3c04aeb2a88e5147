"""The audit for people at a terminal: what it comes to, then the repositories that need a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ftpolicy.audit.formats import Audited
from ftpolicy.audit.totals import Totals, attention, by_file, gate_word
from ftpolicy.audit.trend import Trend
from ftpolicy.model.audit import COVERED, JUDGED, SET_ASIDE, Row
from ftpolicy.report.folding import folded
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import counted

MOST = 50
_NAME = 12
_HEAD = ("repository", "files", "covered", "errors", "gate", "to look at")


def render(audited: Audited) -> Iterator[str]:
    yield from (f"{line}\n" for line in _table(audited))
    whole = audited.totals
    yield from (f"{line}\n" for line in _summary(whole))
    if audited.trend is not None:
        yield from (f"{line}\n" for line in _trend(audited.trend))


def _table(audited: Audited) -> Iterator[str]:
    """The repositories that tune or could not be judged, those with the most errors first."""
    found = [(_weight(row), _cells(row)) for row in audited.rows() if _is_shown(row)]
    found.sort(key=lambda pair: pair[0])
    rows = [cells for _, cells in found[:MOST]]
    if rows:
        widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
        for cells in (_HEAD, *rows):
            line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            yield line.rstrip()
        if len(found) > MOST:
            yield f"... and {len(found) - MOST} more; `--format csv` and `html` show all"
        yield ""


def _is_shown(row: Row) -> bool:
    return row.state != JUDGED or bool(row.tuned or row.told)


def _weight(row: Row) -> tuple[int, int, str]:
    errors = sum(one.severity == "error" for one in row.told)
    return -errors, -len(row.tuned), row.name


def _cells(row: Row) -> tuple[str, ...]:
    name = safe(row.name, 60)
    if row.state != JUDGED:
        return name, "", "", "", "", safe(f"{row.state}: {row.reason}", 120)
    states = [state for state in by_file(row.tuned).values() if state != SET_ASIDE]
    errors = sum(one.severity == "error" for one in row.told)
    due = [f"{name} {len(found)}" for name, found in attention(row).items() if found]
    covered = str(states.count(COVERED)) if states else ""
    return name, str(len(states)), covered, str(errors), gate_word(row), ", ".join(due)


def _summary(whole: Totals) -> Iterator[str]:
    count = whole.repositories.total()
    said = ", ".join(f"{number} {state}" for state, number in sorted(whole.repositories.items()))
    yield f"{count} {'repository' if count == 1 else 'repositories'}: {said or 'none'}"
    share = "" if whole.coverage is None else f" ({whole.coverage:.0%} of {whole.asked})"
    yield from _counts("coverage", whole.files, share)
    yield from _counts("gate", whole.tuning)
    yield from _counts("frameworks", whole.frameworks)
    yield from _counts("methods", whole.methods)
    yield from _counts("base models", whole.base_models)
    yield from _counts("verdicts", whole.verdicts)
    yield from _counts("findings", whole.severities)
    yield from _counts("records", whole.statuses)
    yield from _counts("to look at", whole.attention)
    for one in whole.unspent:
        per = f" per {safe(one.per)}" if one.per else ""
        amount = f"{one.amount:,f} {safe(one.currency)}{per}"
        yield f"{'not spent':<{_NAME}} {amount} in {counted(one.decisions, 'refused decision')}"
    for uses in whole.shared[:10]:
        names = dict.fromkeys(safe(name, 60) for name, _ in uses)
        what = safe(uses[0][1].name, 60)
        yield from _wrapped("shared data", f"{what} in {len(names)}: {', '.join(names)}")
    if whole.commits:
        words = counted(whole.commits, "commit")
        yield f"{'history':<{_NAME}} {words} touched what no passing record covers"
    if whole.left_out:
        yield f"{'left out':<{_NAME}} {whole.left_out} entries over what one row may hold"


def _counts(name: str, counts: Counter[str], after: str = "") -> Iterator[str]:
    most = sorted(((kind, count) for kind, count in counts.items() if count), key=_by_count)
    if most:
        text = ", ".join(f"{safe(kind, 60)} {count}" for kind, count in most[:20])
        yield from _wrapped(name, text + after)


def _by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _wrapped(name: str, text: str) -> Iterator[str]:
    start = f"{name:<{_NAME}} "
    yield from folded(text, start, " " * len(start))


def _trend(trend: Trend) -> Iterator[str]:
    yield f"since {trend.since or 'an empty audit'}:"
    for one in trend.steps:
        if one.before != one.after:
            change = one.after - one.before
            yield f"  {one.what}: {one.before} -> {one.after} ({change:+d})"
    for what, names in (("new", trend.new), ("gone", trend.gone), ("worse", trend.worse)):
        if names:
            shown = ", ".join(safe(name, 60) for name in names[:10])
            more = f" and {len(names) - 10} more" if len(names) > 10 else ""
            yield f"  {what}: {shown}{more}"
