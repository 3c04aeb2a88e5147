"""FT203: enough examples to start, fewer than recommended."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.example_counts import counts
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import counted

RULE = Rule(
    code="FT203",
    severity=Severity.WARNING,
    summary="the policy's least number of examples, but fewer than it recommends",
    why="A few hundred examples can teach a narrow style, but the result depends on luck with the "
    "sample. From about five hundred on it becomes steady.",
    remedy="Collect more examples, or say in the record why these are enough.",
    needs=(*UNDECIDED, "FT201"),
    settings=("limits.min_examples", "limits.recommended_examples"),
    passes=(sample({"dataset.examples": 500}),),
    fails=(sample({"dataset.examples": 499}), sample({"dataset.examples": 100})),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for each in counts(case, asked):
        wanted = each.limits.recommended_examples
        if each.limits.min_examples <= each.examples < wanted:
            yield finding(
                RULE,
                f"{each.subject} {counted(each.examples, 'example')}, the policy recommends "
                f"`{wanted}`",
                at(record, each.place),
            )
