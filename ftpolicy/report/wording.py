"""Phrases that several formats share."""

from __future__ import annotations

from ftpolicy.model.detection import Detection
from ftpolicy.model.finding import Report, Severity


def counted(count: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def tuned(one: Detection) -> str:
    """What a detection tunes, in words: `axolotl: sft with lora, base model X, data Y`."""
    premises = one.premises
    if one.launcher:
        return f"{one.detector}: a launcher, its premises are chosen elsewhere"
    parts = [premises.method or "method unknown"]
    if one.technique and one.technique != "other":
        parts[0] += f" with {one.technique}" if one.technique != "full" else ", all weights"
    parts.append(f"base model {premises.base_model or 'unknown'}")
    if premises.datasets:
        more = len(premises.datasets) - 1
        parts.append(f"data {premises.datasets[0]}" + (f" and {more} more" if more else ""))
    else:
        parts.append("data unknown")
    sure = "" if one.confidence.value == "certain" else " (likely)"
    return f"{one.detector}{sure}: {', '.join(parts)}"


def looked_at(report: Report) -> str:
    """What the run looked at: `2 tuning files in 14 changed files (staged)`."""
    files = len({one.path for one in report.detections})
    return (
        f"{counted(files, 'tuning file')} in {counted(report.changed_files, 'changed file')}"
        f" ({report.label})"
    )


def judged_by(report: Report) -> str:
    """Which policy judged, and what its mode means for the exit code where it is not plain."""
    source = report.policy.source
    name = "the built-in policy" if source == "built-in" else source
    meaning = {"observe": "nothing fails", "warn": "errors are warnings"}
    mode = meaning.get(report.policy.mode)
    return f"{name} (mode {report.policy.mode}: {mode})" if mode else name


def tally(report: Report) -> str:
    """`2 errors, 1 warning`; `nothing to mend` when there is neither."""
    parts = [
        counted(report.count(severity), severity.value)
        for severity in Severity
        if report.count(severity)
    ]
    waived = len(report.findings) - len(report.standing)
    if waived:
        parts.append(f"{waived} waived")
    return ", ".join(parts) or "nothing to mend"
