"""FT011: premises that are chosen at run time and could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, finding, sample
from ftpolicy.rules.sample_files import TUNING, tuning_file
from ftpolicy.rules.wording import ticked

RULE = Rule(
    code="FT011",
    severity=Severity.NOTE,
    summary="premises are chosen at run time and could not be read",
    why="A base model or data set that comes from an argument or the environment cannot be "
    "compared with the record. The reviewer should know which ones were taken on trust.",
    remedy="Write the value into the tuning file where you can, so that it can be compared with "
    "the record.",
    passes=(sample(note="all premises stand in the file"),),
    fails=(sample(files={TUNING: tuning_file("${BASE_MODEL}")}),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    if case.decision is None:
        return
    for detection in case.detections:
        chosen = detection.premises.chosen
        if chosen:
            message = f"chosen at run time and not compared with the record: {ticked(chosen)}"
        elif detection.launcher:
            message = "base model, method and data sets cannot be read here and are not compared"
        else:
            continue
        yield finding(RULE, message, detection.location)
