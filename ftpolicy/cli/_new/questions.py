"""What is asked, and in which order; a question whose field is known is not asked."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.cli._new import answers
from ftpolicy.cli._new.answers import Around
from ftpolicy.cli._new.goal import goal_questions
from ftpolicy.cli._new.proof import proof_questions
from ftpolicy.cli._new.question import RESULTS, Question, choice, words
from ftpolicy.model.period import Period
from ftpolicy.records.draft import Draft

_STATUSES = (
    ("proposed", "the owners have not decided yet"),
    ("accepted", "the owners have decided"),
)
_TEXTS = ("dataset.licence", "dataset.labelling", "dataset.personal_data")


def next_question(draft: Draft, around: Around, answered: frozenset[str]) -> Question | None:
    """The first question that is still to be asked, None when there is none."""
    for one in _questions(draft, around):
        if one.field not in answered and _is_open(draft, one.field):
            return one
    return None


def _is_open(draft: Draft, field: str) -> bool:
    if field in ("status", RESULTS):
        return True
    return draft.value(field) in (None, ()) or draft.is_guess(field)


def _questions(draft: Draft, around: Around) -> Iterator[Question]:
    yield from goal_questions(draft)
    yield from proof_questions(draft)
    yield from _plan(draft, around)
    for index, one in enumerate(draft.record.alternatives):
        ask = f"Why is {one.option} not enough?"
        why = "It is cheaper than training, and undone in a minute."
        yield words(f"alternatives.{index}.why_not", ask, why, "FT305")
    for field in draft.required:
        if field in _TEXTS or (field.startswith("extra.") and field.count(".") == 1):
            yield words(field, f"{field}?", "The policy requires it.", "FT013")
    yield words("title", "What is the decision, in one line?", "It heads the record.")
    why = "A proposal passes on your machine; a protected branch asks for a decision."
    yield choice("status", "Have the owners decided?", why, _STATUSES, "FT003", "proposed")


def _plan(draft: Draft, around: Around) -> Iterator[Question]:
    owners = draft.record.owners
    ask = "Who answers for the decision? (@team or mail, with commas between)"
    yield Question("owners", ask, "They review its numbers like code.", answers.several)
    ask, why = "Who trains again when it is due?", "A plan that nobody owns is not carried out."
    yield words("retraining.owner", ask, why, "FT502", owners[0] if owners else "")
    place, ask = "retraining.cadence", "How often is it trained again?"
    why = "A tuned model ages from its first day; P3M is every three months."
    yield Question(place, ask, why, answers.period, "FT503", suggested="P3M")
    cadence = draft.value("retraining.cadence")
    after = cadence.after(around.session.today) if isinstance(cadence, Period) else None
    place, ask = "retraining.next_review", "On which day is the decision looked at again?"
    why = "A newer base model may do it with a prompt."
    suggested = after.isoformat() if after else "+P3M"
    yield Question(place, ask, why, answers.coming_day, "FT504", suggested=suggested)
    place, ask = "retraining.budget", "What may one training cost? (such as 400 USD per run)"
    yield Question(place, ask, "Fine-tuning is paid for again and again.", answers.budget, "FT505")
