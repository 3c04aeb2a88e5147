"""The charts of an audit's page: what each bar counts, where it stands, what it leads to."""

from __future__ import annotations

from collections import Counter

import pytest

from ftpolicy.audit.formats.html_charts import charts
from ftpolicy.audit.totals import Totals
from ftpolicy.model.audit import Decided
from ftpolicy.report.html_report.charts import Bar, Chart, drawn

TODAY = "2026-11-22"


def decided(name: str, status: str = "accepted", **more: object) -> tuple[str, Decided]:
    return "acme/app", Decided(f"{name}.yaml", 1, name, name, status, "@dana", **more)  # type: ignore[arg-type]


def chart(name: str, *records: tuple[str, Decided], totals: Totals | None = None) -> Chart:
    return next(one for one in charts(totals or Totals(), records, TODAY) if one.id == name)


def test_the_least_data_for_what_is_asked_comes_first() -> None:
    bars = chart(
        "data-chart",
        decided("ample", examples=5000, least_examples=100),
        decided("short", examples=90, least_examples=100),
        decided("gone", "retired", examples=1, least_examples=100),
        decided("unknown", least_examples=100),
        decided("unasked", examples=7),
        decided("empty", examples=0, least_examples=100),
    ).bars
    assert [(one.label, one.shown, one.mark, one.limit) for one in bars] == [
        ("empty", "0", "error", 100),
        ("short", "90", "error", 100),
        ("ample", "5,000", "", 100),
    ]
    assert bars[1].href == "#records?repository=acme%2Fapp&record=short"


def test_reviews_by_month_and_the_ones_that_are_past_in_red() -> None:
    bars = chart(
        "reviews-chart",
        decided("a", next_review="2026-10-31"),
        decided("b", next_review="2026-11-30"),
        decided("c", next_review="2027-02-01"),
        decided("d", next_review="2027-02-28"),
        decided("e", "superseded", next_review="2026-09-01"),
        decided("f"),
    ).bars
    assert [(one.label, one.shown, one.mark) for one in bars] == [
        ("2026-10", "1", "error"),
        ("2026-11", "1", ""),
        ("2026-12", "", ""),
        ("2027-01", "", ""),
        ("2027-02", "2", ""),
    ]


def test_reviews_long_past_or_far_ahead_are_left_out() -> None:
    far = [decided("old", next_review="2020-01-01"), decided("far", next_review="2099-01-01")]
    bars = chart("reviews-chart", *far).bars
    assert (len(bars), bars[0].label, bars[-1].label) == (18, "2026-05", "2027-10")
    assert chart("reviews-chart").bars == ()


def test_only_the_most_frequent_are_drawn() -> None:
    totals = Totals(frameworks=Counter({f"f{n:02}": n for n in range(1, 20)}))
    found = chart("frameworks-chart", totals=totals)
    assert [one.label for one in found.bars][:2] == ["f19", "f18"]
    assert len(found.bars) == 12
    assert found.about.endswith("The 12 most frequent of 19.")


@pytest.mark.parametrize("log", [True, False])
def test_bars_and_their_marks_stay_within_the_drawing(log: bool) -> None:
    bars = tuple(
        Bar(name, value, str(value), "#x", limit=limit)
        for name, value, limit in (("a", 0, 100), ("b", 98, 100), ("c", 5000, 0))
    )
    found = drawn(Chart("x", "X", "", bars, log=log))
    assert [one.y for one in found.parts] == sorted({one.y for one in found.parts})
    assert all(one.width >= 1 for one in found.parts)
    assert all(one.x + one.width <= found.width for one in found.parts)
    near = found.parts[1]
    assert near.limit is not None
    assert near.value_x > near.limit  # the number stands behind the mark, not on it
    assert found.parts[2].limit is None


def test_months_stand_side_by_side_under_their_year() -> None:
    bars = tuple(
        Bar(month, count, str(count), "#x")
        for month, count in (("2026-11", 2), ("2026-12", 0), ("2027-01", 4))
    )
    found = drawn(Chart("x", "X", "", bars, kind="months"))
    assert [one.year for one in found.parts] == ["2026", "", "2027"]
    assert [one.height for one in found.parts] == [49.0, 0.0, 98.0]
    assert [one.y + one.height for one in found.parts] == [114.0] * 3


def test_a_chart_of_nothing_is_drawn() -> None:
    for kind in ("bars", "months"):
        assert drawn(Chart("x", "X", "", (), kind=kind)).parts == ()
