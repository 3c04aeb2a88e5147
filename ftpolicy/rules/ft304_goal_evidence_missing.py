"""FT304: the evidence that the goal's type asks for is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ftpolicy.model.case import Case
from ftpolicy.model.costs import Economics
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import GoalEvidence
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank, ticked

RULE = Rule(
    code="FT304",
    severity=Severity.ERROR,
    verdict=Verdict.STATE_GOAL,
    summary="evidence of the goal's type is missing",
    why="Each good reason to fine-tune has its own proof: a tone is one when it takes long to "
    "describe, a latency when it is a number of milliseconds, a cost when the calls are counted. "
    "Without it the goal is a wish.",
    remedy="Write what the goal's type asks for under `goal.evidence`, for token-cost under "
    "`economics`.",
    needs=UNDECIDED,
    passes=(
        sample(
            {"goal.evidence": {"prompt_file": "evals/voice.md"}},
            files={"evals/voice.md": "Never open with an apology. " * 60},
        ),
        sample(note="`prompt_tokens_to_describe` is stated"),
    ),
    fails=(
        sample(None, "goal.evidence"),
        sample({"goal.evidence": {"prompt_file": "evals/gone.md"}}, note="there is no such file"),
        sample(
            {
                "goal.type": "format",
                "goal.evidence": {},
                "alternatives": [
                    {"option": "newer-base", "why_not": "It breaks the format as often."},
                    {"option": "constrained-decoding", "why_not": "The provider offers none."},
                ],
            }
        ),
        sample({"goal.type": "domain-behavior"}),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.goal is None:
        return
    missing = _missing(record, record.goal.evidence, case)
    if missing:
        word = "or" if record.goal.type in ("style", "tone", "format") else "and no"
        yield finding(
            RULE,
            f"a goal of type `{record.goal.type}`, and the record has no {ticked(missing, word)}",
            at(record, missing[0]),
            remedy=_REMEDIES[str(record.goal.type)],
        )


_REMEDIES: Mapping[str, str] = {
    **dict.fromkeys(
        ("style", "tone", "format"),
        "Write how many tokens of prompt it takes to describe the behaviour as "
        "`goal.evidence.prompt_tokens_to_describe`, or name that prompt as `prompt_file`.",
    ),
    "domain-behavior": "Write what the prompts fail to convey, with an example, as "
    "`goal.evidence.prompts_fail_to_convey`.",
    "latency": "Measure the latency of the ceiling and of the candidate, and write `percentile`, "
    "`wanted_ms`, `ceiling_ms` and `candidate_ms` under `goal.evidence`.",
    "small-model": "Write the constraint on the model's size as `goal.evidence.constraint`, and "
    "who set it as `set_by`.",
    "token-cost": "Complete `economics`: `calls_per_month`, `training_cost`, and the tokens and "
    "prices of a `few_shot` and a `tuned` call.",
}


def _missing(record: DecisionRecord, shown: GoalEvidence, case: Case) -> list[str]:
    """The fields that the goal's type asks for and that are not there, in the record's order."""
    goal_type = record.goal.type if record.goal else None
    if goal_type in ("style", "tone", "format"):
        measured = case.evidence is None or case.evidence.prompt_tokens is not None
        prompt = not blank(shown.prompt_file) and measured
        described = shown.prompt_tokens_to_describe is not None or prompt
        fields = ("prompt_tokens_to_describe", "prompt_file")
        return [] if described else [f"goal.evidence.{field}" for field in fields]
    if goal_type == "token-cost":
        return _missing_money(record.economics)
    asked: dict[str, bool] = {}
    if goal_type == "domain-behavior":
        asked = {"prompts_fail_to_convey": blank(shown.prompts_fail_to_convey)}
    if goal_type == "latency":
        asked = {
            "percentile": shown.percentile is None,
            "wanted_ms": shown.wanted_ms is None,
            "ceiling_ms": shown.ceiling_ms is None,
            "candidate_ms": shown.candidate_ms is None,
        }
    if goal_type == "small-model":
        asked = {"constraint": blank(shown.constraint), "set_by": blank(shown.set_by)}
    return [f"goal.evidence.{field}" for field, lacking in asked.items() if lacking]


def _missing_money(money: Economics | None) -> list[str]:
    if money is None:
        return ["economics"]
    asked = {
        "calls_per_month": money.calls_per_month is None,
        "few_shot": money.few_shot is None or money.few_shot.per_call is None,
        "tuned": money.tuned is None or money.tuned.per_call is None,
        "training_cost": money.training_cost is None,
    }
    return [f"economics.{field}" for field, lacking in asked.items() if lacking]
