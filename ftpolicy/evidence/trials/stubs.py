"""Ten prompts with 0, 3, 5 and 10 examples: three ways to open, and draws that differ."""

from __future__ import annotations

from collections.abc import Sequence

from ftpolicy.evidence.trials.trial import Item, Stub

_PLAIN = "{goal}"
_CAREFUL = (
    "You write for us, and others will not edit what you write. This matters most: {goal}\n"
    "Give the answer alone, without a word about how you came to it."
)
_IN_STEPS = (
    "{goal}\n"
    "Work in two steps that you keep to yourself. First note what is asked and what shape, length"
    " and manner the answer must have. Then write the answer and compare it with your notes."
)
_PLAN = (
    *((_PLAIN, 0), (_IN_STEPS, 0)),
    *((_PLAIN, 3), (_CAREFUL, 3), (_IN_STEPS, 3)),
    *((_PLAIN, 5), (_CAREFUL, 5), (_IN_STEPS, 5)),
    *((_PLAIN, 10), (_CAREFUL, 10)),
)
_NO_GOAL = "Answer the way that our own people would."

MOST_SHOWN = max(shots for _, shots in _PLAN)
DRAWN = sum(shots for _, shots in _PLAN)
"""Examples of all stubs together: with so many rows no example stands in two prompts."""


def stubs(examples: Sequence[Item], goal: str, system: str) -> tuple[Stub, ...]:
    """The stubs; needs at least as many examples as the largest one shows."""
    made: list[Stub] = []
    start = 0
    for number, (opening, shots) in enumerate(_PLAN, 1):
        shown = tuple(examples[(start + each) % len(examples)] for each in range(shots))
        start += shots
        wording = opening.replace("{goal}", goal.strip() or _NO_GOAL)
        words = [each for each in (system.strip(), wording) if each]
        made.append(Stub(f"v{number:02}-{shots}shot", "\n\n".join(words), shown))
    return tuple(made)
