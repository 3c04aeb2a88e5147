"""The scale of a metric: as the record has it, else that of shares."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ftpolicy.model.metric import Measure, measure_of
from tests.rules.cases import record

PART = "evaluation"


@pytest.mark.parametrize(
    ("kind", "scale", "target", "found"),
    [
        ("proportion", None, 0.85, (0.0, 1.0)),
        ("proportion", None, 1, (0.0, 1.0)),
        ("win-rate", None, 0.6, (0.0, 1.0)),
        ("proportion", None, 1.5, None),
        ("proportion", None, 85, None),
        ("mean", None, 0.85, None),
        ("mean", [1, 5], 4, (1.0, 5.0)),
        ("proportion", [0, 100], 85, (0.0, 100.0)),
        ("mean", [5, 1], 4, None),
        ("mean", [3, 3], 3, None),
        ("proportion", [1, 0], 0.85, (0.0, 1.0)),
    ],
)
def test_the_scale(
    kind: str, scale: list[int] | None, target: float, found: tuple[float, float] | None
) -> None:
    change = {f"{PART}.kind": kind, f"{PART}.target": target, f"{PART}.scale": scale or [0, 1]}
    changed = record(change, *([] if scale else [f"{PART}.scale"]))
    measure = measure_of(changed.evaluation)
    assert (measure.scale, measure.target) == (found, float(Decimal(str(target))))
    assert measure.is_share is (kind != "mean")


def test_a_share_without_a_target_is_one_of_one() -> None:
    bare = record({f"{PART}.kind": "proportion"}, f"{PART}.target", f"{PART}.scale")
    assert measure_of(bare.evaluation) == Measure((0.0, 1.0), True, None, True)
    assert measure_of(None) == Measure(None, False, None, None)


@pytest.mark.parametrize(
    ("scale", "score", "unit"),
    [((1.0, 5.0), 4.0, 0.75), ((0.0, 100.0), 85.0, 0.85), (None, 0.85, 0.85), ((-1, 1), 0, 0.5)],
)
def test_a_score_and_its_place_on_the_scale(
    scale: tuple[float, float] | None, score: float, unit: float
) -> None:
    measure = Measure(scale, False, None, True)
    assert measure.unit(score) == pytest.approx(unit)
    assert measure.score(unit) == pytest.approx(score)
