"""Borders of the rules about metrics, test sets and tuned models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import EvalRun, Evidence, Level, ScoreEvidence
from tests.rules.cases import check, detection, messages, record

TUNED = "evaluation.tuned_results.0"
SCORE = "few_shot_baselines.0.score"


@pytest.mark.parametrize(
    ("scale", "score", "fits"),
    [
        ([0, 1], 0, True),
        ([0, 1], 1, True),
        ([0, 1], -0.01, False),
        ([0, 1], 1.01, False),
    ],
)
def test_the_ends_of_the_scale_are_on_it(scale: list[float], score: float, fits: bool) -> None:
    found = record({"evaluation.scale": scale, SCORE: score})
    told = f"the score of the baseline of `gpt-4o-2024-08-06` is `{score}`, outside the scale"
    assert messages(check("FT403", Case(found, (detection(),)))) == (
        [] if fits else [f"{told} `{scale[0]}` to `{scale[1]}`"]
    )


@pytest.mark.parametrize(("low", "high"), [(1, 1), (1, 0)])
def test_a_scale_whose_ends_are_one_has_no_room(low: int, high: int) -> None:
    found = record({"evaluation.scale": [low, high]})
    assert messages(check("FT403", Case(found, (detection(),)))) == [
        f"the scale `{low}` to `{high}` has no room between its ends"
    ]


@pytest.mark.parametrize(
    ("score", "target", "fits"),
    [
        (0.01, 85, False),
        (1, 85, False),
        (1.5, 85, True),
        (0, 85, True),
        (-0.5, 85, True),
        (0.5, 9.5, True),
        (0.5, 10, True),
        (0.5, 10.5, False),
        (85, 0.9, False),
    ],
)
def test_a_share_beside_a_percentage(score: float, target: float, fits: bool) -> None:
    change: Mapping[str, object] = {SCORE: score, "evaluation.target": target}
    told = (
        f"the score of the baseline of `gpt-4o-2024-08-06` is `{score}` and the target is "
        f"`{target}`: they are not on one scale"
    )
    case = Case(record(change, "evaluation.scale"), (detection(),))
    assert messages(check("FT403", case)) == ([] if fits else [told])


def _tuned(
    score: float, change: Mapping[str, object] | None = None, items: int = 300, **found: float
) -> Case:
    """A tuned model's score, claimed and measured; beside it the honest baseline's, changed."""
    result = {"score": score, "test_examples": items}
    best = EvalRun("evals/t.json", "promptfoo", "rubric_pass_rate", score, items=items)
    read = replace(ScoreEvidence(TUNED, Level.READ, best=best), **found)
    evidence = Evidence(tuned=(read,)) if found else None
    changed = record({"evaluation.tuned_results": [result], **(change or {})})
    return Case(changed, (detection(),), evidence=evidence)


@pytest.mark.parametrize(
    ("target", "higher", "bounds", "shown"),
    [
        (0.75, True, (0.75, 0.95), None),
        (0.7, True, (0.7, 0.95), None),
        (0.81, False, (0.7, 0.81), None),
        (0.75, True, (0.74, 0.95), "lower bound `0.74`, target `0.75`"),
        (0.875, False, (0.7, 0.875), None),
        (0.875, False, (0.7, 0.876), "upper bound `0.876`, target `0.875`"),
    ],
)
def test_a_bound_that_is_the_target_shows_that_it_is_reached(
    target: float, higher: bool, bounds: tuple[float, float], shown: str | None
) -> None:
    change = {
        "evaluation.target": target,
        "evaluation.higher_is_better": higher,
        SCORE: 0.5 if higher else 0.99,
    }
    case = _tuned(0.8, change, lower=bounds[0], upper=bounds[1], p_better=0.01)
    told = f"the tuned model scores `0.8` on `300` items, {shown}: not shown to reach it"
    assert messages(check("FT407", case)) == ([told] if shown else [])


@pytest.mark.parametrize(("p", "chance"), [(0.05, True), (0.049, False)])
def test_five_in_a_hundred_is_chance(p: float, chance: bool) -> None:
    case = _tuned(0.9, lower=0.87, upper=0.93, p_better=p)
    told = (
        "the tuned model scores `0.9` and prompting `0.71` on `300` items: the difference is "
        "chance with p `0.05`, on separate items"
    )
    assert messages(check("FT407", case)) == ([told] if chance else [])


@pytest.mark.parametrize(
    ("tuned", "prompted", "higher"),
    [(1, 0.98, True), (0, 0.02, False), (0.02, 0, True), (0.98, 1, False)],
)
def test_a_score_at_an_end_of_the_scale_may_be_chance(
    tuned: float, prompted: float, higher: bool
) -> None:
    change = {
        SCORE: prompted,
        "few_shot_baselines.0.test_examples": 50,
        "evaluation.higher_is_better": higher,
        "evaluation.target": 0.5,
    }
    case = _tuned(tuned, change, items=50)
    told = (
        f"the tuned model scores `{tuned}` and prompting `{prompted}` on `50` items: the "
        "difference is chance with p `0.31`, on separate items; about `391` items would tell"
    )
    assert told in messages(check("FT407", case))


CHANCE = (
    "the tuned model scores `0.87` and prompting `0.84` on `300` items: the difference is chance "
    "with p `0.30`, on separate items; about `2164` items would tell"
)
SHORT = (
    "the tuned model scores `0.87` on `300` items, lower bound `0.83`, target `0.85`: not shown "
    "to reach it; about `955` items would tell"
)
NEAR = {"evaluation.tuned_results": [{"score": 0.87, "test_examples": 300}], SCORE: 0.84}


@pytest.mark.parametrize(
    ("change", "drop", "told"),
    [
        ({}, (), [SHORT, CHANCE]),
        ({}, ("goal",), [SHORT, CHANCE]),
        ({"goal.type": "latency"}, (), [SHORT]),
        ({}, ("evaluation.target",), [CHANCE]),
        ({}, ("few_shot_baselines",), [SHORT]),
        ({SCORE: 0.87}, (), [SHORT]),
        ({SCORE: 0.88}, (), [SHORT]),
        ({"few_shot_baselines.0.role": "ceiling", SCORE: 0.88}, (), [SHORT]),
    ],
    ids=[
        "both",
        "no goal",
        "a constraint goal",
        "no target",
        "no baseline",
        "as good as prompting",
        "worse than prompting",
        "a quality goal has no ceiling",
    ],
)
def test_what_may_be_noise(
    change: Mapping[str, object], drop: tuple[str, ...], told: list[str]
) -> None:
    case = Case(record({**NEAR, **change}, *drop), (detection(),))
    assert messages(check("FT407", case)) == told


@pytest.mark.parametrize(
    ("tuned", "prompted", "higher"),
    [(90, 0.9, True), (1.5, 0.9, True), (-0.5, 0.5, False), (0.5, -0.5, True), (0.5, 1.5, False)],
)
def test_scores_that_are_no_shares_are_not_tested_for_chance(
    tuned: float, prompted: float, higher: bool
) -> None:
    change = {SCORE: prompted, "evaluation.higher_is_better": higher}
    assert check("FT407", _tuned(tuned, change)) == []


def test_a_measured_bound_without_a_target_is_not_weighed() -> None:
    found = ScoreEvidence(
        TUNED, Level.READ, best=EvalRun("t.json", "promptfoo", "", 0.9, items=300), lower=0.8
    )
    change = {"evaluation.tuned_results": [{"score": 0.9, "test_examples": 300}], SCORE: 0.95}
    bare = record(change, "evaluation.target")
    assert check("FT407", Case(bare, (detection(),), evidence=Evidence(tuned=(found,)))) == []


def test_a_tuned_model_without_a_score_does_not_end_the_look_at_the_others() -> None:
    results = [{"model": "billing-voice-1"}, {"score": 0.87, "test_examples": 300}]
    change = {**NEAR, "evaluation.tuned_results": results}
    assert messages(check("FT407", Case(record(change), (detection(),)))) == [SHORT, CHANCE]


@pytest.mark.parametrize(
    ("reward", "is_reward"),
    [
        (None, False),
        ({"kind": "verifier"}, False),
        ({"kind": "verifier", "path": "rewards/register.py"}, False),
        ({"kind": "judge", "path": "evals/judge.md"}, True),
        ({"kind": "verifier", "path": "rewards/Rubric_Pass_Rate.py"}, True),
    ],
)
@pytest.mark.parametrize("method", ["sft", "grpo"])
def test_a_metric_that_is_the_reward(
    reward: Mapping[str, str] | None, is_reward: bool, method: str
) -> None:
    change = {"model.methods": [method], "dataset.reward": reward}
    found = messages(check("FT408", Case(record(change), ())))
    told = ["the metric `rubric_pass_rate` is the reward of the training"]
    assert found == (told if is_reward and method == "grpo" else [])


def test_a_reward_of_no_path_is_no_metric() -> None:
    change = {"model.methods": ["grpo"], "dataset.reward": {"kind": "verifier"}}
    for missing in ("evaluation.judge", "dataset.reward", "dataset"):
        assert check("FT408", Case(record(change, missing), ())) == []


@pytest.mark.parametrize("model", ["", " ", None])
def test_a_judge_without_a_name(model: str | None) -> None:
    judged = record({"evaluation.judge.model": model})
    assert messages(check("FT408", Case(judged, ()))) == ["the judge has no `model`"]


@pytest.mark.parametrize(("due", "late"), [("2026-11-21", True), ("2026-11-22", False)])
def test_results_that_are_late_are_due(due: str, late: bool) -> None:
    found = check("FT409", Case(record({"evaluation.results_due": due}), ()))
    assert [each.due for each in found] == ([True] if late else [])
