"""FT014: `supersedes` is not matched at the other end."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.record import Status
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, at, finding, sample
from ftpolicy.rules.sample_files import record_file


def _pilot(more: str = "") -> dict[str, str]:
    old = record_file("billing-voice-pilot", "superseded", "configs/billing/**", more)
    return {"decisions/pilot.yaml": old}


RULE = Rule(
    code="FT014",
    severity=Severity.WARNING,
    summary="`supersedes` is not matched at the other end",
    why="Whoever finds the old record should be led to the new one. A link that stands at one end "
    "only, or names a record that is not there, breaks that trail.",
    remedy="Write this record's id under `superseded_by` in the record that it supersedes.",
    passes=(
        sample(
            {"supersedes": ["billing-voice-pilot"]},
            files=_pilot("superseded_by: [billing-support-voice]\n"),
        ),
        sample(
            {"supersedes": ["billing-voice-pilot"], "status": "proposed"},
            files=_pilot(),
            also=("FT003",),
            note="a proposal has superseded nothing yet",
        ),
    ),
    fails=(
        sample({"supersedes": ["billing-voice-pilot"]}, note="no such record"),
        sample({"supersedes": ["billing-voice-pilot"]}, files=_pilot()),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for index, old in enumerate(record.supersedes):
        if any(broken.id == old for broken in case.book.malformed):
            continue  # FT009 comes first
        others = case.book.named(old)
        place = at(record, f"supersedes.{index}")
        if not others:
            yield finding(
                RULE,
                f"supersedes `{old}`, but no record has this id",
                place,
                remedy="Correct the id under `supersedes`, or remove it.",
            )
        elif record.status is not Status.PROPOSED and not any(
            record.id in other.superseded_by for other in others
        ):
            yield finding(
                RULE,
                f"supersedes `{old}`, but `{others[0].path}` does not say "
                f"`superseded_by: [{record.id}]`",
                place,
                remedy=f"Write `status: superseded` and `superseded_by: [{record.id}]` in "
                f"`{others[0].path}`.",
            )
