"""The charts of the audit's page: coverage, frameworks, data against its limit, review dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ftpolicy.audit.totals import Totals
from ftpolicy.model.audit import COVERAGES, LIVE, Decided
from ftpolicy.report.html_report.charts import Bar, Chart
from ftpolicy.report.html_report.page import to
from ftpolicy.report.safe import safe

_MOST = 12
_MONTHS = 18
_MARKS = {"covered": "good", "uncovered": "error", "baselined": "warning"}
GATES = {"required": "good", "required with gaps": "warning", "absent": "error"}
"""How a word for the gate is shown, where it is not shown plainly."""


def charts(whole: Totals, records: Sequence[tuple[str, Decided]], today: str) -> tuple[Chart, ...]:
    """All charts; each bar leads to what it counts."""
    return (
        Chart(
            "coverage-chart",
            "Coverage",
            "Tuning files by whether a live decision record covers them.",
            tuple(
                Bar(state, count, f"{count:,}", to("files", coverage=state), _MARKS.get(state, ""))
                for state in reversed(COVERAGES)
                if (count := whole.files[state])
            ),
        ),
        Chart(
            "gate-chart",
            "Gate",
            "Repositories that tune, by whether the gate is required, or by what runs it.",
            tuple(_gates(whole.tuning)),
        ),
        _counts("frameworks-chart", "Frameworks", "framework", whole.frameworks),
        _counts("methods-chart", "Methods", "method", whole.methods),
        _counts("models-chart", "Base models", "base_model", whole.base_models),
        Chart(
            "data-chart",
            "Data against its limit",
            "The live decisions with the least data for what the policy asks (the upright mark);"
            " the scale is logarithmic.",
            tuple(_sizes(records)),
            log=True,
        ),
        Chart(
            "reviews-chart",
            "Reviews on a time line",
            "Live decisions by the month of their next review; the red ones are past.",
            tuple(_reviews(records, today)),
            kind="months",
        ),
    )


def _gates(tuning: Counter[str]) -> Iterator[Bar]:
    for word, count in sorted(tuning.items(), key=lambda it: (-it[1], it[0])):
        address = to("repositories", gate=word, tunes="yes")
        yield Bar(word, count, f"{count:,}", address, GATES.get(word, ""))


def _counts(name: str, title: str, key: str, counts: Counter[str]) -> Chart:
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    left = f" The {_MOST} most frequent of {len(most)}." if len(most) > _MOST else ""
    return Chart(
        name,
        title,
        f"Tuning files by {title.lower().removesuffix('s')}.{left}",
        tuple(
            Bar(safe(kind, 60), count, f"{count:,}", to("files", **{key: kind}))
            for kind, count in most[:_MOST]
        ),
    )


def _sizes(records: Sequence[tuple[str, Decided]]) -> Iterator[Bar]:
    known = [
        (one.examples / one.least_examples, repository, one)
        for repository, one in records
        if one.status in LIVE and one.examples is not None and one.least_examples > 0
    ]
    known.sort(key=lambda item: (item[0], item[1], item[2].path))
    for share, repository, one in known[:_MOST]:
        size = one.examples or 0
        yield Bar(
            safe(one.id, 60),
            size,
            f"{size:,}",
            to("records", repository=repository, record=one.id),
            "error" if share < 1 else "",
            one.least_examples,
        )


def _reviews(records: Sequence[tuple[str, Decided]], today: str) -> Iterator[Bar]:
    """One bar a month, from the first that counts; what is far before or after is left out."""
    dates = [one.next_review for _, one in records if one.status in LIVE and one.next_review]
    months = Counter(day[:7] for day in dates)
    overdue = {day[:7] for day in dates if day < today}
    if not months:
        return
    first = max(min(months), _later(today[:7], -6))
    for number in range(_MONTHS):
        month = _later(first, number)
        if month > max(months):
            return
        count = months[month]
        mark = "error" if month in overdue else ""
        yield Bar(month, count, str(count) if count else "", to("records", q=month), mark)


def _later(month: str, by: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + by, 12)
    return f"{year:04}-{number + 1:02}"
