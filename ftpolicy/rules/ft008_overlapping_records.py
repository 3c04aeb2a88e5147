"""FT008: two live records cover one tuning file, or two records bear one id."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import DecisionRecord, Status
from ftpolicy.model.run import Asked, Run
from ftpolicy.rules.rule import Rule, at, finding, sample
from ftpolicy.rules.sample_files import RECORD, record_file
from ftpolicy.rules.wording import ticked

RULE = Rule(
    code="FT008",
    severity=Severity.ERROR,
    verdict=Verdict.CORRECT_THE_RECORD,
    summary="two live records cover one tuning file, or two records bear one id",
    why="With two decisions for one file nobody can say which one holds, and a second record could "
    "quietly take the place of a refused one. An id names one record for ever. Launchers may have "
    "several records, because they start whatever they are given.",
    remedy="Narrow `covers` so that one live record covers the file, or let the newer record name "
    "the older one under `supersedes` and write `status: superseded` in the older one.",
    passes=(
        sample(
            files={"decisions/old.yaml": record_file("billing-pilot", "rejected", "configs/**")},
            note="the second record is not live",
        ),
    ),
    fails=(
        sample(
            files={"decisions/new.yaml": record_file("billing-voice-2", "accepted", "configs/**")},
            before={RECORD: None},
            note="two accepted records for one file",
        ),
        sample(
            files={"decisions/twin.yaml": record_file("billing-support-voice", "rejected", "x")},
            note="one id in two files",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for overlap in case.overlaps:
        others = [each for each in overlap.others if not _replaces(record, each)]
        if overlap.detection.launcher or not others:
            continue
        ids = sorted({record.id, *(each.id for each in others)})
        yield finding(
            RULE,
            f"live records {ticked(ids)} all cover this tuning file"
            if len(ids) > 2
            else f"live records {ticked(ids)} both cover this tuning file",
            overlap.detection.location,
        )


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    first: dict[str, DecisionRecord] = {}
    for record in sorted(run.book.records, key=lambda each: each.path):
        earlier = first.setdefault(record.id, record)
        if earlier is not record:
            yield finding(
                RULE,
                f"the id `{record.id}` is already that of `{earlier.path}`",
                at(record, "id"),
                remedy="Give one of the two records an `id` of its own.",
            )


def _replaces(one: DecisionRecord, other: DecisionRecord) -> bool:
    """Whether one of the two is a proposal that supersedes the other."""
    return any(
        new.status is Status.PROPOSED and old.id in new.supersedes
        for new, old in ((one, other), (other, one))
    )
