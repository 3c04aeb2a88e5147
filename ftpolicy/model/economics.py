"""What tuning costs and saves: price of a call, payback, calls to break even; no price built in."""

from __future__ import annotations

from decimal import Decimal

from ftpolicy.model.costs import Economics
from ftpolicy.model.values import dataclass

_MONTHS = 12
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payback:
    """An `economics` block worked out; money in its currency.

    once = training x experiments + labelling + engineering + evaluation
    monthly = hosting + retrains per month x (training + labelling + evaluation)
    """

    per_call_prompted: Decimal
    per_call_tuned: Decimal
    calls_per_month: Decimal
    once: Decimal
    monthly: Decimal  # what keeping the tuned model costs

    @property
    def saved_per_call(self) -> Decimal:
        """Negative when a tuned call is the dearer one."""
        return self.per_call_prompted - self.per_call_tuned

    @property
    def saved_per_month(self) -> Decimal:
        """What is left of the saving after hosting and retraining."""
        return self.calls_per_month * self.saved_per_call - self.monthly

    @property
    def months(self) -> Decimal | None:
        """Until the first cost is earned back; None for never."""
        return self.once / self.saved_per_month if self.saved_per_month > 0 else None

    @property
    def break_even_calls(self) -> Decimal | None:
        """Calls a month that pay for hosting and retraining; None when no number does."""
        return self.monthly / self.saved_per_call if self.saved_per_call > 0 else None


def payback(economics: Economics) -> Payback | None:
    """The block worked out; None while a price, a token count, the calls or the training cost are
    missing. Cached tokens count at their own price, other costs that are not written as nothing.
    """
    if economics.few_shot is None or economics.tuned is None:
        return None
    prompted, tuned = economics.few_shot.per_call, economics.tuned.per_call
    calls, training = economics.calls_per_month, economics.training_cost
    if prompted is None or tuned is None or calls is None or training is None:
        return None
    labelling = economics.labelling_cost or _NONE
    evaluation = economics.evaluation_cost or _NONE
    experiments = Decimal(1) if economics.experiments is None else economics.experiments
    retrains = (economics.retrains_per_year or _NONE) / _MONTHS
    return Payback(
        per_call_prompted=prompted,
        per_call_tuned=tuned,
        calls_per_month=calls,
        once=training * experiments
        + labelling
        + (economics.engineering_cost or _NONE)
        + evaluation,
        monthly=(economics.hosting_per_month or _NONE)
        + retrains * (training + labelling + evaluation),
    )
