"""The audit as one page that can be shown: numbers, charts, and a table for each of them."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.audit.formats import Audited
from ftpolicy.audit.formats.html_charts import charts
from ftpolicy.audit.formats.html_tables import Tables
from ftpolicy.audit.totals import Totals
from ftpolicy.audit.trend import Trend
from ftpolicy.model.audit import BASELINED, COVERED, JUDGED, UNCOVERED
from ftpolicy.report.html_report.page import Column, Fact, Page, Table, cell, render_page, to
from ftpolicy.report.safe import safe

_BAD = ("review overdue", "results overdue", "evidence no longer holds", "waiver expired")
_MOST = 500


def render(audited: Audited) -> Iterator[str]:
    yield render_page(page_of(audited))


def page_of(audited: Audited) -> Page:
    """The audit as a page; its rows are read once."""
    tables = Tables(audited.totals)
    for row in audited.rows():
        tables.add(row)
    whole = audited.totals
    compared = (_trend(audited.trend),) if audited.trend is not None else ()
    judged, count = whole.repositories[JUDGED], whole.repositories.total()
    return Page(
        title="Fine-tuning across repositories",
        subtitle=f"{judged:,} of {count:,} repositories judged as of {audited.judged_at}.",
        facts=tuple(_facts(audited)),
        charts=charts(whole, tables.records, audited.judged_at),
        tables=(*tables.tables(), *compared),
        notes=tuple(_notes(whole)),
    )


def _facts(audited: Audited) -> Iterator[Fact]:
    whole = audited.totals
    yield Fact(f"{whole.repositories[JUDGED]:,}", "repositories judged", to("repositories"))
    for state in ("failed", "empty"):
        if count := whole.repositories[state]:
            mark = "error" if state == "failed" else ""
            href = to("repositories", state=state)
            yield Fact(f"{count:,}", f"repositories {state}", href, mark)
    yield Fact(f"{whole.asked:,}", "tuning files", to("files"))
    share = "none" if whole.coverage is None else f"{whole.coverage:.0%}"
    yield Fact(share, "of them covered by a record", to("files", coverage=COVERED), "good")
    for state in (UNCOVERED, BASELINED):
        if count := whole.files[state]:
            mark = "error" if state == UNCOVERED else "warning"
            yield Fact(f"{count:,}", f"tuning files {state}", to("files", coverage=state), mark)
    for severity in ("error", "warning"):
        count = whole.severities[severity]
        href = to("findings", severity=severity)
        yield Fact(f"{count:,}", f"findings: {severity}", href, severity if count else "")
    for name, count in sorted(whole.attention.items()):
        table = "waivers" if name.startswith("waiver") else "records"
        mark = "error" if name in _BAD else "warning"
        yield Fact(f"{count:,}", name, to(table, q=name), mark)
    if count := whole.tuning["absent"]:
        words = "repositories tune without a gate"
        yield Fact(f"{count:,}", words, to("repositories", gate="absent", tunes="yes"), "error")
    yield from _decisions(whole)


def _decisions(whole: Totals) -> Iterator[Fact]:
    if refused := whole.statuses["rejected"]:
        yield Fact(f"{refused:,}", "refused decisions", to("records", status="rejected"))
    for one in whole.unspent:
        per = f" per {one.per}" if one.per else ""
        words = f"{safe(one.currency, 12)}{safe(per, 40)} not spent"
        yield Fact(f"{one.amount:,f}", words, to("records", status="rejected"), "good")
    if shared := len(whole.shared):
        yield Fact(f"{shared:,}", "data sets in several repositories", to("data"))
    if whole.commits:
        yield Fact(f"{whole.commits:,}", "commits without a passing record", to("commits"))


def _notes(whole: Totals) -> Iterator[str]:
    if whole.left_out:
        yield f"{whole.left_out:,} entries are left out: over what one row may hold"


def _trend(trend: Trend) -> Table:
    """Each number then and now, and the repositories that came, went or got worse."""
    steps = [
        (cell(one.what), cell(one.before), cell(one.after), cell(f"{one.after - one.before:+d}"))
        for one in trend.steps
    ]
    named = (("new", trend.new), ("gone", trend.gone), ("more files without a record", trend.worse))
    changed = [
        (cell(f"{what}: {name}", to("repositories", repository=name)), cell(""), cell(""), cell(""))
        for what, names in named
        for name in names[:_MOST]
    ]
    return Table(
        "trend",
        "Trend",
        f"Compared with the audit of {trend.since or 'an unknown day'}.",
        (Column("What"), Column("Then", "number"), Column("Now", "number"), Column("Change")),
        (*steps, *changed),
    )
