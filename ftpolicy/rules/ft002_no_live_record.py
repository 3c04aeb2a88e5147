"""FT002: only records that are rejected, superseded or retired cover the file."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import DecisionRecord, Status
from ftpolicy.model.run import Asked
from ftpolicy.parse.patterns import Patterns
from ftpolicy.rules.rule import Rule, at, finding, sample
from ftpolicy.rules.wording import shell_word, ticked

_ALLOWED = 'experiments: {paths: ["configs/billing/**"], max: P30D}\n'
_ELSEWHERE = 'experiments: {paths: ["experiments/**"], max: P30D}\n'
_EXPLORING = {"status": "exploring", "decided_on": "2026-11-20"}

RULE = Rule(
    code="FT002",
    severity=Severity.ERROR,
    verdict=Verdict.NO_DECISION,
    summary="only records that are rejected, superseded or retired cover the file, or an "
    "exploration that the policy does not allow",
    why="A rejected record says that this fine-tuning should not happen, and a superseded or "
    "retired one that its time is over. None of them is a decision for a tuning file that is in "
    "use. An exploration stands for a decision only where the policy makes room for it, and only "
    "for a short, stated time.",
    remedy="Write a new record that covers the file and names the old one under `supersedes`, or "
    "remove the tuning file.",
    settings=("experiments.paths", "experiments.max"),
    passes=(
        sample({**_EXPLORING, "ends": "2026-12-20"}, policy=_ALLOWED, note="`max` is exactly used"),
    ),
    fails=(
        sample({"status": "rejected"}),
        sample({"status": "superseded", "superseded_by": ["billing-voice-2"]}),
        sample({"status": "retired"}),
        sample({**_EXPLORING, "ends": "2026-12-20"}, note="the policy allows no experiments"),
        sample({**_EXPLORING, "ends": "2026-12-20"}, policy=_ELSEWHERE),
        sample({**_EXPLORING, "ends": "2026-12-21"}, policy=_ALLOWED, note="one day too long"),
        sample(_EXPLORING, policy=_ALLOWED, note="an exploration without an end"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    if case.record is None and case.dead and not case.lost:
        names = ", ".join(f"the {each.status.value} `{each.id}`" for each in case.dead)
        detection = case.detections[0]
        yield finding(
            RULE,
            f"no live record covers this tuning file, only {names}",
            detection.location,
            remedy=f"Run `ftpolicy new {shell_word(detection.path)}` and name "
            f"{ticked([each.id for each in case.dead])} under `supersedes`, or remove the tuning "
            "file.",
        )
    if case.decision is not None and case.decision.status is Status.EXPLORING:
        yield from _exploration(case, case.decision, asked)


def _exploration(case: Case, record: DecisionRecord, asked: Asked) -> Iterator[Finding]:
    allowed = Patterns(asked.experiment_paths)
    outside = [found.path for found in case.detections if not allowed.match(found.path)]
    if outside or not allowed:
        where = f"only under {ticked(asked.experiment_paths)}" if allowed else "nowhere"
        named = f" {ticked(outside)}" if outside else ""
        yield finding(
            RULE,
            f"an exploration may not cover{named or ' anything'}: the policy allows one {where}",
            at(record, "status"),
            remedy="Move the tuning file to where the policy allows explorations "
            "(`experiments.paths`), or complete the record and write `status: proposed`.",
        )
        return
    if record.ends is None:
        yield finding(
            RULE,
            "an exploration needs an end, and the record has no `ends`",
            at(record, "status"),
            remedy="Write the last day of the exploration as `ends: DATE`.",
        )
        return
    start = record.decided_on or asked.today
    if asked.experiment_max is not None and asked.experiment_max.after(start) < record.ends:
        last = asked.experiment_max.after(start)
        yield finding(
            RULE,
            f"the exploration ends on `{record.ends}`, the policy allows "
            f"`{asked.experiment_max.text}`: until `{last}`",
            at(record, "ends"),
            remedy=f"Write `ends: {last}` or an earlier day.",
        )
