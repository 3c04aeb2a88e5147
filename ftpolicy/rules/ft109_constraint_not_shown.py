"""FT109: the baselines do not show that only a constraint stands in the way of prompting."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import DecisionRecord, Goal
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

_CEILING = {
    "role": "ceiling",
    "model": "gpt-4.1-2025-04-14",
    "examples_in_prompt": 5,
    "variations_tried": 10,
    "score": 0.88,
    "test_examples": 300,
    "measured_on": "2026-11-12",
    "results": ["evals/few_shot/ceiling.csv"],
}
_CEILING_RESULTS = (
    "variant_id,n_examples,technique,metric,score,n_items,n_correct,n_errors,model,created\n"
    + "".join(
        f"v{number:02},5,plain few-shot,rubric_pass_rate,{correct / 300:.4f},300,{correct},0,"
        "gpt-4.1-2025-04-14,2026-11-12\n"
        for number, correct in enumerate((264, 260, 255, 251, 249, 246, 240, 233, 228, 221), 1)
    )
)
_FILES = {"evals/few_shot/ceiling.csv": _CEILING_RESULTS}
_LATENCY = {
    "goal.type": "latency",
    "goal.evidence": {
        "percentile": "p95",
        "wanted_ms": 400,
        "ceiling_ms": 1900,
        "candidate_ms": 400,
    },
    "alternatives": [
        {"option": "newer-base", "why_not": "No newer small base is allowed on the device."},
        {
            "option": "smaller-model",
            "why_not": "The smallest one is the candidate; it scores 0.71.",
        },
    ],
    "few_shot_baselines.1": _CEILING,
}
_COST = {
    "goal.type": "token-cost",
    "alternatives": [
        {"option": "newer-base", "why_not": "It costs the same per token."},
        {"option": "prompt-caching", "why_not": "Counted in already: 1900 tokens are cached."},
        {"option": "cheaper-model", "why_not": "The cheapest that follows the rules scores 0.71."},
    ],
    "few_shot_baselines.1": _CEILING,
}
_SMALL = {
    "goal.type": "small-model",
    "goal.evidence": {"constraint": "runs offline on a handheld of 8 GB", "set_by": "@acme/field"},
    "few_shot_baselines.1": _CEILING,
}

RULE = Rule(
    code="FT109",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="constraint goal without a candidate, or without a ceiling that breaks the constraint",
    why="A goal of latency, token cost or size says: a large prompted model does the job, but it "
    "breaks the constraint, and the one that keeps it falls short. That needs both measured: the "
    "candidate that could be shipped and the ceiling, the best model at any cost.",
    remedy="Measure both and write them under `few_shot_baselines`: `role: candidate` for a model "
    "that keeps the constraint, `role: ceiling` for the best model tried.",
    needs=(*UNDECIDED, "FT101"),
    passes=(
        sample(_LATENCY, files=_FILES, note="the ceiling meets the target and is too slow"),
        sample(_COST, files=_FILES, note="the ceiling meets the target and is too dear"),
        sample(_SMALL, files=_FILES),
        sample({"few_shot_baselines.0.role": "ceiling"}, note="a quality goal: either role"),
    ),
    fails=(
        sample(_LATENCY, "few_shot_baselines.1", note="no ceiling"),
        sample({**_LATENCY, "few_shot_baselines.0.role": "ceiling"}, files=_FILES),
        sample({**_LATENCY, "goal.evidence.ceiling_ms": 400}, files=_FILES, note="fast enough"),
        sample({**_LATENCY, "goal.evidence.candidate_ms": 401}, files=_FILES, note="too slow"),
        sample({**_COST, "economics.few_shot.price_output": 1}, files=_FILES, note="cheap enough"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.goal is None or not record.goal.is_constraint:
        return
    roles = {baseline.role for baseline in record.few_shot_baselines}
    for role in ("candidate", "ceiling"):
        if role not in roles:
            yield finding(
                RULE,
                f"a goal of type `{record.goal.type}` needs a baseline with `role: {role}`, "
                "and there is none",
                at(record, "few_shot_baselines"),
            )
    if record.goal.type == "latency":
        yield from _latency(record, record.goal)
    if record.goal.type == "token-cost":
        yield from _cost(record)


def _latency(record: DecisionRecord, goal: Goal) -> Iterator[Finding]:
    """Numbers that are missing are FT304."""
    shown = goal.evidence
    wanted = shown.wanted_ms
    if wanted is None:
        return
    if shown.ceiling_ms is not None and shown.ceiling_ms <= wanted:
        yield finding(
            RULE,
            f"the ceiling answers in `{shown.ceiling_ms}` ms and keeps the wanted `{wanted}` ms",
            at(record, "goal.evidence.ceiling_ms"),
            remedy="Ship the ceiling with its prompt: it is fast enough.",
        )
    if shown.candidate_ms is not None and shown.candidate_ms > wanted:
        yield finding(
            RULE,
            f"the candidate answers in `{shown.candidate_ms}` ms and breaks the wanted "
            f"`{wanted}` ms",
            at(record, "goal.evidence.candidate_ms"),
            remedy="Choose a candidate that is fast enough before it is tuned: tuning makes no "
            "model faster.",
        )


def _cost(record: DecisionRecord) -> Iterator[Finding]:
    money = record.economics
    if money is None or money.few_shot is None or money.tuned is None:
        return
    prompted, tuned = money.few_shot.per_call, money.tuned.per_call
    if prompted is not None and tuned is not None and prompted <= tuned:
        yield finding(
            RULE,
            f"a few-shot call costs `{_amount(prompted)}` and a tuned one `{_amount(tuned)}`: "
            "nothing is saved",
            at(record, "economics.few_shot"),
            remedy="Keep the prompt: a tuned model would cost no less per call.",
        )


def _amount(value: Decimal) -> str:
    return f"{value.normalize():f}"
