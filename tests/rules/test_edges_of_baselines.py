"""Borders of the rules about few-shot baselines and their results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import EvalRun, Evidence, Level, ResultFile, ScoreEvidence
from ftpolicy.model.record_parts import Source
from tests.rules.cases import HONEST, check, detection, messages, record

FIRST = "few_shot_baselines.0"
SECOND = "few_shot_baselines.1"
PATH = "evals/r.json"
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
REVISION = "9f31c0e5d1c2"
URI = Source(uri="s3://acme-evals/few_shot.json")
HUB = Source(hub="acme/evals")


def _case(change: Mapping[str, object] | None = None, *found: ScoreEvidence) -> Case:
    evidence = Evidence(baselines=found) if found else None
    return Case(record(change), (detection(),), evidence=evidence)


def _two(first: Mapping[str, object], second: Mapping[str, object]) -> dict[str, object]:
    """The honest record's baseline with some changes, and a second one beside it."""
    small = {"role": "candidate", "model": "small", **second}
    return {**{f"{FIRST}.{field}": value for field, value in first.items()}, SECOND: small}


def _with_results(*sources: Source) -> Case:
    baseline = replace(HONEST.few_shot_baselines[0], results=sources)
    return Case(replace(HONEST, few_shot_baselines=(baseline,)), (detection(),))


def _scored(field: str = FIRST, **more: object) -> ScoreEvidence:
    return replace(ScoreEvidence(field, Level.READ), **more)


def _measured(score: float, lower: float, upper: float) -> ScoreEvidence:
    best = EvalRun(PATH, "promptfoo", "rubric_pass_rate", score, items=300)
    return _scored(best=best, lower=lower, upper=upper)


def test_the_first_tuning_file_is_tried() -> None:
    files = (detection(), detection(path="configs/billing/b.yaml"))
    (found,) = check("FT101", Case(record(None, "few_shot_baselines"), files))
    assert found.remedy.startswith("Run `ftpolicy trial configs/billing/train.yaml --for")


def test_a_prompt_with_enough_examples_does_not_end_the_look_at_the_others() -> None:
    case = _case(_two({}, {"score": 0.5, "examples_in_prompt": 1}))
    assert messages(check("FT102", case)) == [
        "the baseline of `small` has `1` example in the prompt, the policy asks for at least `3`"
    ]


def test_a_bound_that_is_the_target_reaches_it() -> None:
    shown = "the baseline of `gpt-4o-2024-08-06` scores `0.71` on `300` items, "
    tail = ": not shown to fall short"
    assert messages(check("FT105", _case(None, _measured(0.71, 0.6, 0.85)))) == [
        f"{shown}upper bound `0.85`, target `0.85`{tail}"
    ]
    less = {"evaluation.higher_is_better": False, "evaluation.target": 0.2}
    assert messages(check("FT105", _case(less, _measured(0.71, 0.2, 0.8)))) == [
        f"{shown}lower bound `0.20`, target `0.2`{tail}"
    ]


@pytest.mark.parametrize(("upper", "noise"), [(0.1, True), (0.0, True), (-0.01, False)])
def test_a_target_of_nothing_is_a_target(upper: float, noise: bool) -> None:
    change = {
        "evaluation.kind": "mean",
        "evaluation.scale": [-1, 1],
        "evaluation.target": 0,
        f"{FIRST}.score": -0.1,
    }
    told = (
        "the baseline of `gpt-4o-2024-08-06` scores `-0.1` on `300` items, upper bound "
        f"`{upper:.2f}`, target `0`: not shown to fall short"
    )
    found = messages(check("FT105", _case(change, _measured(-0.1, -0.2, upper))))
    assert found == ([told] if noise else [])


def test_a_baseline_that_meets_the_target_does_not_end_the_look_at_the_others() -> None:
    case = _case(_two({"score": 0.86}, {"score": 0.84, "test_examples": 300}))
    assert messages(check("FT105", case)) == [
        (
            "the baseline of `small` scores `0.84` on `300` items, upper bound `0.87`, target "
            "`0.85`: not shown to fall short; about `3632` items would tell"
        )
    ]


def test_a_baseline_without_a_score_is_not_weighed() -> None:
    assert check("FT105", Case(record(None, f"{FIRST}.score"), (detection(),))) == []


@pytest.mark.parametrize(
    ("source", "backs"),
    [
        (Source(PATH), True),
        (replace(URI, path=PATH), False),
        (replace(HUB, path=PATH), False),
        (replace(URI, sha256=SHA, examples=300), True),
        (replace(URI, sha256=SHA), False),
        (replace(URI, examples=300), False),
        (replace(URI, revision=REVISION, examples=300), False),
        (replace(HUB, revision=REVISION, examples=300), True),
        (replace(HUB, revision=REVISION), False),
        (replace(HUB, examples=300), False),
    ],
)
def test_results_in_the_repository_or_pinned_with_their_size(source: Source, backs: bool) -> None:
    told = messages(check("FT106", _with_results(source)))
    lack = "is backed only by results outside the repository that are not pinned"
    assert told == ([] if backs else [f"the baseline of `gpt-4o-2024-08-06` {lack}"])


