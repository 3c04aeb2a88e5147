"""FT303: the goal's statement reads like knowledge."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.knowledge_words import knowledge_words
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT303",
    severity=Severity.WARNING,
    summary="the goal's statement reads like knowledge",
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
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.goal is None or not record.goal.statement:
        return
    if record.goal.type == "knowledge" or record.goal.facts_from == "weights":
        return  # said openly, and refused by FT302
    words = knowledge_words(record.goal.statement)
    if words:
        yield finding(
            RULE, f"the goal reads like knowledge: `{words}`", at(record, "goal.statement")
        )
