"""FT012: a not-fine-tuning file cleared a likely detection."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run
from ftpolicy.rules.rule import Rule, finding, sample

_JOB = "jobs/forecast.yaml"
_DETECTOR = """\
id: acme-jobs
title: Acme jobs
url: https://jobs.acme.example
why: A job that names training data may tune a model.
match:
  - id: job
    languages: [yaml]
    confidence: likely
    keywords: [acme_training_data]
    when:
      - any: [acme_training_data]
"""
_CLEARANCE = (
    'kind: not-fine-tuning\ncovers: ["jobs/forecast.yaml"]\n'
    'reason: Fits a table of sales, no language model.\nby: "@dana"\n'
)
_OWN = 'detectors: {paths: ["policy/detectors/*.yaml"]}\n'
_FILES = {
    "policy/detectors/acme-jobs.yaml": _DETECTOR,
    "decisions/forecast.yaml": _CLEARANCE,
    _JOB: "acme_training_data: data/sales.csv\n",
}

RULE = Rule(
    code="FT012",
    severity=Severity.NOTE,
    summary="cleared by a `not-fine-tuning` file",
    why="A false alarm may be cleared in the same change, and a reviewer should see that it was, "
    "by whom and why. Only a likely detection can be cleared so.",
    remedy="Check that the file really fine-tunes nothing; if it does, write a decision record "
    "for it.",
    passes=(sample(files={"decisions/forecast.yaml": _CLEARANCE}, note="it clears nothing"),),
    fails=(
        sample(
            files=_FILES,
            before={_JOB: None, "decisions/forecast.yaml": None},
            policy=_OWN,
            note="the detector is the repository's own",
        ),
    ),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    for each in run.cleared:
        clearance = each.clearance
        yield finding(
            RULE,
            f"`{clearance.path}` clears this detection of `{each.detection.detector}`: "
            f"`{clearance.reason}`, says `{clearance.by}`",
            each.detection.location,
        )
