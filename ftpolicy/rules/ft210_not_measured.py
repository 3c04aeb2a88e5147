"""FT210: a claim could not be measured, or less well than the policy asks."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import LEVELS, Level
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.data_samples import TRAIN
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.sample_files import TUNING, tuning_file

_REVISION = "9f31c0e5d1c2a7b84e6f0a1b2c3d4e5f60718293"

RULE = Rule(
    code="FT210",
    severity=Severity.WARNING,
    summary="a claim could not be measured, or stands below the policy's least level",
    why="What was not measured is not known to be true. The reviewer must see the difference.",
    remedy="Do what the message says, or commit the data in a form that can be counted.",
    needs=UNDECIDED,
    settings=("evidence.least",),
    passes=(
        sample(
            {"dataset.sources": [{"hub": "acme/voice", "revision": _REVISION, "examples": 1240}]},
            files={TUNING: tuning_file(data="datasets: [{path: acme/voice}]")},
            note="data of a hub, and the policy takes that",
        ),
    ),
    fails=(
        sample(
            {"dataset.sources": [{"hub": "acme/voice", "revision": _REVISION, "examples": 1240}]},
            files={TUNING: tuning_file(data="datasets: [{path: acme/voice}]")},
            policy="evidence: {least: footer}\n",
            note="the policy wants rows that were counted",
        ),
        sample(
            {"dataset.sources": [{"path": TRAIN, "examples": 1240}]},
            files={TRAIN: "%PDF-1.7\n"},
            note="a file that is no data file",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    found = case.evidence
    if record is None or found is None:
        return
    for each in found.unmeasured:
        yield finding(RULE, f"not measured: {each.why}", at(record, each.claim))
    said = {each.claim for each in found.unmeasured}
    least = LEVELS.index(Level(asked.evidence_least))
    for index, one in enumerate(found.sources):
        field = f"dataset.sources.{index}"
        weak = one.level is not Level.MISSING and LEVELS.index(one.level) < least
        if weak and field not in said:
            yield finding(
                RULE,
                f"`{one.name}` is known by its `{one.level.value}` entry only, the policy asks "
                f"for `{asked.evidence_least}`",
                at(record, field),
            )
