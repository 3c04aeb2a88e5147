"""FT602: a goal of token cost, and the tuned model never pays back."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.economics import payback
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.constraint_samples import COST, FILES
from ftpolicy.rules.ft601_late_payback import never
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT602",
    severity=Severity.ERROR,
    verdict=Verdict.DOES_NOT_PAY,
    summary="the goal is token cost, and the tuned model never pays back",
    why="When saving tokens is the reason, the saving must outweigh training, retraining and "
    "hosting. With cached prompts at their own price it often does not.",
    remedy="Keep the prompt and let the provider cache it, or choose a cheaper model.",
    needs=UNDECIDED,
    passes=(sample(COST, files=FILES, note="pays back after 1.8 months"),),
    fails=(
        sample({**COST, "economics.calls_per_month": 200_000}, files=FILES),
        sample({**COST, "economics.hosting_per_month": 2100}, files=FILES, note="hosting"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.economics is None or record.goal is None:
        return
    found = payback(record.economics)
    if record.goal.type == "token-cost" and found is not None and found.months is None:
        yield finding(RULE, never(found), at(record, "economics"))
