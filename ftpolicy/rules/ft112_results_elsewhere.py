"""FT112: results stand outside the repository."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import numbered
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

_SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_OUTSIDE = {"uri": "s3://acme-evals/few_shot.json", "sha256": _SHA, "examples": 300}

RULE = Rule(
    code="FT112",
    severity=Severity.WARNING,
    summary="results stand outside the repository: pinned, not read",
    why="A hash fixes which file was meant, but nothing here can read it: whether it shows what "
    "the record says is left to the reviewer.",
    remedy="Commit the result file when it may be public to this repository's readers.",
    needs=(*UNDECIDED, "FT101"),
    passes=(sample(note="results in the repository"),),
    fails=(sample({"few_shot_baselines.0.results": [_OUTSIDE]}),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    for place, baseline in numbered(record):
        for index, source in enumerate(baseline.results):
            name = source.uri or source.hub
            if name and not source.path and source.sha256:
                yield finding(
                    RULE,
                    f"`{name}` stands outside the repository and was not read",
                    at(record, f"{place}.results.{index}"),
                )
