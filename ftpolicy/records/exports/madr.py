"""A decision page after MADR 4.0, to stand among a team's other decisions.

The page is for people and has a place for every field: what no section asks for ends up under
More Information by its own name.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from ftpolicy.model.record import DecisionRecord, Status
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

NAME = "madr"

_STATUS = {Status.EXPLORING: "proposed", Status.RETIRED: "deprecated"}
_TUNE = "Fine-tune"
_PROMPT = "Keep prompting"
_CHOSEN = (Status.ACCEPTED, Status.EXPLORING, Status.PROPOSED, Status.SUPERSEDED, Status.RETIRED)


def render(record: DecisionRecord, written: Written) -> str:
    """The page with its front matter."""
    others = written.items("alternatives")
    options = [(md(it.text("option")), md(it.text("why_not"))) for it in others]
    lines = [
        *("---", yaml.safe_dump(_front(record, written), sort_keys=False).rstrip("\n"), "---", ""),
        f"# {md(written.text('title') or record.id)}",
        *("", "## Context and Problem Statement", "", *_context(written)),
        *("", "## Decision Drivers", "", *_drivers(written)),
        *("", "## Considered Options", "", f"- {_TUNE}", f"- {_PROMPT}"),
        *(f"- {option}" for option, _ in options),
        *("", "## Decision Outcome", "", *_outcome(record, written)),
        *("", "### Consequences", "", *_consequences(written)),
        *("", "### Confirmation", "", *_confirmation(written)),
        *("", "## Pros and Cons of the Options", "", f"### {_PROMPT}", "", *_prompting(written)),
    ]
    for option, why in options:
        lines += ["", f"### {option}", "", f"- Bad, because: {why or 'the record does not say'}"]
    lines += ["", "## More Information", "", *_more(written)]
    return "\n".join(lines) + "\n"


def _front(record: DecisionRecord, written: Written) -> dict[str, object]:
    written.text("status")
    status = _STATUS.get(record.status, record.status.value)
    after = written.texts("superseded_by")
    if record.status is Status.SUPERSEDED and after:
        status = f"superseded by {', '.join(after)}"
    front: dict[str, object] = {"status": status}
    if day := written.text("decided_on"):
        front["date"] = day
    if owners := written.texts("owners"):
        front["decision-makers"] = ", ".join(owners)
    return front


def _context(written: Written) -> Iterator[str]:
    statement = written.text("goal.statement")
    yield md(statement) if statement else "The record has no goal."
    kind, facts = written.text("goal.type"), written.text("goal.facts_from")
    lines = list(
        bullets(
            (
                ("Goal", code(kind) if kind else ""),
                ("The facts of an answer come from", md(facts)),
            )
        )
    )
    lines += goal_evidence(written)
    if lines:
        yield from ("", *lines)


def _drivers(written: Written) -> Iterator[str]:
    yield from bullets(
        (
            ("What must be reached", target(written)),
            ("How far under the ceiling it may end", written.text("evaluation.margin")),
        )
    )
    for each in written.items("evaluation.guards"):
        yield f"- Must not get worse: {code(each.text('metric'))}, at least {each.text('floor')}"


def _outcome(record: DecisionRecord, written: Written) -> Iterator[str]:
    if record.status in _CHOSEN:
        base, methods = codes(written.texts("model.base")), codes(written.texts("model.methods"))
        what = " ".join(each for each in (base, f"by {methods}" if methods else "") if each)
        because = "no prompted setup serves the goal: see the options"
        yield f'Chosen option: "{_TUNE}"{f" {what}" if what else ""}, because {because}.'
    else:
        yield f'Chosen option: "{_PROMPT}"; fine-tuning was rejected.'
    told = [md(written.text(f"outcome.{key}")) for key in ("result", "date", "note")]
    if any(told):
        yield from ("", f"Outcome: {', '.join(each for each in told if each)}.")


def _consequences(written: Written) -> Iterator[str]:
    amount, currency, per = (
        written.text(f"retraining.budget.{key}") for key in ("amount", "currency", "per")
    )
    budget = " ".join(each for each in (amount, currency, f"per {per}" if per else "") if each)
    yield from bullets(
        (
            ("Trained again by", md(written.text("retraining.owner"))),
            ("Every", md(written.text("retraining.cadence"))),
            ("Or when", md("; ".join(written.texts("retraining.triggers")))),
            ("Budget", md(budget)),
            ("Next review", written.text("retraining.next_review")),
            ("The base model is available until", written.text("retraining.base_available_until")),
        )
    )
    for name, said in written.rest("economics"):
        yield f"- Cost, {name.replace('_', ' ').replace('.', ', ')}: {md(said)}"


def _confirmation(written: Written) -> Iterator[str]:
    yield from bullets(
        (
            ("Test set", source(written, "evaluation.test_set.")),
            ("Judge", judged_by(written)),
            ("Results are due", written.text("evaluation.results_due")),
        )
    )
    for each in written.items("evaluation.tuned_results"):
        yield f"- Tuned: {_listed(each)}"


def _prompting(written: Written) -> Iterator[str]:
    for each in written.items("few_shot_baselines"):
        lacks = md(each.text("shortfall"))
        yield f"- Bad, because: {lacks or 'the record does not say'} ({_listed(each)})"


def _more(written: Written) -> Iterator[str]:
    yield f"- Record: {code(written.text('id'))}"
    covered = codes(written.texts("covers"))
    yield f"- Covers: {covered}"
    if before := written.texts("supersedes"):
        yield f"- Supersedes: {md(', '.join(before))}"
    for each in written.items("dataset.sources"):
        yield f"- Training data: {source(each)}"
    for name in written.left():
        yield f"- {md(name)}: {md(written.text(name))}"


def _listed(part: Written) -> str:
    """All that is left of a part, by name."""
    return ", ".join(f"{name.replace('_', ' ')} {md(said)}" for name, said in part.everything())
