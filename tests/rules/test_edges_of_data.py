"""Borders of the rules about training data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import Count, Evidence
from tests.rules.cases import HONEST, KNOWN, check, detection, messages, record

CONTINUED = detection(replace(KNOWN, method="cpt"))
DUPLICATES = Count(rows=100, near_looked=100)


@pytest.mark.parametrize("tokens", [None, 5_000_000])
def test_continued_pretraining_counts_tokens(tokens: int | None) -> None:
    told = ["continued pretraining, and the record has no `dataset.tokens`"]
    change = {"model.methods": ["cpt"], "dataset.tokens": tokens}
    found = messages(check("FT201", Case(record(change), (CONTINUED,))))
    assert found == ([] if tokens else told)


def test_continued_pretraining_without_data_has_no_tokens() -> None:
    bare = record({"model.methods": ["cpt"]}, "dataset")
    assert messages(check("FT201", Case(bare, (CONTINUED,)))) == [
        "continued pretraining, and the record has no `dataset.tokens`"
    ]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (replace(DUPLICATES, duplicates=5), []),
        (
            replace(DUPLICATES, duplicates=6),
            ["6 of 100 rows repeat another row (6%), the policy allows 5%"],
        ),
        (replace(DUPLICATES, near_duplicates=5), []),
        (
            replace(DUPLICATES, near_duplicates=7),
            ["7 of 100 rows nearly repeat another row (7%), the policy allows 5%"],
        ),
        (replace(DUPLICATES, near_duplicates=0, near_looked=10), []),
        (replace(DUPLICATES, near_duplicates=None, near_looked=10), []),
    ],
)
def test_more_duplicates_than_the_policy_allows(count: Count, told: list[str]) -> None:
    case = Case(HONEST, (detection(),), evidence=Evidence(count=count))
    assert messages(check("FT206", case)) == told
