"""FT106: no result file backs the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import Source
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, numbered
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

_SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_OUTSIDE = {"uri": "s3://acme-evals/few_shot.json", "sha256": _SHA, "examples": 300}

RULE = Rule(
    code="FT106",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="no result file backs the baseline",
    why="A score that somebody typed cannot be checked. The file that the evaluation wrote shows "
    "which prompts were tried, on how many items and how each of them did.",
    remedy="Name the evaluation's result file under `results`: a path of this repository, or "
    "`{uri, sha256, examples}` for one that stands outside.",
    needs=(*UNDECIDED, "FT101"),
    passes=(sample(note="a file of the repository"),),
    fails=(
        sample(None, "few_shot_baselines.0.results"),
        sample({"few_shot_baselines.0.results": []}),
        sample({"few_shot_baselines.0.results": [{"uri": _OUTSIDE["uri"]}]}, note="not pinned"),
        sample(
            {"few_shot_baselines.0.confirmed": {"score": 0.70, "test_examples": 300}},
            note="the confirmed score takes the place of the other, so it needs its own file",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for each in numbered(record):
        place, baseline = each
        claims = [(f"{place}.results", called(each), baseline.results)]
        if baseline.confirmed is not None and baseline.confirmed.score is not None:
            subject = f"the confirmed score of {called(each)}"
            claims.append((f"{place}.confirmed.results", subject, baseline.confirmed.results))
        for field, subject, results in claims:
            if any(_backs(source) for source in results):
                continue
            lack = "is backed by no result file"
            if results:
                lack = "is backed only by results outside the repository that are not pinned"
            yield finding(RULE, f"{subject} {lack}", at(record, field))


def _backs(source: Source) -> bool:
    """Whether the results can be found again: in the repository, or pinned with their size."""
    if source.path and not source.uri and not source.hub:
        return True
    pinned = source.sha256 or (source.hub and source.revision)
    return bool(pinned) and source.examples is not None
