"""Which statements read like knowledge; a false alarm counts as much as a miss."""

from __future__ import annotations

import pytest

from ftpolicy.rules.knowledge_words import knowledge_words


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("The assistant knows our product documentation.", "knows our product documentation"),
        ("Answers questions about our docs.", "answers questions about our docs"),
        (
            "Answers customer questions about our tariffs",
            "answers customer questions about our tariffs",
        ),
        ("Is up-to-date with company news", "up to date with company news"),
        ("Warm replies, and memorise facts of the handbook", "memorise facts"),
        ("The model should have knowledge of our internal APIs", "knowledge of our internal apis"),
        ("Teach the model our product catalogue", "teach the model our product catalogue"),
        ("Knows everything about our plans", "knows everything"),
        ("It never apologises; it knows the regulations", "knows the regulations"),
        ("Knows the facts without retrieval", "knows the facts"),
        ("Aware of recent events in the market", "recent events in the"),
        ("Simply knows more", "knows more"),
        ("KNOWS OUR WIKI", "knows our wiki"),
        ("Familiar with the company’s history", "familiar with the company's history"),
        ("Trained on our documentation to help agents", "trained on our documentation"),
    ],
)
def test_knowledge(statement: str, words: str) -> None:
    assert knowledge_words(statement) == words


@pytest.mark.parametrize(
    "statement",
    [
        "Replies keep our plain, warm register and never open with an apology.",
        "Summaries of our product documentation keep a neutral tone.",
        "Answers questions about our docs in three short bullets.",
        "Answers questions about our docs from the retrieved passages.",
        "Knows when to hand over to a person and says so.",
        "Knows how our release notes are worded.",
        "Does not memorise facts; replies follow our letter format.",
        "Learns our documentation style.",
        "Learns to write in the company voice.",
        "Writes release notes in the house style of our documentation.",
        "Extracts the contract terms of a document as JSON.",
        "Extracts facts from documents into a fixed JSON schema.",
        "Cites documents the way our lawyers do.",
        "Remembers the tone of the contract for a whole letter.",
        "Follows our policy of never apologising.",
        "Keeps the tone that our customers know.",
        "Classifies tickets by product within 200 ms.",
        "Answers policy questions in our legal tone.",
        "Better recall of the classifier",
        "",
        "   \n\t",
        "....",
        "\x00\ud800",
    ],
)
def test_behaviour(statement: str) -> None:
    assert knowledge_words(statement) is None


def test_only_the_beginning_of_a_huge_statement_is_read() -> None:
    assert knowledge_words("polite " * 100_000 + "knows our docs") is None
