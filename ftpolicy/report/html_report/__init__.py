"""One self-contained HTML page: verdicts, findings, tuning files and what was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ftpolicy.model.evidence import Standing
from ftpolicy.model.finding import Finding, Report, Severity
from ftpolicy.report.html_report.charts import Bar, Chart
from ftpolicy.report.html_report.page import (
    Cell,
    Column,
    Fact,
    Page,
    Table,
    at,
    cell,
    render_page,
    to,
)
from ftpolicy.report.order import ranked
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import SAID, counted, judged_by, looked_at, overall

_MARKS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: ""}
_READY = ("ready", "ready-with-warnings", "exploring")
_UNKNOWN = "unknown"
_MOST_BARS = 12


def render(report: Report) -> str:
    return render_page(page_of(report))


def page_of(report: Report) -> Page:
    """The report as a page."""
    verdict = overall(report)
    title = SAID[verdict][0] if verdict is not None else "no fine-tuning"
    looked = f"Looked at {looked_at(report)}, judged by {judged_by(report)}"
    return Page(
        title=f"Fine-tuning policy: {title}",
        subtitle=safe(f"{looked}, as of {report.judged_at}.", 900),
        facts=tuple(_facts(report)),
        charts=_charts(report),
        tables=(_findings(report), _cases(report), _claims(report), _files(report)),
        notes=tuple(safe(note, 600) for note in report.notes),
    )


def _facts(report: Report) -> Iterator[Fact]:
    for severity in Severity:
        count = report.count(severity)
        href = to("findings", severity=severity.value)
        yield Fact(
            str(count), _plural(severity.value, count), href, _MARKS[severity] if count else ""
        )
    waived = len(report.findings) - len(report.standing)
    if waived:
        yield Fact(str(waived), "waived", to("findings", severity="waived"))
    files = len({one.path for one in report.detections})
    yield Fact(str(files), _plural("tuning file", files), to("files"))
    yield Fact(str(report.covered), "covered by a live record", to("cases"))


def _plural(noun: str, count: int) -> str:
    return counted(count, noun).partition(" ")[2]


def _charts(report: Report) -> tuple[Chart, ...]:
    verdicts = Counter(one.verdict.value for one in report.cases)
    frameworks = Counter(
        detector for _, detector in {(one.path, one.detector) for one in report.detections}
    )
    return (
        Chart(
            "verdicts-chart",
            "Verdicts",
            "Cases by what they come to.",
            tuple(
                Bar(name, count, str(count), to("cases", verdict=name), _mark_of(name))
                for name, count in sorted(verdicts.items())
            ),
        ),
        Chart(
            "frameworks-chart",
            "Frameworks",
            "Tuning files by what trains.",
            tuple(
                Bar(safe(name), count, str(count), to("files", framework=name))
                for name, count in frameworks.most_common(_MOST_BARS)
            ),
        ),
    )


def _mark_of(verdict: str) -> str:
    return "good" if verdict in _READY else "error"


def _findings(report: Report) -> Table:
    waived = tuple(one for one in report.findings if not one.stands)
    return Table(
        "findings",
        "Findings",
        "What a rule found, the most important first. `ftpolicy explain CODE` says more.",
        (
            Column("Severity", choose=True),
            Column("Code", choose=True),
            Column("Place"),
            Column("Finding", "long"),
            Column("What to do", "long"),
        ),
        tuple(_finding(one, report) for one in (*ranked(report), *waived)),
    )


def _finding(one: Finding, report: Report) -> tuple[Cell, ...]:
    place = one.location
    severity = cell(one.severity.value, mark=_MARKS[one.severity]) if one.stands else cell("waived")
    return (
        severity,
        cell(one.code),
        cell(f"{safe(place.path)}:{place.line}", at(report.links.files, place.path, place.line)),
        cell(one.message),
        cell(one.remedy),
    )


def _cases(report: Report) -> Table:
    rows = []
    for index, one in enumerate(report.cases):
        place, decision = one.case.place, one.case.decision
        own = [it for it in report.standing if it.case == index]
        name = decision.id if decision is not None else "no record"
        rows.append(
            (
                cell(name, to("findings", q=place.path)),
                cell(one.verdict.value, mark=_mark_of(one.verdict.value)),
                cell(place.path, at(report.links.files, place.path, place.line)),
                cell(", ".join(it.path for it in one.case.detections) or "nothing"),
                cell(len(own), to("findings", q=place.path)),
            )
        )
    return Table(
        "cases",
        "Cases",
        "One record with the tuning files that it covers; each uncovered file is its own case.",
        (
            Column("Record"),
            Column("Verdict", choose=True),
            Column("Place"),
            Column("Covers"),
            Column("Findings", "number"),
        ),
        tuple(rows),
    )


def _claims(report: Report) -> Table:
    marks = {Standing.SUPPORTED: "good", Standing.CONTRADICTED: "error"}
    rows = [
        (
            cell(one.case.decision.id if one.case.decision is not None else ""),
            cell(claim.claim),
            cell(claim.claimed or ""),
            cell(claim.measured or ""),
            cell(claim.standing.value, mark=marks.get(claim.standing, "")),
            cell(claim.source or "", at(report.links.files, claim.source or "", 1)),
        )
        for one in report.cases
        for claim in (one.case.evidence.claims if one.case.evidence is not None else ())
    ]
    return Table(
        "claims",
        "Claims",
        "What the records claim beside what was measured.",
        (
            Column("Record", choose=True),
            Column("Claim"),
            Column("Claimed"),
            Column("Measured"),
            Column("Standing", choose=True),
            Column("Source"),
        ),
        tuple(rows),
    )


def _files(report: Report) -> Table:
    rows = [
        (
            cell(one.path, at(report.links.files, one.path, one.location.line)),
            cell(one.detector),
            cell(one.confidence.value),
            cell(one.premises.method or _UNKNOWN),
            cell(one.technique or _UNKNOWN),
            cell(one.premises.base_model or _UNKNOWN),
            cell(", ".join(one.premises.datasets or (_UNKNOWN,))),
        )
        for one in report.detections
    ]
    return Table(
        "files",
        "Tuning files",
        "Every file that configures or starts fine-tuning, with what was read from it.",
        (
            Column("File"),
            Column("Framework", choose=True),
            Column("Confidence", choose=True),
            Column("Method", choose=True),
            Column("Technique", choose=True),
            Column("Base model", choose=True),
            Column("Data"),
        ),
        tuple(rows),
    )
