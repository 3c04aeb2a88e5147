"""Which answers hold facts of their own, and how many of them are looked at."""

from __future__ import annotations

import pytest

from ftpolicy.evidence.datasets import closed_book
from ftpolicy.evidence.datasets.closed_book import foreign_facts
from ftpolicy.evidence.datasets.example import Example
from ftpolicy.model.evidence import Row
from tests.evidence.counting import chat, count_of, lines

FACTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "name": ("Who made it?", "It was made by Ada Lovelace.", ("Ada Lovelace",)),
    "name-with-of": ("Who?", "It was the Duke of Wellington.", ("Duke of Wellington",)),
    "name-in-the-prompt": ("Tell me of ADA LOVELACE.", "It was made by Ada Lovelace.", ()),
    "start-of-a-sentence": ("Why?", "Because. Nothing else. Then it ends.", ()),
    "number": ("How many?", "There are 4,500 of them.", ("4,500",)),
    "number-in-the-prompt": ("Of 4,500?", "All 4,500.", ()),
    "list-numbers": ("Steps?", "1. open it\n2. close it\n", ()),
    "decimal": ("How much?", "It is 3.5 percent.", ("3.5",)),
    "link": ("Where?", "See https://acme.example/a (here).", ("https://acme.example/a",)),
    "link-in-the-prompt": ("Is https://x.example up?", "Yes, https://x.example. is.", ()),
    "day": ("When?", "We open on Monday.", ()),
    "german-nouns": ("Was?", "Wir haben die Rechnung und das Paket an Ihre Adresse geschickt.", ()),
    "call": ("Do it", 'Done.\0[{"name": "Bob Smith", "id": 12345}]', ()),
    "accents": ("Qui?", "cela fut écrit par Émile Zola, je crois.", ("Émile Zola",)),
}


@pytest.mark.parametrize(("prompt", "answer", "wanted"), FACTS.values(), ids=list(FACTS))
def test_facts_that_the_prompt_does_not_hold(
    prompt: str, answer: str, wanted: tuple[str, ...]
) -> None:
    assert foreign_facts(Example("x", (("u", prompt),), answer)) == wanted


def test_the_words_of_the_system_count_as_given() -> None:
    found = Example("x", (("u", "Who?"),), "It was Ada Lovelace.", system="You are Ada Lovelace.")

    assert foreign_facts(found) == ()


def test_samples_are_shown() -> None:
    count = count_of(
        lines(
            chat(f"Who is number {number}?", f"It is Person Xx{'x' * number}.")
            for number in range(9)
        )
    )

    assert (count.closed_book, count.closed_book_looked) == (9, 9)
    assert count.closed_book_rows == (
        Row("a.jsonl", 1, "its prompt does not hold `Person Xx`"),
        Row("a.jsonl", 2, "its prompt does not hold `Person Xxx`"),
        Row("a.jsonl", 3, "its prompt does not hold `Person Xxxx`"),
    )


def test_a_signature_is_manner_and_no_fact() -> None:
    rows = [
        chat(f"question {number}", f"So it is {'x' * number}, yours, Team Acme.")
        for number in range(30)
    ]
    rows.append(chat("who?", "It was Ada Lovelace."))
    count = count_of(lines(rows))

    assert (count.closed_book, count.closed_book_looked) == (1, 31)


def test_a_sample_is_the_same_whatever_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closed_book, "SAMPLE", 10)
    rows = [chat(f"question {number}", f"It is the {number + 100}th.") for number in range(200)]
    rows += [chat(f"who {number}", f"It is number {number + 100}.") for number in range(200)]
    one, two = count_of(lines(rows)), count_of(lines(reversed(rows)))

    assert one.closed_book_looked == two.closed_book_looked == 10
    assert 0 < one.closed_book == two.closed_book < 10


def test_long_rows_do_not_wait_for_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closed_book, "_HELD", 10)
    count = count_of(lines([chat("a long question", "It was Ada Lovelace.")]))

    assert (count.closed_book, count.closed_book_looked) == (1, 1)
