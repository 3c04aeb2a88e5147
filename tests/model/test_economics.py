"""What a record's economics come to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ftpolicy.model.costs import CallCost, Economics
from ftpolicy.model.economics import payback
from tests.rules.cases import record

HONEST = record().economics
assert HONEST is not None


def test_the_record_of_the_contract_pays_back_in_under_two_months() -> None:
    found = payback(HONEST)
    assert found is not None
    assert found.per_call_prompted == Decimal("0.005175")
    assert found.per_call_tuned == Decimal("0.0040125")
    assert found.once == 3600
    assert found.monthly == 300
    assert found.saved_per_month == 2025
    assert found.months is not None
    assert round(found.months, 2) == Decimal("1.78")
    assert found.break_even_calls is not None
    assert round(found.break_even_calls) == 258065


def _calls(cached_price: str) -> Economics:
    """A million calls of 2,200 input tokens, 1,800 of them cached, against 400 at 1.5 the price."""
    number = Decimal
    prompted = CallCost(
        number(2200), number(1800), number(200), number(1), number(cached_price), number(4)
    )
    tuned = CallCost(number(400), number(0), number(200), number("1.5"), number("0.15"), number(6))
    return Economics(
        calls_per_month=number(1_000_000),
        few_shot=prompted,
        tuned=tuned,
        training_cost=number(1000),
        experiments=number(2),
    )


def test_caching_decides() -> None:
    full, cached = payback(_calls("1")), payback(_calls("0.1"))
    assert full is not None
    assert cached is not None
    assert full.saved_per_call == Decimal("0.0012")
    assert round(full.months or 0, 2) == Decimal("1.67")
    assert cached.saved_per_call < 0
    assert cached.months is None
    assert cached.break_even_calls is None


@pytest.mark.parametrize(
    "change",
    [
        {"few_shot": None},
        {"tuned": CallCost()},
        {"calls_per_month": None},
        {"training_cost": None},
    ],
    ids=["no prompted call", "no prices", "no calls", "no training cost"],
)
def test_what_is_missing_leaves_it_open(change: dict[str, object]) -> None:
    assert payback(replace(HONEST, **change)) is None


def test_costs_that_are_not_written_are_none() -> None:
    bare = replace(
        HONEST,
        experiments=None,
        retrains_per_year=None,
        labelling_cost=None,
        engineering_cost=None,
        evaluation_cost=None,
        hosting_per_month=None,
    )
    found = payback(bare)
    assert found is not None
    assert (found.once, found.monthly) == (900, 0)


def test_every_cost_counts() -> None:
    more = replace(
        HONEST,
        labelling_cost=Decimal(600),
        engineering_cost=Decimal(5000),
        evaluation_cost=Decimal(300),
        hosting_per_month=Decimal(50),
    )
    found = payback(more)
    assert found is not None
    assert found.once == 3600 + 600 + 5000 + 300
    assert found.monthly == 50 + Decimal(4) / 12 * (900 + 600 + 300)
