"""The tables of the reviewer's screen that stand folded: files, claims, waivers, baseline."""

from __future__ import annotations

from ftpolicy.model.finding import Report
from ftpolicy.report.markdown_parts import Section, folded, line, link
from ftpolicy.report.markdown_text import code, prose
from ftpolicy.report.requirements import STANDINGS
from ftpolicy.report.wording import counted


def waivers(report: Report) -> Section:
    counts: dict[tuple[str, ...], int] = {}
    for one in report.findings:
        if one.waived is not None:
            paths = ", ".join(one.waived.paths)
            key = (one.waived.rule, paths, one.waived.reason, one.waived.owner, one.waived.expires)
            counts[key] = counts.get(key, 0) + 1
    lines = (line(*map(code, key), str(count)) for key, count in counts.items())
    head = (
        "### Waivers in force\n\n"
        "| Rule | Paths | Reason | Owner | Ends | Findings |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
    )
    return Section(head, tuple(lines), "waiver", 2_500)


def baseline(report: Report) -> Section:
    lines = tuple(
        line(
            code(each.path),
            code(each.base_model or ""),
            code(each.method or ""),
            code(", ".join(each.datasets or ())),
        )
        for each in report.baselined
    )
    return folded(
        f"{counted(len(lines), 'tuning file')} of the baseline, without a decision",
        lines,
        "tuning file",
        "| File | Base model | Method | Data |\n| --- | --- | --- | --- |\n",
    )


def claims(report: Report) -> Section:
    lines = tuple(
        line(
            code(record.id),
            code(each.claim),
            code(each.claimed or ""),
            code(each.measured or ""),
            each.level.value,
            STANDINGS[each.standing] + (f": {prose(each.note)}" if each.note else ""),
            code(each.source or ""),
        )
        for one in report.cases
        if one.case.evidence is not None and (record := one.case.decision) is not None
        for each in one.case.evidence.claims
    )
    return folded(
        f"Every claim beside its measurement ({len(lines)})",
        lines,
        "claim",
        "| Decision | Claim | Claimed | Measured | Level | Standing | Source |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n",
    )


def tuning_files(report: Report) -> Section:
    lines = tuple(
        line(
            link(report, one.location, f"{one.path}:{one.location.line}"),
            f"{code(one.detector)} ({one.confidence.value})",
            code(one.premises.method or ""),
            code(one.technique or ""),
            code(one.premises.base_model or ""),
            code(", ".join(one.premises.datasets or ())),
        )
        for one in report.detections
    )
    return folded(
        counted(len({one.path for one in report.detections}), "tuning file"),
        lines,
        "tuning file",
        "| File | Detector | Method | Technique | Base model | Data |\n"
        "| --- | --- | --- | --- | --- | --- |\n",
    )
