"""FT110: prompt variations that are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, falling_short
from ftpolicy.rules.limits import highest, only
from ftpolicy.rules.measured import evidence_of
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

_PROMPT = (
    "Answer the customer in our support voice: plain, warm, never opening with an apology, always "
    "closing with the next step, in {} sentences at the most.\n"
)


def _alike(*numbers: int) -> dict[str, str | None]:
    return {
        f"evals/few_shot/prompts/v{number:02}.txt": _PROMPT.format(f"{number * 7}")
        for number in numbers
    }


RULE = Rule(
    code="FT110",
    severity=Severity.WARNING,
    summary="prompt variations are nearly the same",
    why="Twelve copies of one prompt that differ in a word are one trial. Variations tell "
    "something when they differ in instruction, format, order or choice of examples.",
    remedy="Try prompts that differ in what they say, how they say it, and in the examples they "
    "show.",
    needs=(*UNDECIDED, "FT101"),
    settings=("limits.min_variations",),
    passes=(sample(files=_alike(10, 11, 12), note="ten distinct ones are left"),),
    fails=(sample(files=_alike(8, 9, 11, 12), note="one word of the prompt differs"),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or only(case, Profile.ENCODER):
        return
    least = highest(case, asked, lambda limits: limits.min_variations)
    for each in falling_short(record):
        place = each[0]
        found = evidence_of(case, place)
        if found is None or not found.variations or not found.near_variations:
            continue
        distinct = found.variations - found.near_variations
        if distinct < least <= found.variations:
            yield finding(
                RULE,
                f"of the `{found.variations}` prompt variations of {called(each)} only "
                f"`{distinct}` differ in more than a word or two, the policy asks for at least "
                f"`{least}`",
                at(record, f"{place}.variations_tried"),
            )
