"""FT601: the tuned model pays back late, or never."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from ftpolicy.model.case import Case
from ftpolicy.model.economics import Payback, payback
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT601",
    severity=Severity.WARNING,
    summary="the tuned model pays back later than the policy allows, or never",
    why="Training, labelling and hosting are paid at once and again with every retraining; the "
    "saving comes call by call. A payback beyond the life of a base model never comes.",
    remedy="Check `economics`: prices, cached tokens and calls per month. If the numbers hold, "
    "keep the prompt, or say in `goal` what is worth the money.",
    needs=UNDECIDED,
    settings=("limits.max_payback_months",),
    passes=(
        sample(note="pays back after 1.8 months"),
        sample({"economics.calls_per_month": 200_000}, "economics.training_cost", note="unknown"),
    ),
    fails=(
        sample({"economics.calls_per_month": 500_000}, note="12.8 months"),
        sample({"economics.calls_per_month": 200_000}, note="never: retraining eats the saving"),
        sample(policy="limits: {max_payback_months: 1}\n"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.economics is None:
        return
    found = payback(record.economics)
    if found is None:
        return
    most = min(asked.limits_for(profile).max_payback_months for profile in case.profiles)
    if found.months is None:
        if record.goal is None or record.goal.type != "token-cost":  # that one is FT602
            yield finding(RULE, never(found), at(record, "economics"))
    elif found.months > most:
        months = found.months.quantize(Decimal("0.1"), ROUND_CEILING)
        yield finding(
            RULE,
            f"the tuned model pays back after `{months}` months, the policy allows `{most}`",
            at(record, "economics"),
        )


def never(found: Payback) -> str:
    """Why the tuned model never pays back."""
    if found.saved_per_call <= 0:
        return (
            f"the tuned model never pays back: a call costs `{_money(found.per_call_tuned)}`, with "
            f"the prompt `{_money(found.per_call_prompted)}`"
        )
    saved = found.calls_per_month * found.saved_per_call
    needed = (found.break_even_calls or Decimal(0)).quantize(Decimal(1), ROUND_CEILING)
    return (
        f"the tuned model never pays back: it saves `{saved:.2f}` a month and costs "
        f"`{found.monthly:.2f}` to keep; it would take more than `{needed}` calls a month"
    )


def _money(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
