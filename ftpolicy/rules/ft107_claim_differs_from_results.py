"""FT107: the record claims something else than its result files hold."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import Measured, Standing
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.measured import contradicted_rows
from ftpolicy.rules.result_samples import TABLE, table
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

_MORE = "evals/few_shot/more.csv"

RULE = Rule(
    code="FT107",
    severity=Severity.ERROR,
    verdict=Verdict.CORRECT_THE_RECORD,
    summary="the record claims another score than its result files hold, or more variations, "
    "examples or test items, or another metric or model",
    why="A reviewer reads the record and trusts its numbers. Where they differ from the files they "
    "are said to come from, one of the two is wrong.",
    remedy="Write what the result files hold (`ftpolicy measure --write` does), or name the files "
    "that the claim was made from.",
    needs=(*UNDECIDED, "FT101", "FT401"),
    passes=(
        sample(note="the claims are those of the files"),
        sample(
            {"few_shot_baselines.0.model": "openai/GPT-4o-2024-08-06"},
            note="the same model by a provider's name",
        ),
        sample(
            {"few_shot_baselines.0.variations_tried": 10},
            note="fewer than the files hold is no lie",
        ),
    ),
    fails=(
        sample({"few_shot_baselines.0.score": 0.69}),
        sample({"few_shot_baselines.0.score": 0.72}, note="either way"),
        sample({"few_shot_baselines.0.variations_tried": 13}),
        sample({"few_shot_baselines.0.examples_in_prompt": 8}),
        sample({"few_shot_baselines.0.test_examples": 301}),
        sample({"few_shot_baselines.0.model": "gpt-4.1-2025-04-14"}, note="another model"),
        sample({"evaluation.metric": "tone_match"}, note="another metric"),
        sample(
            {"few_shot_baselines.0.results.1": _MORE},
            files={_MORE: table([(5, 150)]).replace("0.5000", "0.5400")},
            note="a row that contradicts itself",
        ),
        sample(
            {
                "evaluation.tuned_results": [
                    {"score": 0.93, "test_examples": 300, "results": ["evals/tuned.csv"]}
                ]
            },
            files={"evals/tuned.csv": table([(0, 276)])},
            note="a tuned model's score",
        ),
        sample(files={TABLE: table([(5, 213)] * 12, items=299)}, note="one item short"),
    ),
)

_COUNTED = {
    "variations_tried": "prompt variations",
    "examples_in_prompt": "examples in the prompt",
    "test_examples": "test examples",
}
_FIELDS = (*_COUNTED, "score")
_PARTS = ("few_shot_baselines.", "evaluation.tuned_results.")


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or case.evidence is None:
        return
    for claim in case.evidence.claims:
        ours = claim.claim.startswith(_PARTS) and claim.claim.rpartition(".")[2] in _FIELDS
        if ours and claim.standing is Standing.CONTRADICTED:
            yield finding(RULE, _message(claim), at(record, claim.claim))
    for field, path, line, what in contradicted_rows(case):
        yield finding(
            RULE,
            f"line `{line}` of `{path}` cannot be right: {what}",
            at(record, field),
            remedy="Run the evaluation again and commit what it writes, or mend the row.",
        )


def _message(claim: Measured) -> str:
    if claim.measured is None:
        return f"the record claims a score of `{claim.claimed}`, but {claim.note}"
    noun = _COUNTED.get(claim.claim.rpartition(".")[2])
    claimed = f"a score of `{claim.claimed}`" if noun is None else f"`{claim.claimed}` {noun}"
    return f"the record claims {claimed}, `{claim.source}` comes to `{claim.measured}`"
