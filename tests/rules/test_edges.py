"""Borders at which a small change of a rule would go unseen by its samples."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import Count, Evidence, Row
from ftpolicy.rules import load
from tests.rules.cases import HONEST, check, detection, messages, record

ONE = Row("a.jsonl", 7, "it has no answer")


def counted(count: Count) -> Case:
    return Case(HONEST, (detection(),), evidence=Evidence(count=count))


@pytest.mark.parametrize(
    ("detector", "examples", "bound"),
    [
        ("openai", 9, "OpenAI takes at least `10`"),
        ("openai", 10, None),
        ("openai", 90_000_000, None),
        ("bedrock", 7, "Amazon Bedrock takes at least `8`"),
        ("bedrock", 20_000, None),
        ("bedrock", 20_001, "Amazon Bedrock takes at most `20,000`"),
        ("vertex", 1, None),
        ("vertex", 1_000_001, "Vertex AI takes at most `1,000,000`"),
    ],
)
def test_the_ends_of_what_a_provider_takes(detector: str, examples: int, bound: str | None) -> None:
    one = replace(detection(), detector=detector)
    case = Case(HONEST, (detection(), one), evidence=Evidence(examples=examples))
    told = messages(check("FT211", case))
    assert [message.partition(", ")[2].partition(" (")[0] for message in told] == (
        [bound] if bound else []
    )
    claimed = Case(record({"dataset.examples": examples}), (one,), evidence=Evidence())
    assert len(check("FT211", claimed)) == len(told)


def test_data_that_was_counted_has_to_be_named() -> None:
    bare = record(None, "dataset")
    told = ["the record names no data under `dataset.sources`"]
    assert messages(check("FT209", Case(bare, (), evidence=Evidence(examples=9)))) == told
    assert check("FT209", Case(bare, (), evidence=Evidence())) == []
    assert check("FT209", Case(bare, ())) == []


def test_a_source_in_the_tree_does_not_end_the_look_at_the_others() -> None:
    sources = [{"path": "data/a.jsonl"}, {"uri": "s3://b/x.jsonl", "examples": 9}]
    assert messages(check("FT209", Case(record({"dataset.sources": sources}), ()))) == [
        "`s3://b/x.jsonl` cannot be counted here, and its source has no `revision` or `sha256`"
    ]


@pytest.mark.parametrize(
    ("bad", "rest"), [(1, ""), (2, "; and 1 more"), (1001, "; and 1,000 more")]
)
def test_bad_rows_beyond_those_that_are_shown(bad: int, rest: str) -> None:
    case = counted(Count(rows=2000, bad=bad, faults=(ONE,)))
    assert messages(check("FT207", case)) == [
        f"{bad:,} of 2,000 rows cannot be trained on: `a.jsonl` line 7: it has no answer{rest}"
    ]
    assert check("FT207", Case(None, (), evidence=case.evidence)) == []


@pytest.mark.parametrize(
    ("number", "stand", "have"),
    [(1, "test prompt stands", "prompt has"), (2, "test prompts stand", "prompts have")],
)
def test_one_prompt_and_several(number: int, stand: str, have: str) -> None:
    case = counted(Count(rows=9, leaked=number, conflicts=number, leaked_rows=(ONE,)))
    assert messages(check("FT208", case)) == [
        f"{number} {stand} in the training data, the first at `a.jsonl` line 7"
    ]
    assert messages(check("FT212", case)) == [f"{number} {have} several answers"]
    for code in ("FT208", "FT212"):
        assert check(code, Case(None, (), evidence=case.evidence)) == []


def test_a_baseline_that_was_tried_does_not_end_the_look_at_the_others() -> None:
    second = {"role": "candidate", "model": "small", "score": 0.5, "variations_tried": 2}
    tried = record({"few_shot_baselines.1": second})
    assert messages(check("FT103", Case(tried, (detection(),)))) == [
        "the baseline of `small` rests on `2` prompt variations, the policy asks for at least `10`"
    ]


def test_a_rule_is_named_as_its_file() -> None:
    names = {one.rule.code: one.name for one in load()}
    assert (names["FT001"], names["FT103"]) == ("no-record", "too-few-variations")
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names.values())
