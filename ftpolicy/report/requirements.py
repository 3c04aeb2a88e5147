"""The five requirements of a decision as rows of a table: claim, measurement, standing."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.evidence import Measured, Standing
from ftpolicy.model.finding import Finding, JudgedCase, Report, Severity
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Baseline
from ftpolicy.model.values import dataclass
from ftpolicy.report.markdown_text import code
from ftpolicy.report.order import within
from ftpolicy.report.wording import counted

NOTHING = "—"
_MOST = 4
STANDINGS = {
    Standing.CONTRADICTED: "❌ contradicted",
    Standing.INCONCLUSIVE: "❔ inconclusive",
    Standing.NOT_COMPUTABLE: "➖ not computable",
    Standing.SUPPORTED: "✅ supported",
}
"""The worst first."""


@dataclass(frozen=True, slots=True)
class _Requirement:
    """One of the five: the fields of the record and the rules that are about it."""

    title: str
    field: str
    group: str  # third character of the codes
    measurable: bool = True


_REQUIREMENTS = (
    _Requirement("1 · Prompting falls short", "few_shot_baselines", "1"),
    _Requirement("2 · Data is enough", "dataset", "2"),
    _Requirement("3 · Behaviour, not facts", "goal", "3", measurable=False),
    _Requirement("4 · A metric will tell", "evaluation", "4"),
    _Requirement("5 · Retraining is planned", "retraining", "5", measurable=False),
)
_COST = _Requirement("· It pays", "economics", "6")


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement; each part is Markdown of one line."""

    title: str
    claimed: str
    measured: str
    standing: str


def rows(report: Report, index: int, record: DecisionRecord) -> tuple[Row, ...]:
    """The rows of a case with a well-shaped record; cost is a sixth where it is claimed."""
    asked = _REQUIREMENTS if record.economics is None else (*_REQUIREMENTS, _COST)
    findings = tuple(one for one in report.findings if one.case == index)
    return tuple(_row(each, report.cases[index], record, findings) for each in asked)


def _row(
    asked: _Requirement, judged: JudgedCase, record: DecisionRecord, findings: tuple[Finding, ...]
) -> Row:
    evidence = judged.case.evidence
    own = tuple(one for one in findings if one.code[2] == asked.group)
    claims = tuple(
        one
        for one in (evidence.claims if evidence is not None else ())
        if one.claim.partition(".")[0] == asked.field
    )
    claimed = "; ".join(_CLAIMED[asked.field](record))
    unmeasured = "not measured" if evidence is None and asked.measurable else NOTHING
    unjudged = "➖ as claimed" if asked.measurable else "✅ stated"
    return Row(
        asked.title,
        claimed or "nothing",
        _measured(claims) or unmeasured,
        _standing(own, claims, judged) or (unjudged if claimed else "➖ nothing to go by"),
    )


def _measured(claims: tuple[Measured, ...]) -> str:
    known = tuple(one for one in claims if one.measured is not None)
    shown, more = within(known, _MOST)
    words = [f"{label(one.claim)} {code(one.measured or '')}" for one in shown]
    return ", ".join([*words, *([f"{more} more below"] if more else [])])


def label(claim: str) -> str:
    """A dotted field without the part that its row names: `examples`, `score`."""
    parts = claim.split(".")[1:] or [claim]
    shown = parts[1:] if parts[0] == "0" and len(parts) > 1 else parts
    return code(".".join(shown))


def _standing(
    findings: tuple[Finding, ...], claims: tuple[Measured, ...], judged: JudgedCase
) -> str:
    """The findings by weight; without an error or a warning what the measurements say."""
    standing = [one for one in findings if one.stands]
    waived = [one for one in findings if one.waived is not None]
    parts = [
        f"{mark} {_codes(of_weight)}"
        for mark, severity in (("❌", Severity.ERROR), ("⚠️", Severity.WARNING))
        if (of_weight := [one for one in standing if one.severity is severity])
    ]
    if not parts:
        worst = next((said for each, said in STANDINGS.items() if _has(claims, each)), None)
        parts = [worst] if worst else []
    if not parts and not judged.case.touched:
        parts = ["➖ unchanged, not judged again"]
    return ", ".join([*parts, *([f"➖ waived: {_codes(waived)}"] if waived else [])])


def _codes(findings: list[Finding]) -> str:
    return " ".join(dict.fromkeys(one.code for one in findings))


def _has(claims: tuple[Measured, ...], standing: Standing) -> bool:
    return any(one.standing is standing for one in claims)


def _prompting(record: DecisionRecord) -> Iterator[str]:
    shown, more = within(record.few_shot_baselines, _MOST)
    for one in shown:
        yield _baseline(one)
    if more:
        yield f"{more} more"


def _baseline(one: Baseline) -> str:
    parts = [
        code(one.model or "a model without name"),
        f"scores {code(str(one.judged_score))}" if one.judged_score is not None else "has no score",
    ]
    said = []
    if one.variations_tried is not None:
        said.append(counted(one.variations_tried, "variation"))
    if one.examples_in_prompt is not None:
        said.append(f"{counted(one.examples_in_prompt, 'example')} in the prompt")
    return f"{' '.join(parts)} ({', '.join(said)})" if said else " ".join(parts)


def _data(record: DecisionRecord) -> Iterator[str]:
    dataset = record.dataset
    if dataset is None:
        return
    if dataset.examples is not None:
        yield counted(dataset.examples, "example")
    if dataset.tokens is not None:
        yield counted(dataset.tokens, "token")
    if dataset.sources:
        yield counted(len(dataset.sources), "source")


def _goal(record: DecisionRecord) -> Iterator[str]:
    goal = record.goal
    if goal is None:
        return
    yield code(goal.type or "no type")
    if goal.facts_from is not None:
        yield f"facts from {code(goal.facts_from)}"


def _metric(record: DecisionRecord) -> Iterator[str]:
    asked = record.evaluation
    if asked is None:
        return
    yield code(asked.metric or "no metric")
    if asked.target is not None:
        better = {True: " or more", False: " or less", None: ""}[asked.higher_is_better]
        yield f"target {code(str(asked.target))}{better}"
    if asked.test_set is not None and asked.test_set.examples is not None:
        yield counted(asked.test_set.examples, "test item")


def _retraining(record: DecisionRecord) -> Iterator[str]:
    plan = record.retraining
    if plan is None:
        return
    if plan.owner is not None:
        yield code(plan.owner)
    if plan.cadence is not None:
        yield f"every {code(plan.cadence.text)}"
    if plan.triggers:
        yield counted(len(plan.triggers), "trigger")
    if plan.next_review is not None:
        yield f"next review {plan.next_review}"


def _cost(record: DecisionRecord) -> Iterator[str]:
    plan = record.economics
    if plan is None:
        return
    for name, cost in (("prompted", plan.few_shot), ("tuned", plan.tuned)):
        if cost is not None and cost.per_call is not None:
            yield f"{code(str(cost.per_call))} a call {name}"
    if plan.currency is not None:
        yield f"in {code(plan.currency)}"


_CLAIMED = {
    "few_shot_baselines": _prompting,
    "dataset": _data,
    "goal": _goal,
    "evaluation": _metric,
    "retraining": _retraining,
    "economics": _cost,
}
