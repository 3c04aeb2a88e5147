"""The tables of the audit's page, filled row after row."""

from __future__ import annotations

from ftpolicy.audit.formats.html_charts import GATES
from ftpolicy.audit.totals import UNKNOWN, Totals, attention, by_file, gate_word
from ftpolicy.model.audit import (
    COVERED,
    JUDGED,
    PASSING,
    SET_ASIDE,
    Decided,
    Exempt,
    Row,
    Told,
    Tuned,
    UncoveredCommit,
)
from ftpolicy.report.html_report.page import Cell, Column, Table, at, cell, to
from ftpolicy.report.safe import safe

MOST_FINDINGS = 50_000
"""Lines over which the table of findings would make the page too large to open."""

_STATES = {"covered": "good", "uncovered": "error", "baselined": "warning"}
_REPOSITORIES = (
    Column("Repository"),
    Column("State", choose=True),
    Column("Tunes", choose=True),
    Column("Gate", choose=True),
    Column("Tuning files", "number"),
    Column("Without a record", "number"),
    Column("Errors", "number"),
    Column("Warnings", "number"),
    Column("To look at", "long"),
    Column("Commit", "word"),
)
_FILES = (
    Column("Repository"),
    Column("File"),
    Column("Coverage", choose=True),
    Column("Verdict", choose=True),
    Column("Framework", choose=True),
    Column("Method", choose=True),
    Column("Technique", choose=True),
    Column("Base model"),
    Column("Data"),
)
_RECORDS = (
    Column("Repository"),
    Column("Record"),
    Column("Status", choose=True),
    Column("Verdict", choose=True),
    Column("Owner"),
    Column("Decided on", "word"),
    Column("Next review", "word"),
    Column("Examples", "number"),
    Column("Asked for", "number"),
    Column("Budget", "number"),
    Column("To look at", "long"),
)
_FINDINGS = (
    Column("Severity", choose=True),
    Column("Code", choose=True),
    Column("Repository"),
    Column("Place"),
    Column("Finding", "long"),
)
_DATA = (Column("Data set"), Column("Repositories", "number"), Column("Used in", "long"))
_WAIVERS = (
    Column("Repository"),
    Column("Rule", choose=True),
    Column("Paths"),
    Column("Owner"),
    Column("Expires", "word"),
    Column("Reason"),
    Column("To look at"),
)
_COMMITS = (
    Column("Repository"),
    Column("Day", "word"),
    Column("Commit", "word"),
    Column("Files", "long"),
)


class Tables:
    """The cells of all tables; `records` are kept as well for the charts."""

    def __init__(self, totals: Totals) -> None:
        self._totals = totals
        self._repositories: list[tuple[Cell, ...]] = []
        self._files: list[tuple[Cell, ...]] = []
        self._records: list[tuple[Cell, ...]] = []
        self._findings: list[tuple[Cell, ...]] = []
        self._waivers: list[tuple[Cell, ...]] = []
        self._commits: list[tuple[Cell, ...]] = []
        self.records: list[tuple[str, Decided]] = []

    def add(self, row: Row) -> None:
        self._repositories.append(_repository(row))
        due: dict[Decided | Exempt, list[str]] = {}
        for name, found in attention(row).items() if row.state == JUDGED else ():
            for one in found:
                due.setdefault(one, []).append(name)
        self._files += (_file(one, row) for one in row.tuned)
        self._records += (_record(one, row, due.get(one, [])) for one in row.decided)
        room = max(MOST_FINDINGS - len(self._findings), 0)
        self._findings += (_finding(one, row) for one in row.told[:room])
        self._waivers += (_waiver(one, row, due.get(one, [])) for one in row.waivers)
        self._commits += (_commit(one, row) for one in row.commits)
        self.records += ((row.name, one) for one in row.decided)

    def tables(self) -> tuple[Table, ...]:
        """All tables, in the order in which they are read."""
        self._findings.sort(key=lambda cells: cells[0].text)
        return (
            _table("repositories", "Repositories", _ABOUT[0], _REPOSITORIES, self._repositories),
            _table("files", "Tuning files", _ABOUT[1], _FILES, self._files),
            _table("records", "Decisions", _ABOUT[2], _RECORDS, self._records),
            _table("findings", "Findings", self._about_findings(), _FINDINGS, self._findings),
            _table("data", "Shared data sets", _ABOUT[3], _DATA, self._data()),
            _table("waivers", "Waivers", _ABOUT[4], _WAIVERS, self._waivers),
            _table(
                "commits", "Commits without a passing record", _ABOUT[5], _COMMITS, self._commits
            ),
        )

    def _about_findings(self) -> str:
        left = self._totals.severities.total() - len(self._findings)
        more = f" {left:,} more are in the JSON and SARIF reports." if left > 0 else ""
        return f"What the rules found, as they stand after policy and waivers.{more}"

    def _data(self) -> list[tuple[Cell, ...]]:
        rows: list[tuple[Cell, ...]] = []
        for uses in self._totals.shared:
            names = sorted({name for name, _ in uses})
            listed = ", ".join(safe(name, 80) for name in names[:8])
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""
            use = uses[0][1]
            rows.append(
                (cell(use.name, to("files", q=use.name)), cell(len(names)), cell(listed + more))
            )
        return rows


