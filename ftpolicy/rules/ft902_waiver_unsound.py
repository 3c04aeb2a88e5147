"""FT902: a waiver lacks a part, or runs for too long."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run, WaiverFault
from ftpolicy.rules.rule import Rule, finding, sample

_WAIVER = (
    "waivers:\n  - {{rule: FT203, paths: ['configs/billing/**'], reason: 'Pilot of 50 users',\n"
    "     {rest}}}\n"
)

RULE = Rule(
    code="FT902",
    severity=Severity.ERROR,
    summary="a waiver that would have silenced a finding lacks reason, owner or end, or runs "
    "longer than the policy allows",
    why="An exception that nobody answers for, or that never ends, is a hole in the policy. A "
    "waiver therefore says why, who and until when, and not for longer than the policy allows.",
    remedy="Complete the waiver in the policy: `reason`, `owner`, and `expires` within the "
    "policy's `max_waiver`.",
    settings=("limits.max_waiver",),
    passes=(
        sample(
            {"dataset.examples": 499},
            policy=_WAIVER.format(rest="owner: '@dana', expires: 2027-05-21"),
            note="180 days from today",
        ),
    ),
    fails=(
        sample(
            {"dataset.examples": 499},
            policy=_WAIVER.format(rest="owner: '@dana', expires: 2027-05-22"),
            also=("FT203",),
            note="one day too long",
        ),
        sample(
            {"dataset.examples": 499},
            policy=_WAIVER.format(rest="expires: 2027-01-31"),
            also=("FT203",),
            note="no owner",
        ),
    ),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    for use in run.waiver_uses:
        if use.finding is None or use.fault not in (WaiverFault.INCOMPLETE, WaiverFault.TOO_LONG):
            continue
        waiver = use.waiver
        subject = f"the waiver of `{waiver.rule}` for `{use.finding.location.path}`"
        if use.fault is WaiverFault.INCOMPLETE:
            lack = f"lacks {use.detail}" if use.detail else "is incomplete"
            message = f"{subject} {lack}, so it silences nothing"
        else:
            until = f"; the policy allows `{use.detail}`" if use.detail else ""
            message = f"{subject} runs until `{waiver.expires}`{until}"
        yield finding(RULE, message, waiver.location)
