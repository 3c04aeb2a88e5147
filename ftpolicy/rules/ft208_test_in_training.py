"""FT208: test examples stand in the training data."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.data_samples import TEST, TRAIN, chats
from ftpolicy.rules.measured import count_of, first_place
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT208",
    severity=Severity.ERROR,
    verdict=Verdict.COLLECT_DATA,
    summary="test examples in the training data",
    why="A model that has seen the test items scores well on them whatever it has learnt, so the "
    "evaluation can no longer tell whether tuning helped.",
    remedy="Remove these rows from the training data, or draw another test set, and measure again.",
    needs=UNDECIDED,
    passes=(
        sample(
            {"dataset.examples": 1000}, files={TRAIN: lambda: chats(1000)}, note="other questions"
        ),
    ),
    fails=(
        sample(
            {"dataset.examples": 1000, "evaluation.test_set": {"path": TEST, "examples": 200}},
            files={TRAIN: lambda: chats(1000), TEST: lambda: chats(200)},
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    count = count_of(case)
    if record is None or count is None or not count.leaked:
        return
    place = first_place("the first at", count.leaked_rows)
    verb = "test prompt stands" if count.leaked == 1 else "test prompts stand"
    yield finding(
        RULE,
        f"{count.leaked:,} {verb} in the training data{place}",
        at(record, "evaluation.test_set"),
    )
