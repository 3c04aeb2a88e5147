"""FT106: no result file backs the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import ResultFile
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record_parts import Source
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import called, numbered
from ftpolicy.rules.measured import evidence_of
from ftpolicy.rules.result_samples import OUTSIDE, TABLE
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT106",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="no result file backs the baseline",
    why="A score that somebody typed cannot be checked. The file that the evaluation wrote shows "
    "which prompts were tried, on how many items and how each of them did. A file that is not "
    "there, or that no reader knows, shows nothing.",
    remedy="Name the evaluation's result file under `results`: a path of this repository, or "
    "`{uri, sha256, examples}` for one that stands outside.",
    needs=(*UNDECIDED, "FT101"),
    passes=(sample(note="a file of the repository"),),
    fails=(
        sample(None, "few_shot_baselines.0.results"),
        sample({"few_shot_baselines.0.results": []}),
        sample({"few_shot_baselines.0.results": [{"uri": OUTSIDE["uri"]}]}, note="not pinned"),
        sample(
            {"few_shot_baselines.0.confirmed": {"score": 0.70, "test_examples": 300}},
            note="the confirmed score takes the place of the other, so it needs its own file",
        ),
        sample(files={TABLE: None}, note="the file is not there"),
        sample(files={TABLE: "it went well\n"}, note="no reader knows it"),
        sample(
            files={TABLE: "metric,score,n_items\nrubric_pass_rate,0.71,300\n"},
            note="a table without its columns",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for each in numbered(record):
        place, baseline = each
        claims = [(place, called(each), baseline.results)]
        if baseline.confirmed is not None and baseline.confirmed.score is not None:
            subject = f"the confirmed score of {called(each)}"
            claims.append((f"{place}.confirmed", subject, baseline.confirmed.results))
        for field, subject, results in claims:
            lack = _lack(case, field, results)
            if lack:
                yield finding(RULE, f"{subject} {lack}", at(record, f"{field}.results"))


def _lack(case: Case, field: str, results: tuple[Source, ...]) -> str:
    """Why nothing backs a score, empty when something does."""
    if not results:
        return "is backed by no result file"
    if not any(_backs(source) for source in results):
        return "is backed only by results outside the repository that are not pinned"
    found = evidence_of(case, field)
    outside = any(_backs(source) and not source.path for source in results)
    if found is None or outside or any(_shows(file) for file in found.files):
        return ""
    missing = [f"`{file.path}`: {file.fault}" for file in found.files if file.fault]
    return f"is backed by no result file that can be read ({missing[0]})" if missing else ""


def _shows(file: ResultFile) -> bool:
    """Whether a file holds runs, or would to a reader that is only not installed here."""
    return bool(file.runs or file.row_faults or file.extra)


def _backs(source: Source) -> bool:
    """Whether the results can be found again: in the repository, or pinned with their size."""
    if source.path and not source.uri and not source.hub:
        return True
    pinned = source.sha256 or (source.hub and source.revision)
    return bool(pinned) and source.examples is not None
