"""Rules that weigh a claim against what was measured: findings that need more than a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import (
    Count,
    DataEvidence,
    EvalRun,
    Evidence,
    Level,
    Measured,
    ResultFile,
    Row,
    ScoreEvidence,
    Standing,
)
from ftpolicy.rules.measured import Bound, printed_bound
from tests.rules.cases import check, detection, messages, record

BASE = "few_shot_baselines.0"
TUNED = "evaluation.tuned_results"
PATH = "evals/r.json"


def _best(score: float, items: int | None = 300) -> EvalRun:
    return EvalRun(PATH, "promptfoo", "rubric_pass_rate", score, items=items)


def _score(best: EvalRun | None = None, field: str = BASE, **more: object) -> ScoreEvidence:
    file = ResultFile(PATH, "promptfoo", runs=(best,) if best else ())
    found = ScoreEvidence(field, Level.READ if best else Level.DECLARED, (file,), best)
    return replace(found, **more)


def _case(
    change: Mapping[str, object] | None = None,
    *found: ScoreEvidence,
    drop: tuple[str, ...] = (),
    **more: object,
) -> Case:
    baselines = tuple(each for each in found if not each.field.startswith(TUNED))
    tuned = tuple(each for each in found if each.field.startswith(TUNED))
    evidence = replace(Evidence(baselines=baselines, tuned=tuned), **more)
    return Case(record(change, *drop), (detection(),), evidence=evidence)


def _claims_only(change: Mapping[str, object] | None = None, *drop: str) -> Case:
    return Case(record(change, *drop), (detection(),))


@pytest.mark.parametrize(
    ("claimed", "measured", "message"),
    [
        (0.80, 0.86, "scores `0.86` in `evals/r.json` and meets the target `0.85`"),
        (0.86, 0.80, "scores `0.86` and meets the target `0.85`"),
        (0.80, 0.846, "scores `0.85` in `evals/r.json` and meets the target `0.85`"),
        (0.80, 0.844, None),
    ],
    ids=["measured", "claimed", "at the printed precision", "neither"],
)
def test_the_better_prompted_score_counts(
    claimed: float, measured: float, message: str | None
) -> None:
    found = check("FT104", _case({f"{BASE}.score": claimed}, _score(_best(measured))))
    subject = "the baseline of `gpt-4o-2024-08-06`"
    assert messages(found) == ([f"{subject} {message} without fine-tuning"] if message else [])


def test_a_score_that_is_only_measured_is_judged() -> None:
    case = _case(None, _score(_best(0.9)), drop=(f"{BASE}.score",))
    assert messages(check("FT104", case)) == [
        (
            "the baseline of `gpt-4o-2024-08-06` scores `0.90` in `evals/r.json` and meets the "
            "target `0.85` without fine-tuning"
        )
    ]


def test_the_confirmed_measurement_replaces_the_other() -> None:
    again = {"score": 0.8, "test_examples": 300, "results": [PATH]}
    first = _score(_best(0.9))
    second = _score(_best(0.8), field=f"{BASE}.confirmed")
    assert check("FT104", _case({f"{BASE}.confirmed": again}, first, second)) == []


def test_a_shortfall_within_the_noise_by_the_claim() -> None:
    change = {f"{BASE}.score": 0.78, f"{BASE}.test_examples": 50}
    (found,) = check("FT105", _claims_only(change))
    assert found.message == (
        "the baseline of `gpt-4o-2024-08-06` scores `0.78` on `50` items, upper bound `0.86`, "
        "target `0.85`: not shown to fall short; about `91` items would tell"
    )
    assert found.location == record(change).places.of(f"{BASE}.score")


@pytest.mark.parametrize(
    "drop",
    [(f"{BASE}.test_examples",), ("evaluation.kind",)],
    ids=["without items", "without a kind"],
)
def test_claims_that_do_not_suffice_for_a_bound(drop: tuple[str, ...]) -> None:
    assert check("FT105", _claims_only({f"{BASE}.score": 0.84}, *drop)) == []


def test_measured_bounds_replace_claimed_ones() -> None:
    change = {f"{BASE}.score": 0.78, f"{BASE}.test_examples": 50}
    sure = _score(_best(0.78), lower=0.76, upper=0.80)
    assert check("FT105", _case(change, sure)) == []
    unsure = _score(_best(0.78, 40), lower=0.6, upper=0.9, items_needed=91)
    assert messages(check("FT105", _case(change, unsure))) == [
        (
            "the baseline of `gpt-4o-2024-08-06` scores `0.78` on `40` items, upper bound `0.90`, "
            "target `0.85`: not shown to fall short; about `91` items would tell"
        )
    ]
    unknown = _score(_best(0.78, None))
    assert check("FT105", _case(change, unknown)) == []


def test_an_error_rate_has_its_bound_below() -> None:
    change = {
        "evaluation.higher_is_better": False,
        "evaluation.target": 0.2,
        f"{BASE}.score": 0.25,
        f"{BASE}.test_examples": 60,
    }
    assert messages(check("FT105", _claims_only(change))) == [
        (
            "the baseline of `gpt-4o-2024-08-06` scores `0.25` on `60` items, lower bound `0.17`, "
            "target `0.2`: not shown to fall short; about `200` items would tell"
        )
    ]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("upper", 0.7511, "0.75"),
        ("upper", 0.8496, "0.84"),
        ("upper", 0.8502, "0.85"),
        ("lower", 0.8462, "0.84"),
        ("lower", 0.8349, "0.83"),
    ],
)
def test_a_bound_is_printed_on_its_side(name: str, value: float, shown: str) -> None:
    assert printed_bound(Bound(name, Decimal(str(value)), None), Decimal("0.85")) == shown


def test_results_that_only_lack_an_extra_are_results() -> None:
    needs = ResultFile(PATH, "Inspect", fault="its entries are compressed", extra="zstd")
    broken = replace(needs, extra="", fault="the run did not end well")
    found = ScoreEvidence(BASE, Level.DECLARED, (needs,))
    assert check("FT106", _case(None, found)) == []
    assert messages(check("FT106", _case(None, replace(found, files=(broken,))))) == [
        (
            "the baseline of `gpt-4o-2024-08-06` is backed by no result file that can be read "
            "(`evals/r.json`: the run did not end well)"
        )
    ]
    one_of_two = (broken, ResultFile("b.json", "promptfoo", runs=(_best(0.7),)))
    assert check("FT106", _case(None, replace(found, files=one_of_two))) == []


def test_a_claim_that_was_not_computable_is_no_difference() -> None:
    claims = tuple(
        Measured(f"{BASE}.{name}", "5", "4", Level.READ, standing, PATH)
        for name, standing in [
            ("score", Standing.NOT_COMPUTABLE),
            ("test_examples", Standing.SUPPORTED),
            ("variations_tried", Standing.INCONCLUSIVE),
            ("shortfall", Standing.CONTRADICTED),
        ]
    )
    other = Measured("dataset.examples", "5", "4", Level.COUNTED, Standing.CONTRADICTED, PATH)
    assert check("FT107", _case(None, claims=(*claims, other))) == []
    assert check("FT107", _claims_only()) == []


def test_a_wrong_row_of_a_shared_file_is_said_once() -> None:
    file = ResultFile(PATH, "variations table", row_faults=(Row(PATH, 3, "its score is none"),))
    found = [ScoreEvidence(field, Level.DECLARED, (file,)) for field in (BASE, f"{BASE}.confirmed")]
    assert messages(check("FT107", _case(None, *found))) == [
        "line `3` of `evals/r.json` cannot be right: its score is none"
    ]


@pytest.mark.parametrize(
    ("code", "name", "message"),
    [
        ("FT102", "examples_in_prompt", "has `2` examples in the prompt by its results"),
        ("FT103", "variations", "rests on `2` prompt variations by its results"),
    ],
)
def test_fewer_by_the_results(code: str, name: str, message: str) -> None:
    (found,) = check(code, _case(None, _score(_best(0.71), **{name: 2})))
    assert f"`gpt-4o-2024-08-06` {message}" in found.message
    assert check(code, _case(None, _score(_best(0.71), **{name: 40}))) == []


def test_a_counted_test_set_counts() -> None:
    counted = DataEvidence("t.jsonl", Level.COUNTED, count=Count(rows=92, bad=3, distinct=80))
    (found,) = check("FT404", _case(test_set=counted))
    assert found.message == "the test set has `89` test examples, the policy asks for `100`"
    assert check("FT404", _case(test_set=DataEvidence("t", Level.REMOTE))) == []


def _tuned(score: float, **more: object) -> dict[str, object]:
    return {TUNED: [{"score": score, "test_examples": 300, **more}]}


def test_the_worse_tuned_score_counts() -> None:
    measured = _score(_best(0.82), field=f"{TUNED}.0")
    assert messages(check("FT406", _case(_tuned(0.9), measured))) == [
        "the tuned model scores `0.82` in `evals/r.json` and misses the target `0.85`"
    ]
    assert messages(check("FT406", _case(_tuned(0.82), replace(measured, best=_best(0.9))))) == [
        "the tuned model scores `0.82` and misses the target `0.85`"
    ]


def test_a_tuned_error_rate() -> None:
    lower = {"evaluation.higher_is_better": False, "evaluation.target": 0.1, f"{BASE}.score": 0.12}
    assert check("FT406", _claims_only({**lower, **_tuned(0.05)})) == []
    assert messages(check("FT406", _claims_only({**lower, **_tuned(0.12)}))) == [
        "the tuned model scores `0.12` and misses the target `0.1`",
        "the tuned model scores `0.12` and does not beat prompting, `0.12`",
    ]


def test_only_a_ceiling_measures_a_constraint_goal() -> None:
    latency = {"goal.type": "latency", **_tuned(0.86)}
    assert check("FT406", _claims_only(latency)) == []
    ceiling = {"role": "ceiling", "model": "big", "score": 0.9}
    change = {**latency, "few_shot_baselines.1": ceiling}
    assert messages(check("FT406", _claims_only(change))) == [
        "the tuned model scores `0.86`, short of the ceiling `0.9` by more than the margin `0`"
    ]


def test_guards_are_measured_by_their_floors() -> None:
    guards = [
        {"metric": "refusal_accuracy", "score": 0.96},
        {"metric": "refusal_accuracy", "score": 0.97},
        {"metric": "unknown", "score": 0.1},
    ]
    assert messages(check("FT406", _claims_only(_tuned(0.95, guards=guards)))) == [
        "the tuned model breaks the guard `refusal_accuracy`: `0.96` is under the floor `0.97`"
    ]


def test_a_gain_within_the_noise_item_by_item() -> None:
    found = _score(
        _best(0.9, 100),
        field=f"{TUNED}.0",
        lower=0.86,
        upper=0.95,
        p_better=0.21,
        paired=True,
        items_to_tell=391,
    )
    assert messages(check("FT407", _case({**_tuned(0.9), f"{BASE}.score": 0.84}, found))) == [
        (
            "the tuned model scores `0.9` and prompting `0.84` on `100` items: the difference is "
            "chance with p `0.21`, item by item; about `391` items would tell"
        )
    ]


def test_a_constraint_goal_within_the_noise() -> None:
    ceiling = {"role": "ceiling", "model": "big", "score": 0.9}
    change = {"goal.type": "latency", "few_shot_baselines.1": ceiling, **_tuned(0.91)}
    assert messages(check("FT407", _claims_only(change))) == [
        (
            "the tuned model scores `0.91` on `300` items, lower bound `0.88`, ceiling less the "
            "margin `0.9`: not shown to reach it"
        )
    ]


@pytest.mark.parametrize(
    "change",
    [
        _tuned(0.8),
        {TUNED: [{"model": "t"}]},
        {TUNED: [{"score": 0.99}]},
        {**_tuned(0.95), "evaluation.kind": "mean"},
    ],
    ids=["it misses", "no score", "no items", "a mean"],
)
def test_no_word_of_noise(change: dict[str, object]) -> None:
    assert check("FT407", _claims_only(change)) == []


def test_a_payback_without_a_block_or_a_goal() -> None:
    for code in ("FT601", "FT602", "FT603"):
        assert check(code, _claims_only(None, "economics")) == []
    never = {"economics.calls_per_month": 200_000}
    (found,) = check("FT601", _claims_only(never, "goal"))
    assert found.message == (
        "the tuned model never pays back: it saves `232.50` a month and costs `300.00` to keep; "
        "it would take more than `258065` calls a month"
    )
    dear = {"goal.type": "token-cost", "economics.few_shot.price_output": 1}
    (error,) = check("FT602", _claims_only(dear))
    assert error.message == (
        "the tuned model never pays back: a call costs `0.0040125`, with the prompt `0.003555`"
    )
    assert check("FT601", _claims_only(dear)) == []


def test_old_prices_are_due() -> None:
    (found,) = check("FT603", _claims_only({"economics.prices_as_of": "2026-05-25"}))
    assert found.due
    assert check("FT603", _claims_only(None, "economics.prices_as_of")) == []
