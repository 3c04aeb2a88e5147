"""FT017: an exploration has ended or repeats an earlier one."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import Status
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, at, finding, sample
from ftpolicy.rules.wording import ticked

_POLICY = 'experiments: {paths: ["configs/**"], max: P30D}\n'
_EXPLORING = {"status": "exploring", "decided_on": "2026-10-30"}

RULE = Rule(
    code="FT017",
    severity=Severity.ERROR,
    verdict=Verdict.DECISION_STALE,
    clock=True,
    summary="exploration has ended, or repeats the premises of an earlier one",
    why="An exploration may run with less evidence because it is short. Once it is over its "
    "result decides: go on with a full record, or stop. Starting the same exploration again would "
    "make the exception last for ever.",
    remedy="Complete the record and write `status: proposed`, or remove the tuning file and write "
    "`status: rejected`.",
    passes=(sample({**_EXPLORING, "ends": "2026-11-22"}, policy=_POLICY, note="its last day"),),
    fails=(sample({**_EXPLORING, "ends": "2026-11-21"}, policy=_POLICY, note="ended yesterday"),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.status is not Status.EXPLORING:
        return
    if record.ends is not None and record.ends < asked.today:
        yield finding(
            RULE, f"the exploration ended on `{record.ends}`", at(record, "ends"), due=True
        )
    if case.earlier:
        yield finding(
            RULE,
            "the exploration repeats the premises of "
            f"{ticked([earlier.id for earlier in case.earlier])}",
            record.place,
            due=True,
        )
