"""Rules about what a record says: findings that need more than a sample."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Premises, Profile
from ftpolicy.model.evidence import Evidence
from ftpolicy.model.finding import Verdict
from ftpolicy.model.run import Limits
from tests.rules.cases import (
    ASKED,
    HONEST,
    KNOWN,
    check,
    detection,
    messages,
    record,
)

ENCODER = {"model.methods": ["classifier"]}


@pytest.mark.parametrize("code", ["FT102", "FT103"])
def test_an_encoder_needs_one_untuned_baseline(code: str) -> None:
    bare = Premises("meta-llama/Llama-3.1-8B-Instruct", "classifier")
    fields = ("few_shot_baselines.0.examples_in_prompt", "few_shot_baselines.0.variations_tried")
    assert check(code, Case(record(ENCODER, *fields), (detection(bare),))) == []
    assert messages(check("FT101", Case(record(ENCODER, "few_shot_baselines"), ()))) == [
        "the record has no baseline of the untuned model"
    ]
    # one generative file among them, and the relief is gone
    assert len(check(code, Case(record(ENCODER, *fields), (detection(),)))) == 1


def test_a_ceiling_that_meets_the_target_need_not_have_been_tried_hard() -> None:
    ceiling = {"role": "ceiling", "model": "big", "score": 0.9, "results": ["x.csv"]}
    change = {"goal.type": "latency", "few_shot_baselines.1": ceiling}
    tried = Case(record(change), (detection(),))
    assert [check(code, tried) for code in ("FT102", "FT103", "FT104")] == [[], [], []]
    short = Case(record({**change, "evaluation.target": 0.95}), (detection(),))
    assert messages(check("FT103", short)) == [
        "the baseline of `big` has no `variations_tried`, the policy asks for at least `10`"
    ]


def test_a_baseline_without_a_role_is_no_ceiling() -> None:
    change = {"goal.type": "latency", "evaluation.target": 0.71}
    found = check("FT104", Case(record(change, "few_shot_baselines.0.role"), (detection(),)))
    assert messages(found) == [
        (
            "the baseline of `gpt-4o-2024-08-06` scores `0.71` and meets the target `0.71` without "
            "fine-tuning"
        )
    ]


def test_the_highest_limit_of_the_profiles_holds() -> None:
    limits = {Profile.REINFORCEMENT: Limits(min_examples=50, min_variations=20)}
    asked = replace(ASKED, profile_limits=limits)
    change: dict[str, object] = {"model.methods": ["sft", "grpo"], "dataset.examples": 60}
    both = Case(record(change), (detection(),))
    assert messages(check("FT202", both, asked)) == [
        "the record claims `60` examples, the policy asks for `100`"
    ]
    assert messages(check("FT103", both, asked)) == [
        (
            "the baseline of `gpt-4o-2024-08-06` rests on `12` prompt variations, the policy asks "
            "for at least `20`"
        )
    ]
    grpo = Case(record({**change, "model.methods": ["grpo"]}), ())
    assert check("FT202", grpo, asked) == []


def test_a_union_over_files_is_never_credited() -> None:
    change: dict[str, object] = {
        "dataset.sources": [{"path": f"data/{name}.jsonl", "examples": 90} for name in "ab"],
    }
    dropped = record(change, "dataset.examples")
    files_of = [
        detection(replace(KNOWN, datasets=(f"data/{name}.jsonl",)), f"{name}.yaml") for name in "ab"
    ]
    assert messages(check("FT202", Case(dropped, tuple(files_of)))) == [
        "the data sets of `a.yaml` have `90` examples, the policy asks for `100`",
        "the data sets of `b.yaml` have `90` examples, the policy asks for `100`",
    ]
    twice = detection(replace(KNOWN, datasets=("data/a.jsonl", "data/a.jsonl", "data/b.jsonl")))
    assert check("FT202", Case(dropped, (twice,))) == []


def test_a_document_of_continued_pretraining_has_no_least_count() -> None:
    pretraining = Case(record({"model.methods": ["cpt"], "dataset.examples": 3}), ())
    assert check("FT202", pretraining) == []
    assert check("FT203", pretraining) == []
    assert messages(check("FT201", pretraining)) == [
        "continued pretraining, and the record has no `dataset.tokens`"
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({}, "this source has neither `path`, `hub` nor `uri`"),
        (
            {"uri": "s3://b/x.jsonl"},
            (
                "`s3://b/x.jsonl` cannot be counted here, and its source has no `revision` or "
                "`sha256` and no `examples`"
            ),
        ),
        ({"uri": "file-abc", "examples": 900}, None),
        ({"uri": "s3://b/x.jsonl", "sha256": "0" * 64, "examples": 900}, None),
    ],
    ids=["nowhere", "loose", "file id", "pinned"],
)
def test_data_outside(source: dict[str, object], message: str | None) -> None:
    found = check("FT209", Case(record({"dataset.sources": [source]}), ()))
    assert messages(found) == ([message] if message else [])


def test_data_that_is_not_named_at_all() -> None:
    found = check("FT209", Case(record({"dataset.sources": []}), ()))
    assert messages(found) == ["the record names no data under `dataset.sources`"]


def test_results_of_another_goal() -> None:
    shared = (("evals/few_shot/variations.csv", "sales-voice"),)
    (found,) = check("FT111", Case(HONEST, (), shared_results=shared))
    assert found.message == (
        "`evals/few_shot/variations.csv` backs the record `sales-voice` with another goal as well"
    )
    assert found.location == HONEST.places.of("few_shot_baselines.0.results.0")


@pytest.mark.parametrize(
    ("goal_type", "missing"),
    [
        (
            "latency",
            (
                "`goal.evidence.percentile`, `goal.evidence.wanted_ms`, "
                "`goal.evidence.ceiling_ms` and no `goal.evidence.candidate_ms`"
            ),
        ),
        ("small-model", "`goal.evidence.constraint` and no `goal.evidence.set_by`"),
        ("domain-behavior", "`goal.evidence.prompts_fail_to_convey`"),
        ("token-cost", "`economics`"),
    ],
)
def test_evidence_by_type(goal_type: str, missing: str) -> None:
    found = check("FT304", Case(record({"goal.type": goal_type}, "economics"), ()))
    assert messages(found) == [f"a goal of type `{goal_type}`, and the record has no {missing}"]


def test_economics_must_be_complete_for_token_cost() -> None:
    drop = ("economics.calls_per_month", "economics.tuned.price_input", "economics.training_cost")
    found = check("FT304", Case(record({"goal.type": "token-cost"}, *drop), ()))
    assert messages(found) == [
        (
            "a goal of type `token-cost`, and the record has no `economics.calls_per_month`, "
            "`economics.tuned` and no `economics.training_cost`"
        )
    ]


@pytest.mark.parametrize(
    ("model", "pinned"),
    [
        ("gpt-4o-2024-08-06", True),
        ("gpt-4-0613", True),
        ("gemini-1.5-pro-002", True),
        ("claude-3-5-sonnet-20241022", True),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", True),
        ("Qwen/Qwen2.5-72B-Instruct", True),
        ("openai/gpt-oss-120b", True),
        ("judge@sha256:0abc", True),
        ("gpt-4o", False),
        ("openai/gpt-4o", False),
        ("anthropic/claude-sonnet-4", False),
        ("mistral-large-latest", False),
        ("acme/judge-latest", False),
        ("our-judge", False),
    ],
)
def test_a_pinned_judge(model: str, pinned: bool) -> None:
    found = check("FT408", Case(record({"evaluation.judge.model": model}), ()))
    expected = [] if pinned else [f"the judge `{model}` is not pinned to a version"]
    assert messages(found) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"evaluation.metric": "mean_reward"},
        {"evaluation.metric": "register", "dataset.reward.path": "rewards/register.py"},
        {"dataset.reward.path": "evals/judge.md"},
    ],
    ids=["by its name", "by the reward's code", "by the judge's prompt"],
)
def test_a_metric_that_is_the_reward(change: dict[str, object]) -> None:
    reward = {"kind": "verifier", "path": "rewards/own.py"}
    base: dict[str, object] = {"model.methods": ["grpo"], "dataset.reward": reward}
    assert check("FT408", Case(record(base), ())) == []
    (found,) = check("FT408", Case(record({**base, **change}), ()))
    assert found.message.endswith("is the reward of the training")
    assert check("FT408", Case(record({**change, **base, "model.methods": ["sft"]}), ())) == []


def test_only_a_review_that_is_past_is_due() -> None:
    (past,) = check("FT504", Case(record({"retraining.next_review": "2026-11-21"}), ()))
    (missing,) = check("FT504", Case(record(None, "retraining.next_review"), ()))
    assert (past.due, past.verdict) == (True, Verdict.DECISION_STALE)
    assert (missing.due, missing.verdict) == (False, Verdict.PLAN_RETRAINING)


def test_every_number_of_the_metric_stands_on_its_scale() -> None:
    change: dict[str, object] = {
        "few_shot_baselines.0.confirmed": {"score": 70},
        "evaluation.tuned_results": [{"score": 91}],
    }
    assert messages(check("FT403", Case(record(change), ()))) == [
        (
            "the confirmed score of the baseline of `gpt-4o-2024-08-06` is `70`, outside the scale "
            "`0` to `1`"
        ),
        "the score of the tuned model is `91`, outside the scale `0` to `1`",
    ]
    bare = record(change, "evaluation.scale", "evaluation.target")
    assert check("FT403", Case(bare, ())) == []


def test_a_test_set_elsewhere_must_state_its_size() -> None:
    change = {"evaluation.test_set": {"hub": "acme/test", "revision": "9f31c0e5d1c2"}}
    silent = record(change, "few_shot_baselines.0.test_examples")
    assert messages(check("FT404", Case(silent, ()))) == [
        "the record does not say how many examples the test set has"
    ]
    confirmed = {"few_shot_baselines.0.confirmed": {"score": 0.7, "test_examples": 40}}
    assert messages(check("FT404", Case(record(confirmed), ()))) == [
        "the baseline was measured on `40` test examples, the policy asks for `100`"
    ]
    here = record(
        {"evaluation.test_set": {"path": "t.jsonl"}}, "few_shot_baselines.0.test_examples"
    )
    assert check("FT404", Case(here, ())) == []


def test_a_judge_without_a_name() -> None:
    found = check("FT408", Case(record(None, "evaluation.judge.model"), ()))
    assert messages(found) == ["the judge has no `model`"]


@pytest.mark.parametrize("goal_type", ["latency", "token-cost"])
def test_numbers_that_are_missing_are_left_to_their_own_rule(goal_type: str) -> None:
    change = {"goal.type": goal_type, "few_shot_baselines.1": {"role": "ceiling"}}
    case = Case(record(change, "goal.evidence", "economics"), ())
    assert check("FT109", case) == []
    assert len(check("FT304", case)) == 1


def test_an_exploration_measures_while_it_lasts() -> None:
    change = {"few_shot_baselines.0.measured_on": "2026-11-21"}
    assert len(check("FT111", Case(record(change), ()))) == 1
    exploring = {**change, "status": "exploring", "ends": "2026-12-01"}
    assert check("FT111", Case(record(exploring), ())) == []


def test_a_source_without_a_count_is_not_judged_by_its_sum() -> None:
    change = {"dataset.sources": [{"path": "data/billing_train.jsonl"}, {"hub": "a/b"}]}
    assert check("FT202", Case(record(change), (detection(),))) == []
    strange = detection(replace(KNOWN, datasets=("elsewhere.jsonl",)))
    assert check("FT202", Case(record(change), (strange,))) == []
    assert check("FT202", Case(record(change, "dataset.examples"), ())) == []


def test_counted_data_needs_no_claim() -> None:
    silent = record(None, "dataset.examples")
    assert len(check("FT201", Case(silent, ()))) == 1
    assert check("FT201", Case(silent, (), evidence=Evidence(examples=1240))) == []
