"""`economics` of a decision record: what a call costs by prompting and after tuning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class CallCost:
    """Tokens of one call and prices per million tokens."""

    input_tokens: Decimal | None = None
    cached_tokens: Decimal | None = None
    output_tokens: Decimal | None = None
    price_input: Decimal | None = None
    price_cached: Decimal | None = None
    price_output: Decimal | None = None

    @property
    def per_call(self) -> Decimal | None:
        """What one call costs, in the block's currency; None when a token count or price is
        missing. Cached tokens are part of `input_tokens` and cost `price_cached` instead.
        """
        if self.input_tokens is None or self.output_tokens is None:
            return None
        if self.price_input is None or self.price_output is None:
            return None
        cached = self.cached_tokens or Decimal(0)
        price_cached = self.price_input if self.price_cached is None else self.price_cached
        fresh = max(self.input_tokens - cached, Decimal(0))
        millionths = (
            fresh * self.price_input
            + cached * price_cached
            + self.output_tokens * self.price_output
        )
        return millionths / 1_000_000


@dataclass(frozen=True, slots=True)
class Economics:
    """`economics`: what prompting and the tuned model cost; money in `currency`."""

    currency: str | None = None
    price_source: str | None = None
    prices_as_of: date | None = None
    calls_per_month: Decimal | None = None
    few_shot: CallCost | None = None
    tuned: CallCost | None = None
    training_cost: Decimal | None = None
    experiments: Decimal | None = None
    retrains_per_year: Decimal | None = None
    labelling_cost: Decimal | None = None
    engineering_cost: Decimal | None = None
    evaluation_cost: Decimal | None = None
    hosting_per_month: Decimal | None = None
