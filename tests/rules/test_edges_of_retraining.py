"""Borders of the rules about retraining, payback, waivers and the gate itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict, Waiver
from ftpolicy.model.run import GateEdit, Run, WaiverFault, WaiverUse
from ftpolicy.model.source import Location
from tests.rules.cases import check, check_run, detection, messages, record

PROMPTED = {"input_tokens": 1000, "output_tokens": 100, "price_input": 2, "price_output": 10}
TUNED = {**PROMPTED, "input_tokens": 500}
MONEY = {
    "economics": {
        "few_shot": PROMPTED,
        "tuned": TUNED,
        "calls_per_month": 100_000,
        "training_cost": 1200,
    }
}
WAIVER = Waiver("FT203", ("configs/**",), "", "", "2026-11-21", Location(".ftpolicy.yaml", 3))
SILENCED = Finding("FT203", "", Severity.NOTE, "m", "r", Location("a.yaml"), Verdict.COLLECT_DATA)
LATE = "the tuned model pays back after `12.1` months, the policy allows `12`"


def _case(change: Mapping[str, object]) -> Case:
    return Case(record({**MONEY, **change}), (detection(),))


@pytest.mark.parametrize(("training", "told"), [(1200, []), (1201, [LATE])])
def test_a_payback_at_the_last_month_is_in_time(training: int, told: list[str]) -> None:
    assert messages(check("FT601", _case({"economics.training_cost": training}))) == told


def test_a_tuned_call_at_the_same_price_never_pays_back() -> None:
    assert messages(check("FT601", _case({"economics.tuned": PROMPTED}))) == [
        "the tuned model never pays back: a call costs `0.003`, with the prompt `0.003`"
    ]


def test_a_model_that_nobody_calls_never_pays_back() -> None:
    assert messages(check("FT601", _case({"economics.calls_per_month": 0}))) == [
        (
            "the tuned model never pays back: it saves `0.00` a month and costs `0.00` to keep; it "
            "would take more than `0` calls a month"
        )
    ]


def _used(fault: WaiverFault, finding: Finding | None = SILENCED) -> WaiverUse:
    return WaiverUse(WAIVER, fault, finding)


USES = (
    _used(WaiverFault.UNUSED, None),
    _used(WaiverFault.UNUSED),
    _used(WaiverFault.EXPIRED, None),
    _used(WaiverFault.INCOMPLETE, None),
    _used(WaiverFault.TOO_LONG, None),
    _used(WaiverFault.EXPIRED),
    _used(WaiverFault.INCOMPLETE),
    _used(WaiverFault.TOO_LONG),
)


def test_each_fault_of_a_waiver_has_one_rule() -> None:
    run = Run(waiver_uses=USES)
    (expired,) = check_run("FT901", run)
    assert expired.message == "the waiver of `FT203` for `a.yaml` expired on `2026-11-21`"
    assert expired.due
    assert messages(check_run("FT902", run)) == [
        "the waiver of `FT203` for `a.yaml` is incomplete, so it silences nothing",
        "the waiver of `FT203` for `a.yaml` runs until `2026-11-21`",
    ]


def test_a_policy_that_cannot_be_read_does_not_end_the_look_at_other_edits() -> None:
    edits = (
        GateEdit(".ftpolicy.yaml", "policy", "line 3 is no YAML"),
        GateEdit(".github/CODEOWNERS", "CODEOWNERS"),
    )
    assert messages(check_run("FT903", Run(gate_edits=edits))) == [
        "the policy that this change brings cannot be read: line 3 is no YAML",
        "this change edits the gate (CODEOWNERS); it is judged by the policy of its base",
    ]
