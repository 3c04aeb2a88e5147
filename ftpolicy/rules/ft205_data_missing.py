"""FT205: a data file that the record names is not there."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import DataEvidence, Level
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.data_samples import TEST, TRAIN
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

_SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

RULE = Rule(
    code="FT205",
    severity=Severity.ERROR,
    verdict=Verdict.CORRECT_THE_RECORD,
    summary="a `path` is not in the tree, is no pointer, and its source says of no other place "
    "where the data stands",
    why="A claim about data that nobody can find cannot be checked, today or next year.",
    remedy="Commit the file or its pointer, correct the path, or say where the data stands: `hub` "
    "with `revision`, `uri`, or `sha256` with `examples`.",
    needs=UNDECIDED,
    passes=(
        sample(
            {"dataset.sources": [{"path": TRAIN, "sha256": _SHA, "examples": 1240}]},
            files={TRAIN: None},
            note="not in the repository, but fixed by its hash and count",
        ),
    ),
    fails=(
        sample(files={TRAIN: None}),
        sample(files={TEST: None}, note="the test set"),
        sample(
            files={TRAIN: None},
            links={TRAIN: "/etc/passwd"},
            note="a link out of the tree is not followed",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or case.evidence is None:
        return
    named: list[tuple[str, DataEvidence | None]] = [
        (f"dataset.sources.{index}", each) for index, each in enumerate(case.evidence.sources)
    ]
    named.append(("evaluation.test_set", case.evidence.test_set))
    for field, one in named:
        if one is not None and one.level is Level.MISSING and one.name:
            yield finding(RULE, f"`{one.name}` cannot be read: {one.why}", at(record, field))
