"""FT102: too few examples in the prompt."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, falling_short
from ftpolicy.rules.limits import highest, only
from ftpolicy.rules.measured import evidence_of
from ftpolicy.rules.result_samples import OUTSIDE, TABLE, table
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import counted

RULE = Rule(
    code="FT102",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="fewer examples in the prompt than the policy asks for",
    why="A few examples in the prompt show the model what a description leaves out, and they often "
    "close the gap on their own. Three to ten is usual; a trial with fewer has not tried few-shot "
    "prompting.",
    remedy="Try the prompt again with more examples, drawn from the training rows and never from "
    "the test set, and write the best variation's number as `examples_in_prompt`.",
    needs=(*UNDECIDED, "FT101"),
    settings=("limits.min_few_shot_examples",),
    passes=(
        sample({"few_shot_baselines.0.examples_in_prompt": 3}),
        sample(
            None, "few_shot_baselines.0.examples_in_prompt", note="the results say how many it had"
        ),
    ),
    fails=(
        sample({"few_shot_baselines.0.examples_in_prompt": 2}),
        sample({"few_shot_baselines.0.examples_in_prompt": 0}),
        sample(
            {"few_shot_baselines.0.results": [OUTSIDE]},
            "few_shot_baselines.0.examples_in_prompt",
            also=("FT112",),
        ),
        sample(
            files={TABLE: table([(2, 213), (0, 180), *((3, 150 + n) for n in range(10))])},
            also=("FT107",),
            note="by the results the best prompt with examples has two",
        ),
        sample(
            {"few_shot_baselines.0.examples_in_prompt": 3},
            policy="limits: {min_few_shot_examples: 4}\n",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or only(case, Profile.ENCODER):
        return
    least = highest(case, asked, lambda limits: limits.min_few_shot_examples)
    for each in falling_short(record):
        place, baseline = each
        claimed = baseline.examples_in_prompt
        found = evidence_of(case, place)
        measured = found.examples_in_prompt if found is not None else None
        shots = min((it for it in (claimed, measured) if it is not None), default=None)
        if shots is None:
            message = f"{called(each)} has no `examples_in_prompt`"
        elif shots < least:
            by = " by its results" if shots != claimed else ""
            message = f"{called(each)} has {counted(shots, 'example')} in the prompt{by}"
        else:
            continue
        yield finding(
            RULE,
            f"{message}, the policy asks for at least `{least}`",
            at(record, f"{place}.examples_in_prompt"),
        )
