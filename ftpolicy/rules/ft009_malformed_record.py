"""FT009: a record whose shape is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import MalformedRecord
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, finding, sample

RULE = Rule(
    code="FT009",
    severity=Severity.ERROR,
    verdict=Verdict.CORRECT_THE_RECORD,
    summary="malformed record",
    why="A record that cannot be read as one says nothing that could be judged. What its `covers` "
    "can be read to cover stays covered, so that one slip gives one finding.",
    remedy="Correct the record at the place shown; `ftpolicy schema decision-record` prints its "
    "shape.",
    passes=(sample({"extra": {"anything": ["goes", 1]}}, note="`extra` is a free map"),),
    fails=(
        sample({"dataset.exampels": 1240}, note="a misspelt key"),
        sample({"status": "done"}, note="a word outside the vocabulary"),
        sample({"dataset.examples": "many"}, note="text for a number"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    if not isinstance(case.record, MalformedRecord):
        return
    for fault in case.record.faults:
        yield finding(RULE, fault.message, fault.location, remedy=fault.remedy)
