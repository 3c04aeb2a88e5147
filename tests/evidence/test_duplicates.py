"""Near duplicates are found in prose, and templates do not make the search slow."""

from __future__ import annotations

import random

import pytest

from ftpolicy.evidence import duplicates
from ftpolicy.evidence.duplicates import NearDuplicates

WORDS = [f"w{number}" for number in range(3000)]


def prose(seed: int, length: int = 120) -> list[bytes]:
    chosen = random.Random(seed)  # noqa: S311
    return [chosen.choice(WORDS).encode() for _ in range(length)]


def edited(words: list[bytes], every: int) -> list[bytes]:
    return [b"else" if number % every == every - 1 else one for number, one in enumerate(words)]


@pytest.mark.parametrize(
    ("every", "near"), [(60, True), (30, True), (9, False)], ids=["2", "4", "13"]
)
def test_a_text_with_some_words_changed(every: int, near: bool) -> None:
    found = NearDuplicates()
    for seed in range(100):
        assert not found.add(b" ".join(prose(seed)))

    told = [found.add(b" ".join(edited(prose(seed), every))) for seed in range(100)]

    assert sum(told) >= 97 if near else not any(told)
    assert found.found == sum(told)
    assert found.looked == 200


def test_short_texts_are_never_near() -> None:
    found = NearDuplicates()

    assert [found.add(b"one two three four five six seven") for _ in range(2)] == [False, False]
    assert [found.add(b"1 2 3 4 5 6 7 8") for _ in range(2)] == [False, True]
    assert found.add(b"") is False


def test_the_order_of_words_matters() -> None:
    words = prose(1)
    found = NearDuplicates()
    found.add(b" ".join(words))

    assert not found.add(b" ".join(reversed(words)))


def test_the_number_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "MOST_TEXTS", 3)
    found = NearDuplicates()

    assert [found.add(b" ".join(prose(1))) for _ in range(5)] == [False, True, True, False, False]
    assert found.looked == 3


def test_copies_of_one_template_cost_no_more_than_others(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    plain = duplicates._alike

    def alike(*sets: object) -> bool:
        nonlocal compared
        compared += 1
        return plain(*sets)  # type: ignore[arg-type]

    monkeypatch.setattr(duplicates, "_alike", alike)
    found = NearDuplicates()
    frame = prose(1, 60)
    for seed in range(300):  # two thirds of the words are the template's
        found.add(b" ".join([*frame, *prose(seed + 2, 30)]))

    assert compared <= 300 * 24


def test_the_result_is_the_same_in_every_process() -> None:
    runs = duplicates._runs([b"one", b"two", b"three", b"four"])

    assert sorted(runs) == [-5301705068450921256, 2254190025028948504]
