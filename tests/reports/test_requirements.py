"""What the five rows of a decision say for records that state little, much or oddly."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ftpolicy.model.costs import CallCost, Economics
from ftpolicy.model.evidence import Evidence, Level, Measured, Standing
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.record_parts import Baseline, Dataset, Evaluation, Goal, Retraining, Source
from ftpolicy.report.requirements import Row, rows
from tests.reports.rich import FINDINGS, RICH, decision


def told(
    changed: dict[str, object],
    place: int,
    findings: tuple[Finding, ...] = (),
    evidence: Evidence | None = None,
    touched: bool = True,
) -> Row:
    record = replace(decision(), **changed)
    case = replace(RICH.cases[0].case, record=record, evidence=evidence, touched=touched)
    judged = replace(RICH.cases[0], case=case)
    return rows(replace(RICH, cases=(judged,), findings=findings), 0, record)[place]


@pytest.mark.parametrize(
    ("place", "changed", "claimed"),
    [
        (0, {"few_shot_baselines": (Baseline(),)}, "`a model without name` has no score"),
        (
            0,
            {"few_shot_baselines": (Baseline(model="m", examples_in_prompt=1),)},
            "`m` has no score (1 example in the prompt)",
        ),
        (
            0,
            {"few_shot_baselines": (Baseline(model="m", variations_tried=1),) * 6},
            "; ".join(["`m` has no score (1 variation)"] * 3 + ["3 more"]),
        ),
        (1, {"dataset": Dataset(tokens=5_000)}, "5000 tokens"),
        (1, {"dataset": Dataset()}, "nothing"),
        (2, {"goal": Goal("tone")}, "`tone`"),
        (2, {"goal": Goal()}, "`no type`"),
        (3, {"evaluation": Evaluation()}, "`no metric`"),
        (
            3,
            {"evaluation": Evaluation("loss", higher_is_better=False, target=Decimal("0.2"))},
            "`loss`; target `0.2` or less",
        ),
        (
            3,
            {"evaluation": Evaluation("m", target=Decimal(1), test_set=Source(path="t"))},
            "`m`; target `1`",
        ),
        (4, {"retraining": Retraining(triggers=("a", "b"))}, "2 triggers"),
        (4, {"retraining": Retraining()}, "nothing"),
        (5, {"economics": Economics(few_shot=CallCost(), currency="EUR")}, "in `EUR`"),
        (5, {"economics": Economics()}, "nothing"),
    ],
    ids=lambda value: None if isinstance(value, dict) else str(value)[:30],
)
def test_claims_in_words(place: int, changed: dict[str, object], claimed: str) -> None:
    assert told(changed, place).claimed == claimed


def test_without_economics_there_are_five_rows() -> None:
    record = replace(decision(), economics=None)
    judged = replace(RICH.cases[0], case=replace(RICH.cases[0].case, record=record))
    titles = [row.title[0] for row in rows(replace(RICH, cases=(judged,)), 0, record)]
    assert titles == ["1", "2", "3", "4", "5"]


def _measured(*standings: Standing) -> Evidence:
    claims = (Measured("dataset.examples", "1", "1", Level.COUNTED, each) for each in standings)
    return Evidence(claims=tuple(claims))


@pytest.mark.parametrize(
    ("findings", "evidence", "touched", "standing"),
    [
        ((), None, True, "➖ as claimed"),
        ((), None, False, "➖ unchanged, not judged again"),
        ((), _measured(Standing.SUPPORTED), True, "✅ supported"),
        ((), _measured(Standing.SUPPORTED, Standing.NOT_COMPUTABLE), True, "➖ not computable"),
        ((), _measured(Standing.NOT_COMPUTABLE, Standing.INCONCLUSIVE), True, "❔ inconclusive"),
        ((), _measured(Standing.INCONCLUSIVE, Standing.CONTRADICTED), True, "❌ contradicted"),
        ((Severity.ERROR,), _measured(Standing.SUPPORTED), True, "❌ FT203"),
        ((Severity.WARNING,), None, True, "⚠️ FT203"),
        ((Severity.NOTE,), None, True, "➖ as claimed"),
        ((Severity.ERROR, Severity.WARNING), None, True, "❌ FT203, ⚠️ FT203"),
    ],
    ids=[
        "unmeasured",
        "untouched",
        "supported",
        "not computable",
        "inconclusive",
        "contradicted",
        "error",
        "warning",
        "note",
        "both",
    ],
)
def test_standing(
    findings: tuple[Severity, ...], evidence: Evidence | None, touched: bool, standing: str
) -> None:
    raised = tuple(replace(FINDINGS[3], severity=each, waived=None) for each in findings)
    assert told({}, 1, raised, evidence, touched).standing == standing


def test_a_waived_finding_is_no_pass_in_silence() -> None:
    assert told({}, 1, (FINDINGS[3],)).standing == "➖ waived: FT203"


def test_many_measurements_end_in_a_count() -> None:
    evidence = _measured(*[Standing.SUPPORTED] * 6)
    row = told({}, 1, evidence=evidence)
    assert row.measured == ", ".join(["`examples` `1`"] * 3 + ["3 more below"])
