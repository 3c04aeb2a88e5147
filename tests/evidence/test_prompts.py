"""Prompts: sameness, nearness, the examples that they show."""

from __future__ import annotations

import json

import pytest

from ftpolicy.evidence.prompts import (
    examples_by_name,
    examples_in,
    near_copies,
    prompt_digest,
    shown_items,
    sought,
)

LONG = (
    "Answer the customer in our support voice, plain and warm, and never open with an apology but "
    "always close with the next step"
)


@pytest.mark.parametrize(
    "other", ["answer  in\nhouse STYLE ", "Answer in house style", "Ａnswer in house style"]
)
def test_the_same_prompt(other: str) -> None:
    assert prompt_digest(other) == prompt_digest("Answer in house style")


def test_another_prompt() -> None:
    assert prompt_digest("Answer in house style.") != prompt_digest("Answer in house style")


CHAT = [
    {"role": "system", "content": "s"},
    {"role": "user", "content": "a"},
    {"role": "assistant", "content": "b"},
    {"role": "user", "content": "{{q}}"},
]


@pytest.mark.parametrize(
    ("prompt", "shots"),
    [
        (json.dumps(CHAT), 1),
        (json.dumps([*CHAT[:3], *CHAT[1:]]), 2),
        (json.dumps([{"role": "user", "content": "{{q}}"}]), 0),
        ("Q: one\nA: two\n\nQ: three\nA: four\n\nQ: {{q}}\nA:", 2),
        ("Q: one\nA: two\n\nQ: {{q}}\nA: {{a}}", 1),
        ("**Input:** one\n**Output:** two\n\nInput: {{q}}", 1),
        ("Example 1\nsome text\nExample 2\nmore text", 2),
        ("<example>a</example><example id='2'>b</example>", 2),
        ("Answer in house style. {{q}}", None),
        ("Examples: Q a A lol; Q b A lol", None),
        ("[not json", None),
        ("[" * 100_000, None),
        ("[1, 2]", None),
        ("[]", None),
        ("", None),
    ],
)
def test_examples_in_a_prompt(prompt: str, shots: int | None) -> None:
    assert examples_in(prompt) == shots


@pytest.mark.parametrize(
    ("label", "shots"),
    [
        ("v02-3shot", 3),
        ("ten 10-shots", 10),
        ("zero-shot", 0),
        ("v01 0 shot", 0),
        ("snapshot 3", None),
        ("shot", None),
        (None, None),
    ],
)
def test_examples_by_name(label: str | None, shots: int | None) -> None:
    assert examples_by_name(label) == shots


def test_shown_items_need_some_words() -> None:
    prompt = "Q: Why was my card charged twice?\nA: sorry\nQ: {{q}}"
    items = sought(
        ["why was  my card CHARGED", "card", "was my card charged", "where is it, my dear"]
    )
    assert items == ("why was my card charged", "where is it, my dear")
    assert shown_items(prompt, items) == 1


@pytest.mark.parametrize(
    ("prompts", "copies"),
    [
        ([LONG, LONG.replace(",", ";")], 1),
        ([LONG, LONG.replace("warm", "kind")], 1),
        ([LONG, LONG.replace("warm", "kind").replace("always", "duly")], 1),
        ([LONG, "Please now kindly " + LONG], 0),
        ([LONG, LONG.replace("plain and warm", "warm and plain")], 0),
        (["be kind", "be brief"], 0),
        (["be kind", "be kind!"], 1),
        ([LONG, LONG + " a", LONG + " b", "another thing"], 2),
        ([], 0),
    ],
    ids=["punctuation", "a word", "two", "three", "order", "short", "mark", "a row", "none"],
)
def test_near_copies(prompts: list[str], copies: int) -> None:
    assert near_copies(prompts) == copies
