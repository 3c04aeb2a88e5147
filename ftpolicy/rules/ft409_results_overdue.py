"""FT409: the tuned model's results are overdue."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT409",
    severity=Severity.WARNING,
    clock=True,
    summary="`results_due` is past, and `tuned_results` and `outcome` are empty",
    why="A decision to fine-tune is a bet on a score. If nobody writes down what came of it, the "
    "next decision starts from nothing.",
    remedy="Write the tuned model's score under `evaluation.tuned_results`, or what became of it "
    "under `outcome`.",
    needs=UNDECIDED,
    passes=(
        sample({"evaluation.results_due": "2026-11-22"}, note="due today"),
        sample(
            {
                "evaluation.results_due": "2026-11-21",
                "outcome": {"result": "dropped", "date": "2026-11-21", "note": "Out of budget."},
            }
        ),
    ),
    fails=(sample({"evaluation.results_due": "2026-11-21"}),),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    due = record.evaluation.results_due
    told = record.evaluation.tuned_results or record.outcome is not None
    if due is not None and due < asked.today and not told:
        yield finding(
            RULE,
            f"results were due on `{due}`, and the record has neither `tuned_results` nor "
            "`outcome`",
            at(record, "evaluation.results_due"),
            due=True,
        )
