"""FT301: no goal, or it does not say where the facts come from."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank, ticked

RULE = Rule(
    code="FT301",
    severity=Severity.ERROR,
    verdict=Verdict.STATE_GOAL,
    summary="no goal, or it does not say where the facts come from",
    why="Fine-tuning changes how a model behaves; it is a poor way to teach facts. So the record "
    "says which behaviour is wanted and, apart from that, where the facts of an answer come from.",
    remedy="Write `goal.type`, the wanted behaviour in one sentence as `goal.statement`, and "
    "`goal.facts_from`: prompt, retrieval or base-model.",
    needs=UNDECIDED,
    passes=(sample({"goal.facts_from": "base-model"}),),
    fails=(
        sample(None, "goal"),
        sample(None, "goal.type"),
        sample(None, "goal.statement"),
        sample({"goal.statement": " "}),
        sample(None, "goal.facts_from"),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    goal = record.goal
    if goal is None:
        yield finding(RULE, "the record has no `goal`", at(record, "goal"))
        return
    fields = {
        "goal.type": goal.type,
        "goal.statement": goal.statement,
        "goal.facts_from": goal.facts_from,
    }
    missing = [field for field, value in fields.items() if blank(value)]
    if missing:
        yield finding(RULE, f"the record lacks {ticked(missing)}", at(record, missing[0]))
