"""FT103: too few prompt variations."""

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
    code="FT103",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="fewer prompt variations than the policy asks for",
    why="The first prompt is seldom the best one. Wording, order and choice of examples move the "
    "score by many points, so prompting has only been tried when several distinct prompts were "
    "measured.",
    remedy="Measure more distinct prompts on the test set, and write how many were tried as "
    "`variations_tried` and the best one's score as `score`.",
    needs=(*UNDECIDED, "FT101"),
    settings=("limits.min_variations",),
    passes=(
        sample({"few_shot_baselines.0.variations_tried": 10}),
        sample(None, "few_shot_baselines.0.variations_tried", note="the results hold twelve"),
    ),
    fails=(
        sample({"few_shot_baselines.0.variations_tried": 9}),
        sample(
            {"few_shot_baselines.0.results": [OUTSIDE]},
            "few_shot_baselines.0.variations_tried",
            also=("FT112",),
        ),
        sample(
            files={TABLE: table([(5, 213), *((5, 150 + n) for n in range(8))])},
            also=("FT107",),
            note="the results hold nine prompts",
        ),
        sample(policy="limits: {min_variations: 13}\n"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or only(case, Profile.ENCODER):
        return
    least = highest(case, asked, lambda limits: limits.min_variations)
    for each in falling_short(record):
        place, baseline = each
        claimed = baseline.variations_tried
        found = evidence_of(case, place)
        measured = found.variations if found is not None else None
        tried = min((it for it in (claimed, measured) if it is not None), default=None)
        if tried is None:
            message = f"{called(each)} has no `variations_tried`"
        elif tried < least:
            by = " by its results" if tried != claimed else ""
            message = f"{called(each)} rests on {counted(tried, 'prompt variation')}{by}"
        else:
            continue
        yield finding(
            RULE,
            f"{message}, the policy asks for at least `{least}`",
            at(record, f"{place}.variations_tried"),
        )
