"""Borders of the rules about goals and what stands in their way."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import Count, Evidence
from tests.rules.cases import HONEST, check, detection, messages, record


def test_the_first_field_that_a_goal_lacks_is_pointed_at() -> None:
    bare = record({"goal.statement": " "}, "goal.facts_from")
    (found,) = check("FT301", Case(bare, (detection(),)))
    assert found.message == "the record lacks `goal.statement` and `goal.facts_from`"
    assert found.location == bare.places.of("goal.statement") != bare.places.of("goal.facts_from")


@pytest.mark.parametrize(("closed", "share"), [(50, None), (51, "51%")])
def test_more_than_half_of_the_answers_hold_facts_of_their_own(
    closed: int, share: str | None
) -> None:
    count = Count(rows=100, closed_book=closed, closed_book_looked=100)
    case = Case(HONEST, (detection(),), evidence=Evidence(count=count))
    told = f"{share} of the answers hold names, numbers or links that their prompt does not: "
    assert messages(check("FT303", case)) == ([told] if share else [])


@pytest.mark.parametrize("change", [{"goal.type": "knowledge"}, {"goal.facts_from": "weights"}, {}])
def test_knowledge_that_is_said_openly_needs_no_second_word(change: Mapping[str, object]) -> None:
    statement = {"goal.statement": "It knows our product catalogue."}
    found = messages(check("FT303", Case(record({**statement, **change}), (detection(),))))
    told = ["the goal reads like knowledge: `knows our product catalogue`"]
    assert found == ([] if change else told)


@pytest.mark.parametrize(
    ("drop", "told"),
    [
        ((), None),
        (("economics.few_shot",), "`economics.few_shot`"),
        (("economics.tuned",), "`economics.tuned`"),
        (("economics.few_shot.price_input",), "`economics.few_shot`"),
        (("economics.tuned.output_tokens",), "`economics.tuned`"),
        (
            ("economics.calls_per_month", "economics.training_cost"),
            "`economics.calls_per_month` and no `economics.training_cost`",
        ),
        (("economics",), "`economics`"),
    ],
)
def test_what_a_goal_of_token_cost_lacks(drop: tuple[str, ...], told: str | None) -> None:
    cost = record({"goal.type": "token-cost"}, *drop)
    assert messages(check("FT304", Case(cost, (detection(),)))) == (
        [f"a goal of type `token-cost`, and the record has no {told}"] if told else []
    )


def test_the_first_alternative_that_is_open_is_to_be_answered() -> None:
    cost = record({"goal.type": "token-cost"})
    (found,) = check("FT305", Case(cost, (detection(),)))
    assert found.message == (
        "a goal of type `token-cost`, and `alternatives` does not answer `prompt-caching` or "
        "`cheaper-model`"
    )
    assert found.remedy == ("Add `option: prompt-caching` with its `why_not` under `alternatives`.")
