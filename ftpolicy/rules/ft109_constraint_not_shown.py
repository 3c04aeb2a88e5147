"""FT109: the baselines do not show that only a constraint stands in the way of prompting."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Goal
from ftpolicy.model.run import Asked
from ftpolicy.rules.constraint_samples import COST, FILES, LATENCY, SMALL
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

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
        sample(LATENCY, files=FILES, note="the ceiling meets the target and is too slow"),
        sample(COST, files=FILES, note="the ceiling meets the target and is too dear"),
        sample(SMALL, files=FILES),
        sample({"few_shot_baselines.0.role": "ceiling"}, note="a quality goal: either role"),
    ),
    fails=(
        sample(LATENCY, "few_shot_baselines.1", note="no ceiling"),
        sample({**LATENCY, "few_shot_baselines.0.role": "ceiling"}, files=FILES),
        sample({**LATENCY, "goal.evidence.ceiling_ms": 400}, files=FILES, note="fast enough"),
        sample({**LATENCY, "goal.evidence.candidate_ms": 401}, files=FILES, note="too slow"),
        sample(
            {**COST, "economics.few_shot.price_output": 1},
            files=FILES,
            also=("FT602",),
            note="cheap enough",
        ),
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
