"""What has changed since an earlier audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ftpolicy.audit.totals import Totals, by_file, totals
from ftpolicy.model.audit import COVERED, FAILED, JUDGED, SET_ASIDE, Row
from ftpolicy.model.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One number, then and now."""

    what: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The steps, and the repositories that only one of the audits has, or that got worse."""

    since: str  # day of the earlier audit, empty when it holds no row
    steps: tuple[Step, ...]
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()  # those that hold more tuning files without a decision


@dataclass(slots=True)
class Seen:
    """An audit as far as it is compared; a repository with no number could not be looked at."""

    day: str = ""
    open: dict[str, int | None] = field(default_factory=dict)  # files without a decision
    totals: Totals = field(default_factory=Totals)


def seen(rows: Iterable[Row]) -> Seen:
    """What a later audit is compared with, or an earlier one."""
    found = Seen()
    found.totals = totals(_watched(rows, found))
    return found


def trend(before: Seen, after: Seen) -> Trend:
    """What has changed from one to the other."""
    worse = (it for it in after.open if _more(before.open.get(it, 0), after.open[it]))
    return Trend(
        since=before.day,
        steps=_steps(before.totals, after.totals),
        new=tuple(sorted(after.open.keys() - before.open.keys())),
        gone=tuple(sorted(before.open.keys() - after.open.keys())),
        worse=tuple(sorted(worse)),
    )


def _watched(rows: Iterable[Row], found: Seen) -> Iterator[Row]:
    for row in rows:
        found.day = max(found.day, row.judged_at)
        states = by_file(row.tuned).values()
        count = sum(state not in (COVERED, SET_ASIDE) for state in states)
        found.open[row.name] = count if row.state != FAILED else None
        yield row


def _more(before: int | None, after: int | None) -> bool:
    return before is not None and after is not None and after > before


def _steps(before: Totals, after: Totals) -> tuple[Step, ...]:
    return (
        Step("repositories judged", before.repositories[JUDGED], after.repositories[JUDGED]),
        Step("repositories that tune", before.tuning.total(), after.tuning.total()),
        Step("tuning files", before.asked, after.asked),
        Step("tuning files covered", before.files[COVERED], after.files[COVERED]),
        Step("errors", before.severities["error"], after.severities["error"]),
        Step("warnings", before.severities["warning"], after.severities["warning"]),
        *(
            Step(name, before.attention[name], after.attention[name])
            for name in sorted({*before.attention, *after.attention})
        ),
    )
