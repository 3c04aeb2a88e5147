"""FT005: the file was covered at the base, and its record or coverage went away."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, finding, sample
from ftpolicy.rules.sample_files import RECORD, record_file
from ftpolicy.rules.wording import ticked

_BEFORE = {RECORD: record_file("billing-support-voice", "accepted", "configs/billing/**")}

RULE = Rule(
    code="FT005",
    severity=Severity.ERROR,
    verdict=Verdict.NO_DECISION,
    summary="covered at the base, and the record or that part of its `covers` went away",
    why="A tuning file that loses its record is again a tuning file without a decision, even when "
    "the file itself did not change.",
    remedy="Bring the record or its `covers` back, or remove the tuning file with it.",
    passes=(
        sample(before={}, note="nothing changed"),
        sample({"covers": ["configs/**"]}, before={RECORD: None}, note="the record is new"),
    ),
    fails=(
        sample(files={RECORD: None}, before=_BEFORE, note="the record is deleted"),
        sample(
            {"covers": ["configs/sales/**"]},
            before=_BEFORE,
            also=("FT006",),
            note="a narrower `covers`, which now holds no file",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    if case.record is not None or not case.lost:
        return
    for detection in case.detections:
        yield finding(
            RULE,
            f"{ticked(case.lost)} covered this tuning file before the change and does so no more",
            detection.location,
            remedy=f"Bring {ticked(case.lost)} back with a `covers` that holds "
            f"`{detection.path}`, or remove the tuning file with it.",
        )
