"""Numbers of a record changed in place."""

from __future__ import annotations

import pytest

from ftpolicy.errors import FtpolicyError
from ftpolicy.records.edit import with_numbers
from tests.honest import HONEST_RECORD

PATH = "decisions/a.yaml"


@pytest.mark.parametrize(
    ("old", "new", "numbers"),
    [
        pytest.param(
            "  examples: 1240\n",
            "  examples: 1180\n",
            {"dataset.examples": "1180"},
            id="a number",
        ),
        pytest.param(
            "  examples: 1240    # by Lee\n",
            "  examples: 60    # by Lee\n",
            {"dataset.examples": "60"},
            id="a comment behind it",
        ),
        pytest.param(
            "    score: 0.71\n",
            "    score: 0.6833\n",
            {"few_shot_baselines.0.score": "0.6833"},
            id="in a list",
        ),
        pytest.param(
            "test_set: {path: data/billing_test.jsonl, examples: 300}",
            "test_set: {path: data/billing_test.jsonl, examples: 99}",
            {"evaluation.test_set.examples": "99"},
            id="in braces",
        ),
        pytest.param(
            "  examples: 1240\n  sources:\n",
            "  examples: 7\n  sources:\n",
            {"dataset.examples": "7", "dataset.nothing.examples": "1"},
            id="no such block",
        ),
        pytest.param(
            "dataset:\n  examples:  # not counted\n  sources:\n",
            "dataset:\n  examples: 12  # not counted\n  sources:\n",
            {"dataset.examples": "12"},
            id="a key without a value",
        ),
        pytest.param(
            "dataset:\n  sources:\n",
            "dataset:\n  examples: 12\n  sources:\n",
            {"dataset.examples": "12"},
            id="no key",
        ),
    ],
)
def test_only_the_number_changes(old: str, new: str, numbers: dict[str, str]) -> None:
    start = HONEST_RECORD
    if old not in start:
        plain = "  examples: 1240\n"
        start = start.replace(f"dataset:\n{plain}  sources:\n" if "dataset:" in old else plain, old)
    assert old in start
    for text, expected in ((start, start.replace(old, new)), _windows(start, old, new)):
        changed, _ = with_numbers(text.encode(), PATH, numbers)
        assert changed.decode() == expected


def _windows(start: str, old: str, new: str) -> tuple[str, str]:
    text = start.replace("\n", "\r\n")
    return text, text.replace(old.replace("\n", "\r\n"), new.replace("\n", "\r\n"))


def test_it_says_what_was_done() -> None:
    numbers = {"dataset.examples": "7", "goal.type": "8", "dataset.nothing.examples": "1"}
    _, done = with_numbers(HONEST_RECORD.encode(), PATH, numbers)
    assert done == ["dataset.examples"]


def test_front_matter() -> None:
    page = f"---\n{HONEST_RECORD}---\n# Why\n\nexamples: 1240\n"
    changed, _ = with_numbers(page.encode(), "decisions/a.md", {"dataset.examples": "5"})
    assert changed.decode() == page.replace("  examples: 1240", "  examples: 5")


def test_a_malformed_record_is_left_alone() -> None:
    with pytest.raises(FtpolicyError) as told:
        with_numbers(b"kind: fine-tuning-decision\n", PATH, {"dataset.examples": "5"})
    assert str(told.value) == (
        "`decisions/a.yaml` is no well-shaped decision record, so it was not written to"
    )
