"""FT101: no few-shot baseline."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, numbered
from ftpolicy.rules.limits import highest, only
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank, shell_word

RULE = Rule(
    code="FT101",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="no few-shot baseline",
    why="Few-shot prompting closes the gap in most cases and can be changed in a minute. Only a "
    "prompted setup that was really measured shows that it does not here.",
    remedy="Run `ftpolicy trial` with the tuning file: it writes prompts with examples, and tests, "
    "from your data. Measure them, and write the best one under `few_shot_baselines` with its "
    "model, score and result file.",
    needs=UNDECIDED,
    passes=(sample(note="one baseline with a model and a score"),),
    fails=(
        sample(None, "few_shot_baselines"),
        sample({"few_shot_baselines": []}),
        sample(None, "few_shot_baselines.0.score"),
        sample(None, "few_shot_baselines.0.model"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    if not record.few_shot_baselines:
        if only(case, Profile.ENCODER):
            yield finding(
                RULE,
                "the record has no baseline of the untuned model",
                at(record, "few_shot_baselines"),
                remedy="Measure the model without tuning and write it under `few_shot_baselines`.",
            )
            return
        yield finding(
            RULE,
            "the record has no few-shot baseline",
            at(record, "few_shot_baselines"),
            remedy=_remedy(case, asked),
        )
    for each in numbered(record):
        place, baseline = each
        without = "score" if baseline.judged_score is None else ""
        without = "model" if blank(baseline.model) else without
        if without:
            yield finding(
                RULE,
                f"{called(each)} has no `{without}`",
                at(record, place),
                remedy=f"Write the baseline's `{without}`, as the result file has it.",
            )


def _remedy(case: Case, asked: Asked) -> str:
    prompts = highest(case, asked, lambda limits: limits.min_variations)
    shots = highest(case, asked, lambda limits: limits.min_few_shot_examples)
    file = case.detections[0].path if case.detections else "TUNING_FILE"
    return (
        f"Run `ftpolicy trial {shell_word(file)} --for promptfoo` (or inspect, plain): it writes "
        f"prompts from your data. Try at least {prompts} distinct ones with {shots} or more "
        "examples in them, and write the best one under `few_shot_baselines` with its model, "
        "score and result file."
    )
