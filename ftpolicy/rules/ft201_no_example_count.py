"""FT201: no example count, neither claimed nor counted."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.example_counts import claimed_in_all
from ftpolicy.rules.limits import only
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.sample_files import TUNING, tuning_file

RULE = Rule(
    code="FT201",
    severity=Severity.ERROR,
    verdict=Verdict.COLLECT_DATA,
    summary="no example count, claimed or counted; for continued pretraining no `tokens`",
    why="Too little data is the most common reason why a tuned model disappoints. How much there "
    "is must be known before the training, not after it.",
    remedy="Write the number of distinct labelled examples as `dataset.examples`, or name data "
    "that can be counted under `dataset.sources`.",
    needs=UNDECIDED,
    passes=(
        sample(note="a claimed count"),
        sample(
            {"dataset.sources": [{"path": "data/billing_train.jsonl", "examples": 1240}]},
            "dataset.examples",
            note="each source states its own",
        ),
    ),
    fails=(
        sample(
            {"dataset.sources": [{"hub": "acme/voice", "revision": "9f31c0e5d1c2"}]},
            "dataset.examples",
            files={TUNING: tuning_file(data="datasets: [{path: acme/voice}]")},
            also=("FT209",),
            note="data on a hub, without a number",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    dataset = record.dataset
    if Profile.CONTINUED in case.profiles and (dataset is None or dataset.tokens is None):
        yield finding(
            RULE,
            "continued pretraining, and the record has no `dataset.tokens`",
            at(record, "dataset.tokens"),
            remedy="Write the number of tokens as `dataset.tokens`.",
        )
    if only(case, Profile.CONTINUED) or claimed_in_all(dataset) is not None:
        return
    if case.evidence is None or case.evidence.examples is None:
        yield finding(
            RULE,
            "the record has no `dataset.examples`, and no data could be counted",
            at(record, "dataset.examples"),
        )
