"""FT202: too few examples for a covered tuning file."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.example_counts import counts
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import counted

RULE = Rule(
    code="FT202",
    severity=Severity.ERROR,
    verdict=Verdict.COLLECT_DATA,
    summary="fewer examples for a covered tuning file than the policy's least",
    why="Under a hundred distinct examples a model learns the examples, not the behaviour. That "
    "many fit into prompts and evaluations, where they do more good.",
    remedy="Collect and label more examples before tuning, or keep prompting with the best of "
    "those that you have.",
    needs=(*UNDECIDED, "FT201"),
    settings=("limits.min_examples",),
    passes=(
        sample(
            {"dataset.examples": 100},
            policy="limits: {recommended_examples: 100}\n",
            note="the limit exactly",
        ),
    ),
    fails=(
        sample({"dataset.examples": 99}),
        sample({"dataset.examples": 0}),
        sample(
            {
                "dataset.sources": [
                    {"path": "data/billing_train.jsonl", "examples": 99},
                    {"hub": "acme/sales", "revision": "9f31c0e5d1c2", "examples": 1141},
                ]
            },
            note="the file's own set is too small; the other one is never credited",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for each in counts(case, asked):
        least = each.limits.min_examples
        if each.examples < least:
            yield finding(
                RULE,
                f"{each.subject} {counted(each.examples, 'example')}, the policy asks for "
                f"`{least}`",
                at(record, each.place),
            )
