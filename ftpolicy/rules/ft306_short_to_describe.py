"""FT306: the behaviour can be described in a short prompt."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.limits import highest
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import counted

RULE = Rule(
    code="FT306",
    severity=Severity.WARNING,
    summary="the behaviour takes fewer tokens to describe than the policy's least",
    why="Tuning a style pays when describing it in every prompt is long and dear. A behaviour that "
    "fits into a few sentences can stay in the prompt, where it is easy to change.",
    remedy="Keep the description in the prompt, or show under `goal.evidence` what it leaves out.",
    needs=UNDECIDED,
    settings=("limits.min_prompt_tokens",),
    passes=(
        sample({"goal.evidence.prompt_tokens_to_describe": 300}),
        sample(
            {"goal.evidence": {"prompt_file": "evals/voice.md"}},
            files={"evals/voice.md": "Never open with an apology. " * 60},
        ),
    ),
    fails=(
        sample({"goal.evidence.prompt_tokens_to_describe": 299}),
        sample(
            {"goal.evidence.prompt_file": "evals/voice.md"},
            files={"evals/voice.md": "Never open with an apology.\n"},
            note="the prompt itself is short, whatever the record claims",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.goal is None:
        return
    if record.goal.type not in ("style", "tone", "format"):
        return
    claimed = record.goal.evidence.prompt_tokens_to_describe
    found = case.evidence
    measured = found.prompt_tokens if found is not None else None
    tokens = min((each for each in (claimed, measured) if each is not None), default=None)
    least = highest(case, asked, lambda limits: limits.min_prompt_tokens)
    if tokens is not None and tokens < least:
        by = (
            f" (`prompt_file`, by {found.prompt_tokens_by})" if found and measured == tokens else ""
        )
        yield finding(
            RULE,
            f"the behaviour takes {counted(tokens, 'token')} to describe{by}, under the policy's "
            f"`{least}`",
            at(record, "goal.evidence.prompt_tokens_to_describe"),
        )
