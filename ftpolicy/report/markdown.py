"""The reviewer's screen, for a job summary or a comment: verdict first, details folded.

Always under 60,000 characters: each section has a room of its own, which add up to 57,000, and
ends in a count of what is left out.
"""

from __future__ import annotations

from ftpolicy.model.finding import Finding, JudgedCase, Report, Severity, Verdict
from ftpolicy.model.record import DecisionRecord
from ftpolicy.report.markdown_parts import Section, folded, line, link
from ftpolicy.report.markdown_tables import baseline, claims, tuning_files, waivers
from ftpolicy.report.markdown_text import code, prose
from ftpolicy.report.order import VERDICTS, ranked
from ftpolicy.report.requirements import rows
from ftpolicy.report.wording import SAID, counted, judged_by, looked_at, overall, tally

_MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "💬"}
_MOST_FILES = 5
_GOOD = (Verdict.READY, Verdict.READY_WITH_WARNINGS, Verdict.EXPLORING)


def render(report: Report) -> str:
    sections = (
        _headline(report),
        _decisions(report),
        _cases(report),
        _findings(report),
        _unmeasured(report),
        waivers(report),
        baseline(report),
        _held(report),
        _notes_of_rules(report),
        claims(report),
        tuning_files(report),
    )
    shown = [str(each) for each in sections if each.blocks]
    return "\n".join([*shown, _footer(report)])


def _headline(report: Report) -> Section:
    verdict = overall(report)
    if verdict is None:
        files = counted(report.changed_files, "changed file")
        words, meaning = f"no fine-tuning to judge in {files}", ""
    else:
        words, meaning = SAID[verdict]
    head = f"## {_mark(report, verdict)} ftpolicy: {words}\n\n"
    said = f"{meaning} " if meaning else ""
    summary = f"{said}**{tally(report)}**; looked at {prose(looked_at(report))}.\n"
    notes = tuple(f"\n> **Note:** {prose(note)}\n" for note in report.notes)
    return Section(head, (summary, *notes), "note", 5_000)


def _mark(report: Report, verdict: Verdict | None) -> str:
    if verdict is None or verdict is Verdict.READY:
        return "⚠️" if report.count(Severity.WARNING) else "✅"
    return "⚠️" if verdict in _GOOD or report.policy.mode == "observe" else "❌"


def _decisions(report: Report) -> Section:
    """What each case comes to, where there is more than one."""
    noted = {one.case for one in report.findings if one.baseline is not None}
    decided = (one for index, one in enumerate(report.cases) if index not in noted)
    cases = sorted(decided, key=lambda one: VERDICTS.index(one.verdict))
    lines = (
        line(_case_mark(one), _name(report, one), SAID[one.verdict][0], _tuned_files(report, one))
        for one in cases
    )
    head = "| | Decision | Verdict | Tuning files |\n| --- | --- | --- | --- |\n"
    return Section(head, tuple(lines) if len(cases) > 1 else (), "decision", 7_000)


def _cases(report: Report) -> Section:
    """The five requirements of each case that has a record; those that hold stand folded."""
    ordered = sorted(_recorded(report), key=lambda it: VERDICTS.index(report.cases[it[0]].verdict))
    blocks = (_case(report, *it) for it in ordered if not _folds(report, it[0]))
    return Section("", tuple(blocks), "decision", 12_000)


def _held(report: Report) -> Section:
    blocks = tuple(_case(report, *it) for it in _recorded(report) if _folds(report, it[0]))
    title = f"{counted(len(blocks), 'decision')} without a finding that weighs"
    return folded(title, blocks, "decision")


def _recorded(report: Report) -> tuple[tuple[int, DecisionRecord], ...]:
    return tuple(
        (index, one.case.decision)
        for index, one in enumerate(report.cases)
        if one.case.decision is not None
    )


def _folds(report: Report, index: int) -> bool:
    return len(report.cases) > 1 and report.cases[index].verdict is Verdict.READY


def _case(report: Report, index: int, record: DecisionRecord) -> str:
    judged = report.cases[index]
    lines = [
        f"### {_case_mark(judged)} {_name(report, judged)}: {SAID[judged.verdict][0]}",
        "",
        f"{prose(record.title or 'without title')} · tunes {_tuned_files(report, judged)}",
        "",
        "| Requirement | Claimed | Measured | Standing |",
        "| --- | --- | --- | --- |",
    ]
    text = "\n".join(lines) + "\n"
    for row in rows(report, index, record):
        text += line(row.title, row.claimed, row.measured, row.standing)
    return text + _shifts(judged) + "\n"


def _shifts(judged: JudgedCase) -> str:
    if not judged.shifts:
        return ""
    shown = judged.shifts[:10]
    more = len(judged.shifts) - len(shown)
    text = "\n**Changed since the base**\n\n| | Before | Now |\n| --- | --- | --- |\n"
    for one in shown:
        text += line(code(one.what), code(one.before or ""), code(one.after or ""))
    return text + (f"\n… and {counted(more, 'more change')}\n" if more else "")


def _findings(report: Report) -> Section:
    heavy = [one for one in ranked(report) if one.severity is not Severity.NOTE]
    blocks = tuple(_finding(report, one) for one in heavy)
    return Section(f"### What to mend ({len(blocks)})\n\n", blocks, "finding", 12_000)


def _notes_of_rules(report: Report) -> Section:
    light = [one for one in ranked(report) if one.severity is Severity.NOTE]
    blocks = tuple(_finding(report, one) for one in light)
    return folded(counted(len(blocks), "note"), blocks, "note")


def _finding(report: Report, one: Finding) -> str:
    place = f"{one.location.path}:{one.location.line}"
    return (
        f"- {_MARKS[one.severity]} **{one.code}** {prose(one.message)}"
        f" ({link(report, one.location, place)})\n\n  {prose(one.remedy)}\n"
    )


def _unmeasured(report: Report) -> Section:
    blocks = []
    for one in report.cases:
        evidence, record = one.case.evidence, one.case.decision
        if record is None:
            continue
        if evidence is None and one.case.touched:
            blocks.append(f"- nothing of {code(record.id)}: its claims are taken as written\n")
        blocks += [
            f"- {code(each.claim)} of {code(record.id)}: {prose(each.why)}\n"
            for each in (evidence.unmeasured if evidence is not None else ())
        ]
    return Section("### What could not be measured\n\n", tuple(blocks), "claim", 3_500)


def _footer(report: Report) -> str:
    commits = [code(each[:12]) for each in (report.base, report.head) if each]
    between = f", {' to '.join(commits)}" if commits else ""
    policy = f"judged by {prose(judged_by(report))} ({code(report.policy.sha256[:12])})"
    return f"ftpolicy {report.version}, {report.judged_at}{between}, {policy}\n"


def _case_mark(one: JudgedCase) -> str:
    if one.verdict is Verdict.READY:
        return "✅"
    return "⚠️" if one.verdict in _GOOD else "❌"


def _name(report: Report, one: JudgedCase) -> str:
    """The record by its id, linked; a tuning file may have none."""
    record = one.case.record
    if record is None:
        return "no record"
    return link(report, record.place, record.id or record.path)


def _tuned_files(report: Report, one: JudgedCase) -> str:
    places = {each.path: each.location for each in one.case.detections}
    shown = [link(report, places[path], path) for path in list(places)[:_MOST_FILES]]
    more = len(places) - len(shown)
    return ", ".join([*shown, *([f"{more} more"] if more else [])]) or "no file"
