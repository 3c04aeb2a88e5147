"""What results and data say, filled into a draft record."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ftpolicy.evidence.measure import measure
from ftpolicy.evidence.score_claims import shown
from ftpolicy.evidence.session import Session
from ftpolicy.evidence.suggest import suggestion
from ftpolicy.model.case import Case
from ftpolicy.model.detection import Detection
from ftpolicy.model.evidence import Count, Evidence, ResultFile, ScoreEvidence
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Alternative
from ftpolicy.model.values import replace
from ftpolicy.records.draft import ALTERNATIVES, NEWER, Draft

_MOST_NAMED = 3


def with_results(draft: Draft, files: Sequence[ResultFile], metric: str | None = None) -> Draft:
    """A baseline for each prompted model that the files hold, in the metric of the record."""
    said = suggestion(files, metric)
    constrained = draft.record.goal is not None and draft.record.goal.is_constraint
    role = None if constrained else "candidate"
    if not said.baselines:
        open_metric = ("evaluation.metric", said.note)
        return draft.noted(open_metric) if said.note else draft
    values: list[tuple[str, object]] = [
        ("few_shot_baselines", tuple(replace(each, role=role) for each in said.baselines))
    ]
    notes = []
    for field, value, note in (
        ("evaluation.metric", said.metric, _others(said.metric, said.metrics)),
        ("evaluation.kind", said.kind, "each score is a whole number of the test items"),
        ("evaluation.scale", said.scale, ""),
        ("evaluation.higher_is_better", said.higher_is_better, "by the metric's name: is it so?"),
    ):
        if value is not None and draft.value(field) is None:
            values.append((field, value))
            notes.append((field, note))
    return draft.having(values).noted(*notes)


def with_alternatives(draft: Draft) -> Draft:
    """With the alternatives that the goal has to answer; answers that are there stay."""
    kind = draft.record.goal.type if draft.record.goal is not None else None
    wanted = (*ALTERNATIVES.get(kind or "", ()), NEWER)
    answered = tuple(it for it in draft.record.alternatives if it.why_not)
    names = {it.option for it in answered}
    open_ones = tuple(Alternative(option) for option in wanted if option not in names)
    return replace(draft, record=replace(draft.record, alternatives=(*answered, *open_ones)))


def measured(draft: Draft, found: Sequence[Detection], session: Session) -> Draft:
    """With the numbers that the data and the result files hold."""
    evidence = _evidence(draft.record, found, session)
    values: list[tuple[str, object]] = []
    notes: list[tuple[str, str]] = []
    if evidence.examples is not None and _was_counted(evidence):
        values.append(("dataset.examples", evidence.examples))
        notes.append(("dataset.examples", _counted(evidence.count)))
    elif why := next((it.why for it in evidence.unmeasured if it.claim.startswith("dataset")), ""):
        notes.append(("dataset.examples", f"not counted, {why}"))
    test = evidence.test_set
    if test is not None and test.count is not None:
        values.append(("evaluation.test_set.examples", test.count.rows - test.count.bad))
        notes.append(("evaluation.test_set", draft.note("evaluation.test_set")))
    directed = draft.value("evaluation.higher_is_better") is not None
    if not directed:
        either = draft.having([("evaluation.higher_is_better", True)])
        evidence = _evidence(either.record, found, session)
    for each in evidence.baselines:
        values += _of_baseline(each, directed)
    return draft.having(values).noted(*notes)


def _evidence(record: DecisionRecord, found: Sequence[Detection], session: Session) -> Evidence:
    return measure(Case(record, tuple(found)), session) or Evidence()


def _was_counted(evidence: Evidence) -> bool:
    return evidence.count is not None or any(it.rows is not None for it in evidence.sources)


def _counted(count: Count | None) -> str:
    """What the counting found, in one line."""
    if count is None:
        return "from the files' own count of rows"
    parts = [f"counted: {count.rows} rows"]
    if count.duplicates:
        parts.append(f"{count.duplicates} of them duplicates")
    if count.bad + count.unanswered:
        parts.append(f"{count.bad + count.unanswered} bad or unanswered")
    if count.shapes:
        parts.append(f"as {', '.join(shape for shape, _ in count.shapes[:_MOST_NAMED])}")
    return ", ".join(parts)


def _of_baseline(one: ScoreEvidence, directed: bool) -> list[tuple[str, object]]:
    """The numbers of one baseline; which run is the best needs the metric's direction."""
    if one.best is None or one.best.score is None:
        return []
    values: list[tuple[str, object]] = [
        ("variations_tried", one.variations),
        ("test_examples", one.best.items),
        ("measured_on", one.best.measured_on),
    ]
    if directed:
        values.append(("score", Decimal(shown(one.best.score))))
        values.append(("examples_in_prompt", one.examples_in_prompt))
    return [(f"{one.field}.{name}", value) for name, value in values if value is not None]


def _others(metric: str | None, metrics: Sequence[str]) -> str:
    others = [each for each in metrics if each != metric][:_MOST_NAMED]
    return f"the files also hold {', '.join(others)}" if others else ""
