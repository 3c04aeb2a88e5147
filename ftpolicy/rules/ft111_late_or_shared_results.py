"""FT111: measured after the decision, or with the results of another goal."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.record import DecisionRecord, Status
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, numbered
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT111",
    severity=Severity.WARNING,
    summary="measured after the decision, or the same result file backs another goal",
    why="A baseline that comes after the decision did not lead to it. And one result file can "
    "hardly show that prompting falls short of two different goals.",
    remedy="Write the day of the decision that rests on this baseline as `decided_on`, and measure "
    "each goal with an evaluation of its own.",
    needs=(*UNDECIDED, "FT101"),
    passes=(sample({"few_shot_baselines.0.measured_on": "2026-11-20"}, note="the same day"),),
    fails=(sample({"few_shot_baselines.0.measured_on": "2026-11-21"}, note="the day after"),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    # an exploration measures while it lasts
    decided = None if record.status is Status.EXPLORING else record.decided_on
    for each in numbered(record):
        place, baseline = each
        measured = baseline.measured_on
        if decided is not None and measured is not None and measured > decided:
            yield finding(
                RULE,
                f"{called(each)} was measured on `{measured}`, after the decision of `{decided}`",
                at(record, f"{place}.measured_on"),
            )
    for path, other in case.shared_results:
        yield finding(
            RULE,
            f"`{path}` backs the record `{other}` with another goal as well",
            at(record, _named_in(record, path)),
        )


def _named_in(record: DecisionRecord, path: str) -> str:
    for place, baseline in numbered(record):
        for index, source in enumerate(baseline.results):
            if source.path == path:
                return f"{place}.results.{index}"
    return "few_shot_baselines"
