"""FT305: the alternative that fits the goal is not answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank, ticked

_FITTING = {
    "format": ("constrained-decoding",),
    "token-cost": ("prompt-caching", "cheaper-model"),
    "latency": ("smaller-model",),
    "domain-behavior": ("rag",),
}
_ALWAYS = ("newer-base",)
_NEWER = {"option": "newer-base", "why_not": "It breaks the format as often."}

RULE = Rule(
    code="FT305",
    severity=Severity.WARNING,
    summary="the alternative that fits the goal is not answered",
    why="Most goals have a cheaper way than fine-tuning: constrained decoding for a format, prompt "
    "caching for cost, a smaller model for latency, and for everything the next base model. A "
    "decision says why it was not enough.",
    remedy="Add the alternative under `alternatives` with its `option` and `why_not`.",
    needs=UNDECIDED,
    passes=(
        sample(
            {
                "goal.type": "format",
                "alternatives": [
                    _NEWER,
                    {"option": "Constrained Decoding", "why_not": "The provider offers none."},
                ],
            },
            note="case, spaces and hyphens do not matter",
        ),
    ),
    fails=(
        sample(None, "alternatives"),
        sample({"alternatives": [{"option": "newer-base"}]}, note="named, but not answered"),
        sample({"goal.type": "format"}),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.goal is None or record.goal.type is None:
        return
    answered = {_plain(each.option) for each in record.alternatives if not blank(each.why_not)}
    fitting = (*_FITTING.get(record.goal.type, ()), *_ALWAYS)
    open_ones = [option for option in fitting if _plain(option) not in answered]
    if open_ones:
        yield finding(
            RULE,
            f"a goal of type `{record.goal.type}`, and `alternatives` does not answer "
            f"{ticked(open_ones, 'or')}",
            at(record, "alternatives"),
            remedy=f"Add `option: {open_ones[0]}` with its `why_not` under `alternatives`.",
        )


def _plain(option: str) -> str:
    return re.sub(r"[\s_-]+", "", option.casefold())
