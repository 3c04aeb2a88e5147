"""FT113: an example in the prompt is a test item."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, numbered
from ftpolicy.rules.measured import evidence_of
from ftpolicy.rules.result_samples import promptfoo
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import counted

_ASKED = "why was my card charged twice for the same invoice in may"
_MORE = "evals/few_shot/more.json"
_SHOWS = "Answer warmly.\nQ: {}\nA: thanks for asking, we found both charges\n\nQ: {{{{q}}}}\nA:"

RULE = Rule(
    code="FT113",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="an example in the prompt is a test item",
    why="A question whose answer stands in the prompt is not answered but copied. The score then "
    "says nothing about new questions, and no tool warns of it.",
    remedy="Draw the examples from training rows only (`ftpolicy trial` does), and measure again.",
    needs=(*UNDECIDED, "FT101"),
    passes=(
        sample(
            {"few_shot_baselines.0.results.1": _MORE},
            files={_MORE: promptfoo(_SHOWS.format("where do I change my address online"), _ASKED)},
        ),
    ),
    fails=(
        sample(
            {"few_shot_baselines.0.results.1": _MORE},
            files={_MORE: promptfoo(_SHOWS.format(_ASKED), _ASKED)},
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for each in numbered(record):
        for field in (each[0], f"{each[0]}.confirmed"):
            found = evidence_of(case, field)
            if found is not None and found.shown_items:
                yield finding(
                    RULE,
                    f"the prompts of {called(each)} show {counted(found.shown_items, 'test item')} "
                    "among their examples",
                    at(record, f"{field}.results"),
                )
