"""FT006: a live record covers no tuning file."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, at, finding, sample
from ftpolicy.rules.sample_files import TUNING
from ftpolicy.rules.wording import ticked

RULE = Rule(
    code="FT006",
    severity=Severity.WARNING,
    summary="live record covers no tuning file",
    why="A record that covers nothing decides nothing: a typing error in `covers` leaves the "
    "tuning file without a decision, and a record whose files are gone should say that it is over.",
    remedy="Correct the patterns under `covers` (they start at the repository's root), or write "
    "`status: retired`.",
    passes=(sample({"covers": ["nowhere/**", "configs/billing/*.yaml"]}),),
    fails=(sample(files={TUNING: None}, note="the tuning file is gone"),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is not None and case.idle:
        yield finding(
            RULE,
            f"`{record.id}` covers no tuning file: none matches {ticked(record.covers, 'or')}",
            at(record, "covers"),
        )
