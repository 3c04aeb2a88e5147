"""FT406: the tuned model misses the target, does not beat prompting, or breaks a guard."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Evaluation, TunedResult
from ftpolicy.model.run import Asked
from ftpolicy.rules.constraint_samples import FILES, LATENCY
from ftpolicy.rules.measured import Scored, tuned
from ftpolicy.rules.rivals import beats, best_prompted, ceiling_floor
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

_TUNED = {"model": "billing-voice-1", "test_examples": 300, "measured_on": "2026-11-21"}
_RESULTS = "evaluation.tuned_results"

RULE = Rule(
    code="FT406",
    severity=Severity.ERROR,
    verdict=Verdict.KEEP_PROMPTING,
    summary="the tuned model misses the target, does not beat prompting, or breaks a guard",
    why="A tuned model must earn its cost: do what the target asks and more than a prompt does, "
    "or, where a constraint is the goal, hold the ceiling's level, and make nothing else worse.",
    remedy="Keep the prompted setup, or train again with other data. Write `outcome` with `result: "
    "dropped` when the trial is over.",
    needs=(*UNDECIDED, "FT401", "FT402", "FT403"),
    passes=(
        sample({_RESULTS: [{**_TUNED, "score": 0.93}]}),
        sample(
            {**LATENCY, "evaluation.margin": 0.05, _RESULTS: [{**_TUNED, "score": 0.9}]},
            files=FILES,
            note="within the margin of the ceiling",
        ),
    ),
    fails=(
        sample({_RESULTS: [{**_TUNED, "score": 0.84}]}, note="misses the target"),
        sample(
            {"evaluation.target": 0.68, _RESULTS: [{**_TUNED, "score": 0.7}]},
            also=("FT104", "FT407"),
            note="scores less than the best prompt",
        ),
        sample(
            {**LATENCY, "evaluation.margin": 0.01, _RESULTS: [{**_TUNED, "score": 0.86}]},
            files=FILES,
            note="under the ceiling by more than the margin",
        ),
        sample(
            {
                _RESULTS: [
                    {
                        **_TUNED,
                        "score": 0.93,
                        "guards": [{"metric": "refusal_accuracy", "score": 0.95}],
                    }
                ]
            },
            note="breaks a guard",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    for index, result in enumerate(record.evaluation.tuned_results):
        scored = tuned(case, record, index, result)
        if scored is not None:
            for message in _failures(case, record, record.evaluation, scored):
                yield finding(RULE, f"the tuned model {message}", at(record, scored.place))
        for metric, score, floor in _broken(record.evaluation, result):
            yield finding(
                RULE,
                f"the tuned model breaks the guard `{metric}`: `{score}` is under the floor "
                f"`{floor}`",
                at(record, f"{_RESULTS}.{index}.guards"),
            )


def _failures(
    case: Case, record: DecisionRecord, evaluation: Evaluation, scored: Scored
) -> Iterator[str]:
    if not evaluation.meets_target(scored.score):
        yield f"scores {scored.subject} and misses the target `{evaluation.target}`"
    if record.goal is not None and record.goal.is_constraint:
        floor = ceiling_floor(case, record)
        if floor is not None and beats(record, floor.least, scored.score):
            yield (
                f"scores {scored.subject}, short of the ceiling `{floor.ceiling}` by more than "
                f"the margin `{floor.margin}`"
            )
        return
    rival = best_prompted(case, record)
    if rival is not None and not beats(record, scored.score, rival.score):
        yield f"scores {scored.subject} and does not beat prompting, {rival.subject}"


def _broken(evaluation: Evaluation, result: TunedResult) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Guards whose score is under the floor that the record sets."""
    floors = {guard.metric: guard.floor for guard in evaluation.guards}
    for guard in result.guards:
        floor = floors.get(guard.metric)
        if guard.score is not None and floor is not None and guard.score < floor:
            yield guard.metric or "", guard.score, floor