def test_of_several_files_that_cannot_be_read_the_first_is_named() -> None:
    files = tuple(
        ResultFile(path, fault=fault) for path, fault in (("a.json", "empty"), ("b.json", "cut"))
    )
    found = ScoreEvidence(FIRST, Level.DECLARED, files)
    assert messages(check("FT106", _case(None, found))) == [
        (
            "the baseline of `gpt-4o-2024-08-06` is backed by no result file that can be read "
            "(`a.json`: empty)"
        )
    ]


def test_pinned_results_outside_make_up_for_a_file_that_cannot_be_read() -> None:
    case = _with_results(Source("a.json"), replace(URI, sha256=SHA, examples=300))
    found = ScoreEvidence(FIRST, Level.DECLARED, (ResultFile("a.json", fault="empty"),))
    assert check("FT106", replace(case, evidence=Evidence(baselines=(found,)))) == []


def test_a_baseline_without_a_day_does_not_end_the_look_at_the_others() -> None:
    case = Case(
        record(_two({}, {"measured_on": "2026-05-23"}), f"{FIRST}.measured_on"), (detection(),)
    )
    assert messages(check("FT108", case)) == [
        "the baseline of `gpt-4o-2024-08-06` does not say when it was measured",
        (
            "the baseline of `small` was measured on `2026-05-23`, `181` days before the decision; "
            "the policy allows `P180D`"
        ),
    ]


COST = {
    "goal.type": "token-cost",
    SECOND: {"role": "ceiling", "model": "big", "score": 0.9},
}


def test_a_tuned_call_at_the_same_price_saves_nothing() -> None:
    call = {"input_tokens": 1000, "output_tokens": 100, "price_input": 2, "price_output": 10}
    same = {**COST, "economics.few_shot": call, "economics.tuned": call}
    assert messages(check("FT109", _case(same))) == [
        "a few-shot call costs `0.003` and a tuned one `0.003`: nothing is saved"
    ]
    cheaper = {**same, "economics.tuned": {**call, "output_tokens": 99}}
    assert check("FT109", _case(cheaper)) == []


@pytest.mark.parametrize("missing", ["economics", "economics.few_shot", "economics.tuned"])
def test_prices_that_are_missing_are_not_compared(missing: str) -> None:
    assert check("FT109", Case(record(COST, missing), (detection(),))) == []


@pytest.mark.parametrize(
    ("variations", "near", "left"),
    [
        (10, 1, 9),
        (12, 3, 9),
        (12, 2, None),
        (9, 1, None),
        (12, None, None),
        (None, 3, None),
    ],
)
def test_enough_prompts_that_are_too_much_alike(
    variations: int | None, near: int | None, left: int | None
) -> None:
    found = _scored(variations=variations, near_variations=near)
    told = (
        f"of the `{variations}` prompt variations of the baseline of `gpt-4o-2024-08-06` only "
        f"`{left}` differ in more than a word or two, the policy asks for at least `10`"
    )
    assert messages(check("FT110", _case(None, found))) == ([] if left is None else [told])


def test_prompts_that_nobody_compared_do_not_end_the_look_at_the_others() -> None:
    second = _scored(SECOND, variations=10, near_variations=10)
    assert len(check("FT110", _case(_two({}, {"score": 0.5}), second))) == 1
    assert check("FT110", _case()) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (replace(URI, sha256=SHA), "s3://acme-evals/few_shot.json"),
        (replace(HUB, sha256=SHA), "acme/evals"),
        (URI, None),
        (Source(PATH, sha256=SHA), None),
        (replace(URI, path=PATH, sha256=SHA), None),
        (Source(sha256=SHA), None),
    ],
)
def test_only_pinned_results_elsewhere_are_left_to_the_reviewer(
    source: Source, name: str | None
) -> None:
    told = f"`{name}` stands outside the repository and was not read"
    found = messages(check("FT112", _with_results(source)))
    assert found == ([] if name is None else [told])


def test_the_prompts_of_a_confirmed_score_are_looked_at() -> None:
    again = {"score": 0.7, "test_examples": 300, "results": [PATH]}
    change = {f"{FIRST}.confirmed": again}
    case = _case(change, _scored(), _scored(f"{FIRST}.confirmed", shown_items=2))
    (found,) = check("FT113", case)
    assert found.message == (
        "the prompts of the baseline of `gpt-4o-2024-08-06` show `2` test items among their "
        "examples"
    )
    assert found.location == record(change).places.of(f"{FIRST}.confirmed.results")
