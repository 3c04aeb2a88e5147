"""Phrases that several formats share."""

from __future__ import annotations

from ftpolicy.model.detection import Detection
from ftpolicy.model.finding import Report, Severity, Verdict
from ftpolicy.report.safe import safe

SAID = {
    Verdict.USE_RAG: (
        "use retrieval",
        "The goal is knowledge: fine-tuning does not teach facts reliably, retrieval does.",
    ),
    Verdict.NO_DECISION: (
        "no decision record",
        "A tuning file comes without a live decision record that covers it.",
    ),
    Verdict.CORRECT_THE_RECORD: (
        "correct the record",
        "What is written cannot be judged, or does not fit what was found.",
    ),
    Verdict.STATE_GOAL: (
        "state the goal",
        "The record does not show which behaviour is wanted and why prompts cannot give it.",
    ),
    Verdict.KEEP_PROMPTING: (
        "keep prompting",
        "It is not shown that prompting was really tried and falls short.",
    ),
    Verdict.COLLECT_DATA: (
        "collect data",
        "The training data is not shown to be large and good enough.",
    ),
    Verdict.DEFINE_METRIC: (
        "define the metric",
        "Nothing is named that will tell whether fine-tuning helped.",
    ),
    Verdict.PLAN_RETRAINING: (
        "plan retraining",
        "Fine-tuning must be repeated for ever, and the record does not plan for it.",
    ),
    Verdict.DOES_NOT_PAY: (
        "does not pay",
        "What fine-tuning costs is never earned back by cheaper calls.",
    ),
    Verdict.DECISION_STALE: (
        "the decision is stale",
        "The decision was made for something else, or its time is over.",
    ),
    Verdict.AWAITING_APPROVAL: (
        "awaiting approval",
        "The decision is written down, but those who must agree have not done so.",
    ),
    Verdict.EXPLORING: (
        "exploring",
        "A time-limited exploration: evidence is asked for when it ends.",
    ),
    Verdict.READY_WITH_WARNINGS: (
        "ready, with warnings",
        "The decision holds; the warnings deserve a look.",
    ),
    Verdict.READY: ("ready", "The decision holds."),
}
"""Each verdict as a headline and as a sentence for who reviews the change."""


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
    first, *folders = report.policy.source.split(", ")
    name = ", ".join(("the built-in policy" if first == "built-in" else first, *folders))
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
    if report.waived:
        parts.append(f"{len(report.waived)} waived")
    if report.baselined:
        parts.append(f"{len(report.baselined)} in the baseline")
    return ", ".join(parts) or "nothing to mend"


def closing(report: Report) -> str:
    """The one line that says how it went, at what was looked and who judged."""
    where = f"looked at {safe(looked_at(report), 400)}"
    return f"ftpolicy: {tally(report)}; {where}, judged by {safe(judged_by(report))}"


def overall(report: Report) -> Verdict | None:
    """The first verdict, in their order, of all cases and errors; None when nothing was judged."""
    meant = [one.verdict for one in report.cases]
    meant += [one.verdict for one in report.standing if one.severity is Severity.ERROR]
    return min(meant, key=tuple(Verdict).index, default=None)
