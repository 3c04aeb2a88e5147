"""FT212: the same prompt with different answers."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.data_samples import TRAIN, chat, chats
from ftpolicy.rules.measured import count_of, first_place
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT212",
    severity=Severity.NOTE,
    summary="the same prompt with different answers",
    why="Different answers to one question may be wanted variety, or two annotators who disagree. "
    "The second kind limits what any model can reach.",
    remedy="Look at these rows; settle those that contradict each other.",
    needs=UNDECIDED,
    passes=(sample({"dataset.examples": 1000}, files={TRAIN: lambda: chats(1000)}),),
    fails=(
        sample(
            {"dataset.examples": 1000},
            files={
                TRAIN: lambda: chats(1000) + chat("who pays", "you do") + chat("who pays", "we do")
            },
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    count = count_of(case)
    if record is None or count is None or not count.conflicts:
        return
    place = first_place("one at", count.conflict_rows)
    verb = "prompt has" if count.conflicts == 1 else "prompts have"
    yield finding(
        RULE,
        f"{count.conflicts:,} {verb} several answers{place}",
        at(record, "dataset.sources"),
    )
