"""A section of a Hugging Face model card: its front matter, and text for its body.

Prices, budgets and the organisation's own fields are no reader's of a card: they are left out.
Keys: huggingface_hub's `ModelCardData`; what a card of a repository says of its licence is not
what a record says of its data, so that `license` is the author's to write.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Evaluation, TunedResult
from ftpolicy.model.regex import regex
from ftpolicy.records.exports.prose import (
    bullets,
    code,
    codes,
    goal_evidence,
    judged_by,
    md,
    source,
    target,
)
from ftpolicy.records.exports.written import Written

NAME = "hf-card"

_HUB = regex(r"[\w.-]+/[\w.-]+")
Card = dict[str, object]


def render(record: DecisionRecord, written: Written) -> str:
    """Front matter and sections of a card."""
    card = yaml.safe_dump(_front(record), sort_keys=False, allow_unicode=True, width=1000)
    lines = ["---", card.rstrip("\n"), "---", "", *_body(record, written)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _front(record: DecisionRecord) -> Card:
    card: Card = {}
    bases = [name for name in record.model.base if _HUB.fullmatch(name)]
    if bases:
        card["base_model"] = bases[0] if len(bases) == 1 else bases
    sets = [each.hub for each in record.dataset.sources if each.hub] if record.dataset else []
    if sets:
        card["datasets"] = sets
    card["tags"] = ["fine-tuned", *record.model.methods]
    if record.evaluation is not None and record.evaluation.metric:
        card["metrics"] = [record.evaluation.metric]
        tuned = [each for each in record.evaluation.tuned_results if each.score is not None]
        if tuned:
            card["model-index"] = [_result(record.id, record.evaluation, each) for each in tuned]
    return card


def _result(record_id: str, evaluation: Evaluation, tuned: TunedResult) -> Card:
    test = evaluation.test_set
    name = (test.hub or test.path or test.uri if test is not None else None) or "test set"
    value = float(tuned.score) if tuned.score is not None else 0.0
    return {
        "name": tuned.model or record_id,
        "results": [
            {
                "task": {"type": "text-generation"},
                "dataset": {"name": name, "type": (test.hub if test else None) or "custom"},
                "metrics": [{"type": evaluation.metric, "value": value}],
            }
        ],
    }


def _body(record: DecisionRecord, written: Written) -> Iterator[str]:
    yield f"## {md(written.text('title') or record.id)}"
    yield from ("", *_goal(written))
    yield from _section("Prompting was tried first", _baselines(written))
    yield from _section("Training", _training(written))
    yield from _section("Evaluation", _evaluation(written))
    yield from _section("Other ways", _alternatives(written))
    yield from _section("Care", _care(written))
    yield from _section("Decision", _decision(written))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", f"### {title}", "", *found)


def _goal(written: Written) -> Iterator[str]:
    kind, facts = written.text("goal.type"), written.text("goal.facts_from")
    statement = written.text("goal.statement")
    if statement:
        yield from (md(statement), "")
    yield from bullets(
        (
            ("Goal", code(kind) if kind else ""),
            ("The facts of an answer come from", md(facts)),
        )
    )
    yield from goal_evidence(written)


def _baselines(written: Written) -> Iterator[str]:
    rows = []
    for each in written.items("few_shot_baselines"):
        cells = [md(each.text(key)) for key in ("model", "role", "examples_in_prompt")]
        cells += [each.text(key) for key in ("variations_tried", "score", "test_examples")]
        again = each.text("confirmed.score")
        cells += [each.text("measured_on"), again]
        each.text("confirmed.test_examples")
        rows.append((cells, md(each.text("shortfall"))))
    if not rows:
        return
    head = ("model", "role", "examples in the prompt", "prompts", "score", "test items")
    yield "| " + " | ".join((*head, "measured on", "confirmed")) + " |"
    yield "| --- " * (len(head) + 2) + "|"
    for cells, _ in rows:
        yield "| " + " | ".join(cells) + " |"
    short = [said for _, said in rows if said]
    if short:
        yield from ("", *(f"- What prompting lacks: {said}" for said in short))


def _training(written: Written) -> Iterator[str]:
    yield from bullets(
        (
            ("Base model", codes(written.texts("model.base"))),
            ("Method", codes(written.texts("model.methods"))),
            ("Teacher", codes(filter(None, [written.text("model.teacher")]))),
            ("Made from the model of", md(written.text("model.from_record"))),
            ("Distinct examples", written.text("dataset.examples")),
            ("Tokens", written.text("dataset.tokens")),
        )
    )
    for each in written.items("dataset.sources"):
        yield f"- Data: {source(each)}"
    share = written.text("dataset.synthetic.share")
    made_by = md(written.text("dataset.synthetic.by"))
    kind, path = written.text("dataset.reward.kind"), written.text("dataset.reward.path")
    yield from bullets(
        (
            ("Labelling", md(written.text("dataset.labelling"))),
            ("Licence of the data", md(written.text("dataset.licence"))),
            ("Personal data", md(written.text("dataset.personal_data"))),
            ("Synthetic", f"by {made_by}, share {share or 'unknown'}" if made_by else share),
            ("Reward", " ".join(each for each in (md(kind), code(path) if path else "") if each)),
        )
    )


def _evaluation(written: Written) -> Iterator[str]:
    yield from bullets(
        (
            ("Metric", target(written)),
            ("Margin under the best prompted model", written.text("evaluation.margin")),
            ("Test set", source(written, "evaluation.test_set.")),
            ("Judge", judged_by(written)),
        )
    )
    for each in written.items("evaluation.guards"):
        yield f"- Must not get worse: {code(each.text('metric'))}, at least {each.text('floor')}"
    for each in written.items("evaluation.tuned_results"):
        yield f"- Tuned: {_tuned(each)}"


def _tuned(each: Written) -> str:
    words = [code(each.text("model"))] if each.text("model") else []
    words += [f"score {each.text('score')}"] if each.text("score") else []
    words += [f"on {each.text('test_examples')} items"] if each.text("test_examples") else []
    words += [each.text("measured_on")] if each.text("measured_on") else []
    words += [f"{code(one.text('metric'))} {one.text('score')}" for one in each.items("guards")]
    return ", ".join(words)


def _alternatives(written: Written) -> Iterator[str]:
    for each in written.items("alternatives"):
        yield f"- {md(each.text('option'))}: {md(each.text('why_not')) or 'not answered'}"


def _care(written: Written) -> Iterator[str]:
    yield from bullets(
        (
            ("Owner", md(written.text("retraining.owner"))),
            ("Trained again", md(written.text("retraining.cadence"))),
            ("Or when", md("; ".join(written.texts("retraining.triggers")))),
            ("Next review", written.text("retraining.next_review")),
            ("The base model is available until", written.text("retraining.base_available_until")),
        )
    )


def _decision(written: Written) -> Iterator[str]:
    outcome = [md(written.text(f"outcome.{key}")) for key in ("result", "date", "note")]
    yield from bullets(
        (
            ("Record", code(written.text("id"))),
            ("Status", md(written.text("status"))),
            ("Decided on", written.text("decided_on")),
            ("Owners", md(", ".join(written.texts("owners")))),
            ("Outcome", ", ".join(each for each in outcome if each)),
        )
    )
