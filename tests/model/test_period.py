"""Calendar durations against the standard calendar."""

from __future__ import annotations

import calendar
from datetime import date

import pytest

from ftpolicy.model.period import parse_period

YEARS = (1900, 1999, 2000, 2024, 2026, 2100)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("month", range(1, 13))
def test_the_last_day_of_a_month_is_kept(year: int, month: int) -> None:
    period = parse_period("P1M")
    assert period is not None
    before = date(year - 1, 12, 31) if month == 1 else date(year, month - 1, 28)
    last = calendar.monthrange(year, month)[1]
    assert period.after(before) == date(year, month, min(before.day, last))
    whole = parse_period(f"P{month}M")
    assert whole is not None
    assert whole.after(date(year - 1, 12, 31)) == date(year, month, last)


def test_the_end_of_time_is_the_end() -> None:
    period = parse_period("P900000M")
    assert period is not None
    assert period.after(date(2026, 1, 1)) == date.max


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "3M",
        "P3",
        "PM",
        "P3H",
        "P1D1M",
        "P1M1M",
        "P1.5M",
        "P1000000D",
        "PT1H",
        "P１M",
        "p3m",
    ],
)
def test_what_is_no_period(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [("P1Y2M", 14, 0), ("P2W3D", 0, 17), ("P999999D", 0, 999_999), ("P0D", 0, 0)],
)
def test_what_a_period_adds_up_to(text: str, months: int, days: int) -> None:
    period = parse_period(text)
    assert period is not None
    assert (period.months, period.days) == (months, days)


def test_days_past_the_end_of_time() -> None:
    period = parse_period("P999999D")
    assert period is not None
    assert period.after(date(9000, 1, 1)) == date.max
