"""FT404: no test set, or a small one."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.run import Asked
from ftpolicy.rules.baselines import numbered
from ftpolicy.rules.limits import highest
from ftpolicy.rules.measured import evidence_of
from ftpolicy.rules.result_samples import TABLE, table
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank, counted

RULE = Rule(
    code="FT404",
    severity=Severity.WARNING,
    summary="no test set, or fewer test examples than the policy's least",
    why="On a few dozen items a difference of ten points can be chance. A test set of its own, "
    "large enough and never trained on, makes scores comparable.",
    remedy="Name a test set under `evaluation.test_set` with its `path` and `examples`, and "
    "measure the baselines on all of it.",
    needs=(*UNDECIDED, "FT401"),
    settings=("limits.min_test_examples",),
    passes=(
        sample(
            {"evaluation.test_set.examples": 100, "few_shot_baselines.0.test_examples": 100},
            note="the limit exactly",
        ),
    ),
    fails=(
        sample(None, "evaluation.test_set"),
        sample({"evaluation.test_set.examples": 99}),
        sample({"few_shot_baselines.0.test_examples": 99}),
        sample(
            files={TABLE: table([(5, 64), *((5, 60 - n) for n in range(11))], items=90)},
            also=("FT107",),
            note="by the results",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    test_set = record.evaluation.test_set
    if test_set is None or all(map(blank, (test_set.path, test_set.hub, test_set.uri))):
        yield finding(
            RULE, "the record has no `evaluation.test_set`", at(record, "evaluation.test_set")
        )
        return
    known = sorted(_counts(case, record))
    if not known and blank(test_set.path):
        yield finding(
            RULE,
            "the record does not say how many examples the test set has",
            at(record, "evaluation.test_set"),
            remedy="Write their number as `evaluation.test_set.examples`.",
        )
    least = highest(case, asked, lambda limits: limits.min_test_examples)
    if known and known[0][0] < least:
        examples, place = known[0]
        subject = "the test set has" if "test_set" in place else "the baseline was measured on"
        yield finding(
            RULE,
            f"{subject} {counted(examples, 'test example')}, the policy asks for `{least}`",
            at(record, place),
        )


def _counts(case: Case, record: DecisionRecord) -> Iterator[tuple[int, str]]:
    test_set = record.evaluation.test_set if record.evaluation else None
    if test_set is not None and test_set.examples is not None:
        yield test_set.examples, "evaluation.test_set.examples"
    counted_set = case.evidence.test_set if case.evidence is not None else None
    if counted_set is not None and counted_set.count is not None:
        yield counted_set.count.rows - counted_set.count.bad, "evaluation.test_set"
    for place, baseline in numbered(record):
        if baseline.test_examples is not None:
            yield baseline.test_examples, f"{place}.test_examples"
        if baseline.confirmed is not None and baseline.confirmed.test_examples is not None:
            yield baseline.confirmed.test_examples, f"{place}.confirmed.test_examples"
        for field in (place, f"{place}.confirmed"):
            found = evidence_of(case, field)
            if found is not None and found.best is not None and found.best.items is not None:
                yield found.best.items, f"{field}.test_examples"
