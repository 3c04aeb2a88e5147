"""FT206: too many rows of the data say the same."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.data_samples import TRAIN, chats
from ftpolicy.rules.measured import count_of
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT206",
    severity=Severity.WARNING,
    summary="duplicates or near duplicates over the policy's share",
    why="Rows that repeat weigh more than others in the training, and they make a data set look "
    "larger than it is.",
    remedy="Remove repeated rows, or say under `dataset.labelling` why they repeat.",
    needs=UNDECIDED,
    settings=("limits.max_duplicate_share",),
    passes=(
        sample(
            {"dataset.examples": 1000},
            files={TRAIN: lambda: chats(1000) + chats(50)},
            note="under the share",
        ),
    ),
    fails=(
        sample({"dataset.examples": 1000}, files={TRAIN: lambda: chats(1000) + chats(100)}),
        sample(
            {"dataset.examples": 1000},
            files={TRAIN: lambda: chats(1000) + chats(100).replace("please", "Please ")},
            note="case and white space make no other row",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    count = count_of(case)
    if record is None or count is None or not count.rows:
        return
    most = asked.strictest(case.profiles).max_duplicate_share
    kinds = (
        ("repeat another row", count.duplicates, count.rows),
        ("nearly repeat another row", count.near_duplicates or 0, count.near_looked),
    )
    for what, rows, looked in kinds:
        if looked and rows / looked > most:
            yield finding(
                RULE,
                f"{rows:,} of {looked:,} rows {what} ({rows / looked:.0%}), the policy "
                f"allows {most:.0%}",
                at(record, "dataset.sources"),
            )
