"""FT901: a waiver that would have silenced a finding has expired."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run, WaiverFault
from ftpolicy.rules.rule import Rule, finding, sample

_WAIVER = (
    "waivers:\n  - {{rule: FT203, paths: ['configs/billing/**'], reason: 'Pilot of 50 users',\n"
    "     owner: '@dana', expires: {expires}}}\n"
)

RULE = Rule(
    code="FT901",
    severity=Severity.ERROR,
    clock=True,
    summary="a waiver that would have silenced a finding has expired",
    why="An exception was granted until a day, and the day has come. Either the finding has been "
    "mended by then, or somebody decides again.",
    remedy="Mend the finding that the waiver silenced, or have its owner renew the waiver in a "
    "change of its own.",
    passes=(
        sample(
            {"dataset.examples": 499},
            policy=_WAIVER.format(expires="2026-11-22"),
            note="its last day",
        ),
    ),
    fails=(
        sample(
            {"dataset.examples": 499},
            policy=_WAIVER.format(expires="2026-11-21"),
            also=("FT203",),
        ),
    ),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    for use in run.waiver_uses:
        if use.fault is not WaiverFault.EXPIRED or use.finding is None:
            continue
        waiver = use.waiver
        owner = f" by `{waiver.owner}`" if waiver.owner else ""
        yield finding(
            RULE,
            f"the waiver of `{waiver.rule}`{owner} for `{use.finding.location.path}` expired on "
            f"`{waiver.expires}`",
            waiver.location,
            severity=None if use.touched else Severity.NOTE,
            due=True,
        )
