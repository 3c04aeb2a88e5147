"""What is said of one judged repository: its report, records, gate, data and history as a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from ftpolicy.audit.data import data_uses
from ftpolicy.changes.history import touching
from ftpolicy.model.audit import (
    BASELINED,
    COVERED,
    PASSING,
    SET_ASIDE,
    UNCOVERED,
    Broken,
    Decided,
    Exempt,
    Gate,
    Row,
    Told,
    Tuned,
    UncoveredCommit,
)
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Detection
from ftpolicy.model.evidence import Standing
from ftpolicy.model.finding import JudgedCase, Report, Severity
from ftpolicy.model.record import DecisionRecord, MalformedRecord
from ftpolicy.model.values import dataclass, replace
from ftpolicy.pipeline.doctor import examine, gate_in
from ftpolicy.policy.load import Policy
from ftpolicy.records.find import find as find_records

MOST = 5000
"""Entries of each list of a row: one hostile repository must not fill the memory of the audit."""

MOST_COMMITS, MOST_PATHS = 100, 200
LOOKED_BACK = timedelta(days=365)
_NO_GATE, _NO_HOOK = "no-gate", "no-hook"
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Judged:
    """A repository at a commit with all that was made of it."""

    folder: str
    commit: str
    tree: Snapshot
    policy: Policy
    report: Report
    today: date


def gathered(row: Row, judged: Judged, *, shallow: bool) -> Row:
    """The row with everything that the repository was looked at for."""
    report = judged.report
    tuned, told = tuple(_tuned(report)), tuple(_told(report))
    decided, waivers = tuple(_decided(judged)), tuple(_waivers(judged.policy))
    data = data_uses(report.detections, judged.tree)
    lengths = map(len, (tuned, told, decided, waivers, data))
    whole = replace(
        row,
        policy=report.policy.source,
        policy_sha256=report.policy.sha256,
        mode=report.policy.mode,
        files=report.changed_files,
        waived=sum(not one.stands for one in report.findings),
        gate=_gate(judged),
        left_out=sum(max(length - MOST, 0) for length in lengths),
        tuned=tuned[:MOST],
        decided=decided[:MOST],
        told=told[:MOST],
        waivers=waivers[:MOST],
        data=data[:MOST],
    )
    return _with_history(whole, judged, shallow)


def _tuned(report: Report) -> Iterator[Tuned]:
    """Each tuning file once for each detector and place, in the order of paths."""
    states = _states(report)
    for one in report.detections:
        state, case = states.get(one, (SET_ASIDE, None))
        record = case.case.record if case is not None else None
        yield Tuned(
            path=one.path,
            line=one.location.line,
            detector=one.detector,
            confidence=one.confidence.value,
            method=one.premises.method,
            technique=one.technique,
            base_model=one.premises.base_model,
            datasets=one.premises.datasets,
            state=state,
            record=record.path if record is not None else None,
            verdict=case.verdict.value if case is not None else None,
        )


def _states(report: Report) -> dict[Detection, tuple[str, JudgedCase]]:
    silenced = {one.case for one in report.findings if one.baseline is not None}
    found: dict[Detection, tuple[str, JudgedCase]] = {}
    for index, judged in enumerate(report.cases):
        state = COVERED
        if judged.case.record is None:
            state = BASELINED if index in silenced else UNCOVERED
        for one in judged.case.detections:
            found.setdefault(one, (state, judged))
    return found


def _decided(judged: Judged) -> Iterator[Decided]:
    """Every record of the tree, those that are no case as well: refusals are decisions."""
    policy = judged.policy
    cases = {it.case.record.path: it for it in judged.report.cases if it.case.record is not None}
    book = find_records(judged.tree, policy.records, policy.exclude)
    for record in sorted(book.decisions, key=lambda it: it.path):
        case = cases.get(record.path)
        if isinstance(record, MalformedRecord):
            yield _malformed(record, case)
        else:
            yield _decision(record, case, policy)


def _malformed(record: MalformedRecord, case: JudgedCase | None) -> Decided:
    return Decided(
        path=record.path,
        line=record.place.line,
        id=record.id or "",
        title="",
        status="malformed",
        owner="",
        verdict=case.verdict.value if case is not None else None,
    )


def _decision(record: DecisionRecord, case: JudgedCase | None, policy: Policy) -> Decided:
    plan = record.retraining
    budget = plan.budget if plan is not None else None
    measured = case.case.evidence.examples if case is not None and case.case.evidence else None
    claimed = record.dataset.examples if record.dataset is not None else None
    limits = (policy.profile_limits or {}).get(record.profile, policy.limits)
    return Decided(
        path=record.path,
        line=record.place.line,
        id=record.id,
        title=record.title or "",
        status=record.status.value,
        owner=(plan.owner if plan is not None else None) or ", ".join(record.owners),
        verdict=case.verdict.value if case is not None else None,
        decided_on=_iso(record.decided_on),
        next_review=_iso(plan.next_review if plan is not None else None),
        results_due=_results_due(record),
        examples=claimed if measured is None else measured,
        least_examples=limits.min_examples,
        budget=str(budget.amount) if budget is not None and budget.amount is not None else "",
        currency=(budget.currency if budget is not None else None) or "",
        per=(budget.per if budget is not None else None) or "",
        outcome=(record.outcome.result if record.outcome is not None else None) or "",
        broken=tuple(_broken(case)) if case is not None else (),
    )


def _results_due(record: DecisionRecord) -> str:
    """The day by which the tuned model's results are due, empty once there are any."""
    asked = record.evaluation
    if asked is None or asked.tuned_results or record.outcome is not None:
        return ""
    return _iso(asked.results_due)


