"""FT603: the prices are older than the policy allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT603",
    severity=Severity.WARNING,
    summary="the prices in `economics` are older than the policy allows",
    why="Prices of tokens fall by the quarter, and with them the saving that the decision rests "
    "on.",
    remedy="Look the prices up again, and write them with their day as `economics.prices_as_of`.",
    needs=UNDECIDED,
    clock=True,
    settings=("limits.prices_max_age",),
    passes=(sample({"economics.prices_as_of": "2026-05-26"}, note="180 days old"),),
    fails=(
        sample({"economics.prices_as_of": "2026-05-25"}),
        sample(today=date(2027, 5, 1), also=("FT409", "FT504"), note="the clock alone"),
        sample(policy="limits: {prices_max_age: P14D}\n"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.economics is None or record.economics.prices_as_of is None:
        return
    noted = record.economics.prices_as_of
    ages = (asked.limits_for(profile).prices_max_age for profile in case.profiles)
    age = min(ages, key=lambda each: each.after(noted))
    if age.after(noted) < asked.today:
        yield finding(
            RULE,
            f"the prices are of `{noted}`, `{(asked.today - noted).days}` days old; the policy "
            f"allows `{age.text}`",
            at(record, "economics.prices_as_of"),
            due=True,
        )
