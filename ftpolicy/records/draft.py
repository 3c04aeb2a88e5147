"""A record that is being written: what is known so far, and where each part comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import is_dataclass
from typing import cast

from ftpolicy.model.costs import CallCost, Economics
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import (
    Budget,
    Dataset,
    Evaluation,
    Goal,
    Retraining,
    Reward,
    Source,
)
from ftpolicy.model.values import dataclass, replace

ALTERNATIVES = {
    "format": ("constrained-decoding",),
    "token-cost": ("prompt-caching", "cheaper-model"),
    "latency": ("smaller-model",),
    "domain-behavior": ("rag",),
}
NEWER = "newer-base"
"""The alternatives that a goal has to answer: its own and this one (FT305)."""

_PARTS = {
    "goal": Goal(),
    "dataset": Dataset(),
    "reward": Reward(),
    "evaluation": Evaluation(),
    "test_set": Source(),
    "retraining": Retraining(),
    "budget": Budget(),
    "economics": Economics(),
    "few_shot": CallCost(),
    "tuned": CallCost(),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The record so far; its `places` are empty.

    `notes` say of a dotted field where its value comes from, or of a gap what may go there.
    `required` are the fields that the policy asks for, `extra` the organisation's own ones among
    them with their values so far.
    """

    record: DecisionRecord
    notes: tuple[tuple[str, str], ...] = ()
    required: tuple[str, ...] = ()
    extra: tuple[tuple[str, str | None], ...] = ()
    head: tuple[str, ...] = ()  # lines of comment above everything

    def note(self, field: str) -> str:
        """The note on a field, empty without one."""
        return next((text for name, text in reversed(self.notes) if name == field), "")

    def noted(self, *notes: tuple[str, str]) -> Draft:
        """With these notes in place of earlier ones on the same fields."""
        fields = {name for name, _ in notes}
        kept = tuple(each for each in self.notes if each[0] not in fields)
        return replace(self, notes=(*kept, *(each for each in notes if each[1])))

    def having(self, values: Iterable[tuple[str, object]]) -> Draft:
        """With these fields set (`goal.type`, `few_shot_baselines.0.role`, `extra.dpia`)."""
        draft = self
        for field, value in values:
            draft = draft.noted((field, ""), (field.rpartition(".")[0], ""))
            if field.startswith("extra."):
                text = None if value is None else str(value)
                name = field.removeprefix("extra.")
                own = {**dict(draft.extra), name: text}
                draft = replace(draft, extra=tuple(own.items()))
            else:
                record = cast("DecisionRecord", _with(draft.record, field.split("."), value))
                draft = replace(draft, record=record)
        return draft

    def is_guess(self, field: str) -> bool:
        """Whether the note on a field, or on its part, asks a person to confirm it."""
        return any(self.note(each).endswith("?") for each in (field, field.rpartition(".")[0]))

    def value(self, field: str) -> object:
        """What a dotted field holds, None when a part on the way is not there."""
        if field.startswith("extra."):
            return dict(self.extra).get(field.removeprefix("extra."))
        found: object = self.record
        for step in field.split("."):
            if isinstance(found, tuple):
                found = found[int(step)] if int(step) < len(found) else None
            else:
                found = getattr(found, step, None)
        return found


def _with(held: object, steps: list[str], value: object) -> object:
    """A copy of a value of the record with one field below it set; a missing part is made."""
    if not steps:
        return value
    step, *rest = steps
    if isinstance(held, tuple):
        index = int(step)
        return (*held[:index], _with(held[index], rest, value), *held[index + 1 :])
    assert is_dataclass(held)  # noqa: S101 - fields are those of the questions and of the policy
    assert not isinstance(held, type)  # noqa: S101 - for the type checker
    below = getattr(held, step)
    if below is None and rest:
        below = _PARTS[step]
    return replace(held, **{step: _with(below, rest, value)})
