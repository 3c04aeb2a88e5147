"""FT303: the goal's statement, or the data, reads like knowledge."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.data_samples import TRAIN, chat, pairs
from ftpolicy.rules.knowledge_words import knowledge_words
from ftpolicy.rules.measured import count_of
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

MOST_CLOSED_BOOK = 0.5
"""The share of answers with facts of their own from which the data teaches facts."""


def _facts() -> str:
    return "".join(
        chat(f"{asked}?", f"Call Hannah Weber at 0800 {number:06}.")
        for number, (asked, _) in enumerate(pairs(600))
    )


RULE = Rule(
    code="FT303",
    severity=Severity.WARNING,
    summary="the statement, or the data (answers with names, numbers or links that their prompt "
    "does not hold), reads like knowledge",
    why="Many goals that are called tone or format turn out to be facts: the model shall know the "
    "product or stay up to date. Fine-tuning teaches facts badly and retrieval does it well, so "
    "the wording deserves a second look.",
    remedy="If facts are wanted, use retrieval (RAG). If not, say in `goal.statement` how the "
    "answers should behave rather than what the model should know.",
    needs=UNDECIDED,
    passes=(
        sample({"goal.statement": "Summaries of our product documentation keep a neutral tone."}),
        sample({"goal.statement": "Answers questions about our docs in three short bullets."}),
        sample({"goal.statement": "Knows when to hand over to a person and says so plainly."}),
        sample({"goal.statement": "Does not memorise facts; replies follow our letter format."}),
    ),
    fails=(
        sample({"goal.statement": "The assistant knows our product documentation."}),
        sample({"goal.statement": "Answers questions about our internal docs."}),
        sample({"goal.statement": "Stays up to date with our releases."}),
        sample({"goal.statement": "Memorise the facts of the tariff handbook."}),
        sample(
            {"dataset.examples": 600},
            files={TRAIN: _facts},
            note="most answers hold facts that their prompt does not",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.goal is None or not record.goal.statement:
        return
    if record.goal.type == "knowledge" or record.goal.facts_from == "weights":
        return  # said openly, and refused by FT302
    yield from _data(case)
    words = knowledge_words(record.goal.statement)
    if words:
        yield finding(
            RULE, f"the goal reads like knowledge: `{words}`", at(record, "goal.statement")
        )


def _data(case: Case) -> Iterator[Finding]:
    record = case.decision
    count = count_of(case)
    if record is None or count is None or not count.closed_book_looked:
        return
    share = count.closed_book / count.closed_book_looked
    if share > MOST_CLOSED_BOOK:
        shown = "; ".join(f"`{it.path}` line {it.line}: {it.what}" for it in count.closed_book_rows)
        yield finding(
            RULE,
            f"{share:.0%} of the answers hold names, numbers or links that their prompt does not: "
            f"{shown}",
            at(record, "dataset.sources"),
        )