def _broken(case: JudgedCase) -> Iterator[Broken]:
    for one in case.case.evidence.claims if case.case.evidence is not None else ():
        if one.standing is Standing.CONTRADICTED:
            yield Broken(one.claim, one.claimed or "", one.measured or "", one.source or "")


def _told(report: Report) -> Iterator[Told]:
    for one in sorted(report.standing, key=lambda it: -it.severity.rank):
        yield Told(
            code=one.code,
            severity=one.severity.value,
            path=one.location.path,
            line=one.location.line,
            message=one.message[:_LONGEST],
            record=one.record,
        )


def _waivers(policy: Policy) -> Iterator[Exempt]:
    for one in policy.waivers:
        yield Exempt(one.rule, one.paths, one.owner, one.reason, one.expires)


def _gate(judged: Judged) -> Gate:
    gaps = examine(judged.tree, judged.today)
    names = {one.name for one in gaps}
    hook, ci = _NO_HOOK not in names, _NO_GATE not in names
    if not ci:
        return Gate(hook, ci)
    ways = (one for one in gaps if one.severity is Severity.ERROR)
    shown = (f"{one.location.path}:{one.location.line} {one.message}" for one in ways)
    jobs, files = gate_in(judged.tree)
    return Gate(hook, ci, tuple(islice(shown, 50)), jobs[:50], files[:50])


def _with_history(row: Row, judged: Judged, shallow: bool) -> Row:
    """The commits of a year that touched what no passing record covers today.

    Which record covered a file on the day of the commit is not worked out.
    """
    if shallow:
        return replace(row, history="not looked at: the clone is shallow")
    paths = tuple(dict.fromkeys(it.path for it in row.tuned if _is_open(it)))
    paths = tuple(path for path in paths if path.isprintable())[:MOST_PATHS]
    start = (max(judged.today, date.min + LOOKED_BACK) - LOOKED_BACK).isoformat()
    if not paths:
        return replace(row, history=f"since {start}")
    found = touching(paths, judged.commit, start, MOST_COMMITS, judged.folder)
    commits = tuple(UncoveredCommit(it.commit, it.day, it.paths[:20]) for it in found)
    return replace(row, commits=commits, history=f"since {start}")


def _is_open(one: Tuned) -> bool:
    uncovered = one.state in (UNCOVERED, BASELINED)
    return uncovered or (one.state == COVERED and one.verdict not in PASSING)


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
