"""One question of the interview, and the short ways to write one down."""

from __future__ import annotations

from ftpolicy.cli._new import answers
from ftpolicy.cli._new.answers import Reader
from ftpolicy.model.values import dataclass

RESULTS = "results"
"""The question for result files; its answer fills several fields."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `reads` makes a value of the answer, `code` is the rule that asks for it."""

    field: str
    ask: str
    why: str
    reads: Reader
    code: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    suggested: str = ""  # what Enter means; empty: it leaves the field open


def choice(
    field: str, ask: str, why: str, choices: tuple[tuple[str, str], ...], code: str, first: str = ""
) -> Question:
    """A question with a few answers."""
    return Question(field, ask, why, answers.one_of(choices), code, choices, first)


def words(field: str, ask: str, why: str, code: str = "", suggested: str = "") -> Question:
    """A question for a sentence or a name."""
    return Question(field, ask, why, answers.text, code, suggested=suggested)


def amount(field: str, ask: str, why: str, code: str) -> Question:
    """A question for a number."""
    return Question(field, ask, why, answers.number, code)


def count(field: str, ask: str, why: str, code: str) -> Question:
    """A question for a whole number."""
    return Question(field, ask, why, answers.whole, code)