_ABOUT = (
    "The gate as its forge requires it, where one was asked; else as its own files run it.",
    "Each file that tunes, once for each framework that it shows.",
    "All decision records; those that were refused say what was not spent.",
    "Known by their content, their name on a hub or their address.",
    "Exceptions of the policies in force.",
    "Commits of the last year to files that no passing record covers today.",
)


def _table(
    name: str, title: str, about: str, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]]
) -> Table:
    return Table(name, title, about, columns, tuple(rows))


def _repository(row: Row) -> tuple[Cell, ...]:
    name = cell(row.name, row.page and at(row.page, "", 1).removesuffix("#L1"))
    if row.state != JUDGED:
        mark = "error" if row.state == "failed" else ""
        return (name, cell(row.state, mark=mark), *[cell("")] * 6, cell(row.reason), cell(""))
    states = by_file(row.tuned).values()
    asked = sum(state != SET_ASIDE for state in states)
    left = sum(state not in (COVERED, SET_ASIDE) for state in states)
    gate = gate_word(row)
    due = [f"{name} {len(found)}" for name, found in attention(row).items() if found]
    return (
        name,
        cell(row.state),
        cell("yes" if asked else "no"),
        cell(gate, mark=GATES.get(gate, "") if asked else ""),
        cell(asked, to("files", repository=row.name)),
        cell(left, to("files", repository=row.name), "error" if left else ""),
        _count(row, "error"),
        _count(row, "warning"),
        cell(", ".join((*due, *filter(None, (row.gate.unknown,)), *row.gate.gaps[:2]))),
        cell(row.commit[:12]),
    )


def _count(row: Row, severity: str) -> Cell:
    count = sum(one.severity == severity for one in row.told)
    href = to("findings", repository=row.name, severity=severity)
    return cell(count, href, severity if count else "")


def _file(one: Tuned, row: Row) -> tuple[Cell, ...]:
    verdict = one.verdict or "none"
    return (
        cell(row.name, to("repositories", repository=row.name)),
        cell(one.path, at(row.page, one.path, one.line)),
        cell(one.state, mark=_STATES.get(one.state, "")),
        cell(verdict, mark="good" if verdict in PASSING else ""),
        cell(one.detector),
        cell(one.method or UNKNOWN),
        cell(one.technique or UNKNOWN),
        cell(one.base_model or UNKNOWN),
        cell(", ".join((UNKNOWN,) if one.datasets is None else one.datasets)),
    )


def _record(one: Decided, row: Row, due: list[str]) -> tuple[Cell, ...]:
    verdict = one.verdict or "none"
    amount = f"{one.budget} {one.currency}" + (f" per {one.per}" if one.per else "")
    broken = [f"{it.claim}: {it.claimed} claimed, {it.measured} found" for it in one.broken]
    return (
        cell(row.name, to("repositories", repository=row.name)),
        cell(one.id or one.path, at(row.page, one.path, one.line)),
        cell(one.status),
        cell(verdict, mark="good" if verdict in PASSING else ""),
        cell(one.owner),
        cell(one.decided_on),
        cell(one.next_review, mark="error" if "review overdue" in due else ""),
        cell("" if one.examples is None else one.examples),
        cell(one.least_examples or ""),
        cell(amount if one.budget else ""),
        cell("; ".join((*due, *broken)), mark="error" if due else ""),
    )


def _finding(one: Told, row: Row) -> tuple[Cell, ...]:
    mark = one.severity if one.severity in ("error", "warning") else ""
    return (
        cell(one.severity, mark=mark),
        cell(one.code),
        cell(row.name, to("repositories", repository=row.name)),
        cell(f"{one.path}:{one.line}", at(row.page, one.path, one.line)),
        cell(one.message),
    )


def _waiver(one: Exempt, row: Row, due: list[str]) -> tuple[Cell, ...]:
    return (
        cell(row.name, to("repositories", repository=row.name)),
        cell(one.rule),
        cell(", ".join(one.paths)),
        cell(one.owner),
        cell(one.expires),
        cell(one.reason),
        cell("; ".join(due), mark="error" if "waiver expired" in due else ""),
    )


def _commit(one: UncoveredCommit, row: Row) -> tuple[Cell, ...]:
    return (
        cell(row.name, to("repositories", repository=row.name)),
        cell(one.day),
        cell(one.commit[:12]),
        cell(", ".join(one.paths)),
    )
