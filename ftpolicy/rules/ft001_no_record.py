"""FT001: a tuning file that no live record covers."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Confidence, Detection
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import Rule, finding, sample
from ftpolicy.rules.sample_files import RECORD, tuning_file
from ftpolicy.rules.wording import shell_word

RULE = Rule(
    code="FT001",
    severity=Severity.ERROR,
    verdict=Verdict.NO_DECISION,
    summary="tuning file that no live record covers",
    why="Fine-tuning is slow, costs money and must be repeated for ever, and few-shot prompting "
    "closes the gap in most cases. So a tuning file comes in together with a written decision "
    "that shows why prompting was not enough.",
    remedy="Run `ftpolicy new` with the path of the tuning file, and fill in what the record "
    "cannot read by itself: the goal, the prompts that were tried, the target and the retraining "
    "plan.",
    settings=("detectors.likely", "exclude", "examples"),
    passes=(
        sample(note="the record's `covers` holds the file"),
        sample({"covers": ["configs/billing/train.yaml"]}),
    ),
    fails=(
        sample(files={RECORD: None}, note="no record at all"),
        sample(
            files={"configs/sales/train.yaml": tuning_file("mistralai/Mistral-7B-v0.3")},
            note="a second tuning file outside the record's `covers`",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    if case.record is not None or case.lost or case.dead:
        return
    for detection in case.detections:
        yield finding(
            RULE,
            "no live decision record covers this tuning file" + _no_longer_held(case),
            detection.location,
            remedy=_remedy(detection),
        )


def _no_longer_held(case: Case) -> str:
    """Why the baseline, which notes the file, does not hold for it any more."""
    if not case.outgrown:
        return ""
    return f", and the baseline no longer holds: {'; '.join(case.outgrown)}"


def _remedy(detection: Detection) -> str:
    written = (
        f"Run `ftpolicy new {shell_word(detection.path)}` and fill in the gaps that it leaves."
    )
    if detection.confidence is Confidence.CERTAIN:
        return written
    return (
        f"{written} If the file fine-tunes nothing, say so in a file of "
        "`kind: not-fine-tuning` with `covers`, `reason` and `by`."
    )
