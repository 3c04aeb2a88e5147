"""FT211: outside of what the provider itself accepts."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.example_counts import claimed_in_all
from ftpolicy.rules.provider_limits import AS_OF, LIMITS
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.sample_files import TUNING

_JOB = """\
{
  "model": "accounts/fireworks/models/llama-v3p1-8b-instruct",
  "training_file": "file-abc123",
  "method": {"type": "supervised"}
}
"""

RULE = Rule(
    code="FT211",
    severity=Severity.WARNING,
    summary="outside the provider's own limits",
    why="A job over the provider's limits is refused after the upload, or silently cut.",
    remedy="Compare with the provider's current page (the table is dated), then split or extend "
    "the data.",
    needs=UNDECIDED,
    passes=(sample(note="trained on one's own machines, where no provider sets a limit"),),
    fails=(
        sample(
            {
                "covers": ["jobs/**"],
                "model.base": ["gpt-4o-mini-2024-07-18"],
                "dataset.examples": 9,
                "dataset.sources": [{"uri": "file-abc123", "examples": 9}],
            },
            files={
                TUNING: None,
                "jobs/voice.json": _JOB.replace(
                    "accounts/fireworks/models/llama-v3p1-8b-instruct", "gpt-4o-mini-2024-07-18"
                ),
            },
            also=("FT202",),
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    measured = case.evidence.examples if case.evidence is not None else None
    examples = measured if measured is not None else claimed_in_all(record.dataset)
    if examples is None:
        return
    for name in dict.fromkeys(one.detector for one in case.detections):
        for limit in LIMITS:
            if limit.detector != name:
                continue
            if limit.least is not None and examples < limit.least:
                bound = f"at least `{limit.least:,}`"
            elif limit.most is not None and examples > limit.most:
                bound = f"at most `{limit.most:,}`"
            else:
                continue
            yield finding(
                RULE,
                f"these are `{examples:,}` examples, {limit.who} takes {bound} "
                f"(as of {AS_OF}, {limit.source})",
                at(record, "dataset.examples"),
            )
