"""FT004: a known premise of the tuning file is not the record's."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import Status
from ftpolicy.model.run import Asked
from ftpolicy.rules.premises import Difference, differences
from ftpolicy.rules.rule import Rule, finding, sample
from ftpolicy.rules.wording import ticked

RULE = Rule(
    code="FT004",
    severity=Severity.ERROR,
    verdict=Verdict.DECISION_STALE,
    summary="base model, method or data set of the tuning file is not the record's",
    why="A decision rests on its premises: the base model, the method and the data sets. With "
    "another base model the prompts may well be good enough, and with other data nothing that was "
    "counted holds. A learning rate is no premise and may change freely.",
    remedy="Decide again: measure the few-shot baseline for the new premise and write it into the "
    "record, or put the tuning file back to what was decided.",
    passes=(
        sample({"model.base": ["meta-llama/Llama-3.1-*"]}, note="a pattern"),
        sample({"model.base": ["/models/llama-3.1-8b-instruct"]}, note="equal in the last part"),
        sample(
            {"model.base": ["llama31"], "model.aliases": ["meta-llama/Llama-3.1-8B-Instruct"]},
            note="an alias",
        ),
        sample({"dataset.sources": [{"path": "data/billing_train.jsonl"}]}),
    ),
    fails=(
        sample({"model.base": ["mistralai/*"]}, note="no last part that could be equal"),
        sample({"model.base": ["meta-llama/Llama-3.2-3B-Instruct"]}),
        sample({"model.methods": ["dpo"]}),
        sample({"dataset.sources": [{"path": "data/billing_test.jsonl"}]}),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    exploring = record.status is Status.EXPLORING
    for detection in case.detections:
        for each in differences(detection, record, case.book):
            if exploring and not each.allowed:
                continue  # an exploration need not name its premises yet
            yield finding(RULE, _message(each), detection.location, remedy=_remedy(each))


def _message(difference: Difference) -> str:
    found = f"{difference.premise} {ticked(difference.found)}"
    if not difference.allowed:
        return f"{found} is not decided on: the record has no `{difference.field}`"
    return f"{found} is not the record's {ticked(difference.allowed, 'or')}"


def _remedy(difference: Difference) -> str:
    same = {
        "base model": "If it is the same model under another name, add the name to "
        "`model.aliases`.",
        "data set": "If it is the same data in another place, say so with `path` beside the "
        "source's `hub` or `uri`.",
    }.get(difference.premise, "")
    return f"{RULE.remedy} {same}".strip()
