"""FT407: the tuned model meets the target or beats prompting only within the noise."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import sqrt

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.metric import measure_of
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.run import Asked
from ftpolicy.model.statistics import items_for_lift, unpaired_p
from ftpolicy.rules.measured import (
    Scored,
    bound,
    on_items,
    printed_bound,
    tuned,
    would_tell,
)
from ftpolicy.rules.rivals import beats, best_prompted, ceiling_floor, higher_is_better
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

_CHANCE = 0.05
_TUNED = {"model": "billing-voice-1", "test_examples": 300, "measured_on": "2026-11-21"}
_RESULTS = "evaluation.tuned_results"

RULE = Rule(
    code="FT407",
    severity=Severity.WARNING,
    summary="the tuned model meets the target, or beats prompting, only within the noise",
    why="A gain that another draw of test items could take away is no gain yet. Both models on the "
    "same items, compared item by item, need the fewest.",
    remedy="Measure the tuned model and the best prompt on more and on the same test items, and "
    "name both result files.",
    needs=(*UNDECIDED, "FT401", "FT402", "FT403"),
    passes=(sample({_RESULTS: [{**_TUNED, "score": 0.93}]}),),
    fails=(
        sample({_RESULTS: [{**_TUNED, "score": 0.87}]}, note="lower bound 0.834 on 300 items"),
        sample(
            {
                "evaluation.target": 0.72,
                _RESULTS: [{**_TUNED, "score": 0.77}],
            },
            also=("FT105",),
            note="six points more than the prompt, by chance one time in ten",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    for index, result in enumerate(record.evaluation.tuned_results):
        scored = tuned(case, record, index, result)
        if scored is None:
            continue
        for message in (*_short_of_target(case, record, scored), *_no_better(case, record, scored)):
            yield finding(RULE, f"the tuned model {message}", at(record, scored.place))


def _short_of_target(case: Case, record: DecisionRecord, scored: Scored) -> Iterator[str]:
    """Meets the target, or the ceiling less the margin, and the bound does not."""
    evaluation = record.evaluation
    if evaluation is None or evaluation.target is None:
        return
    higher = higher_is_better(record)
    floor = ceiling_floor(case, record) if record.goal and record.goal.is_constraint else None
    wanted, what = evaluation.target, "target"
    if floor is not None and beats(record, floor.least, wanted):
        wanted, what = floor.least, "ceiling less the margin"
    edge = bound(record, scored, "lower" if higher else "upper")
    if edge is None or beats(record, wanted, scored.score):
        return
    if edge.value < wanted if higher else edge.value > wanted:
        needed = edge.items_needed if what == "target" else None
        yield (
            f"scores {scored.subject}{on_items(scored.items)}, {edge.name} bound "
            f"`{printed_bound(edge, wanted)}`, {what} `{_plain(wanted)}`: not shown to reach it"
            + would_tell(scored.items, needed)
        )


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _no_better(case: Case, record: DecisionRecord, scored: Scored) -> Iterator[str]:
    if record.goal is not None and record.goal.is_constraint:
        return
    rival = best_prompted(case, record)
    if rival is None or not beats(record, scored.score, rival.score):
        return
    found = scored.evidence
    p, needed, paired = _by_claims(record, scored, rival), None, False
    if found is not None and found.p_better is not None:
        p, needed, paired = found.p_better, found.items_to_tell, found.paired
    elif p is not None:
        needed = _needed(record, scored, rival)
    if p is not None and p >= _CHANCE:
        how = "item by item" if paired else "on separate items"
        yield (
            f"scores {scored.subject} and prompting {rival.subject}{on_items(scored.items)}: the "
            f"difference is chance with p `{p:.2f}`, {how}" + would_tell(scored.items, needed)
        )


def _by_claims(record: DecisionRecord, scored: Scored, rival: Scored) -> float | None:
    """The test of two shares by their numbers of items, None where that does not suffice."""
    measure = measure_of(record.evaluation)
    if not measure.is_share or not scored.items or not rival.items:
        return None
    one, other = measure.unit(float(scored.score)), measure.unit(float(rival.score))
    if not (0 <= one <= 1 and 0 <= other <= 1):
        return None
    errors = [sqrt(p * (1 - p) / n) for p, n in ((one, scored.items), (other, rival.items))]
    return unpaired_p(one, errors[0], other, errors[1])


def _needed(record: DecisionRecord, scored: Scored, rival: Scored) -> int | None:
    measure = measure_of(record.evaluation)
    one, other = measure.unit(float(scored.score)), measure.unit(float(rival.score))
    return items_for_lift(one - other, one * (1 - other) + other * (1 - one))
