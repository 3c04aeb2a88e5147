"""Detections to a draft record: everything filled in that can be read or measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from ftpolicy.changes.git import attempt, root_of
from ftpolicy.evidence.found import results_beside
from ftpolicy.evidence.measure import measure
from ftpolicy.evidence.score_claims import shown
from ftpolicy.evidence.session import Session
from ftpolicy.evidence.suggest import suggestion
from ftpolicy.model.case import Case
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Detection
from ftpolicy.model.evidence import Count, Evidence, ResultFile, ScoreEvidence
from ftpolicy.model.record import (
    Alternative,
    Dataset,
    DecisionRecord,
    Evaluation,
    Goal,
    ModelPart,
    Places,
    Retraining,
    Status,
)
from ftpolicy.model.values import dataclass, replace
from ftpolicy.parse.patterns import literal
from ftpolicy.pipeline.sources import sources_of, test_set_beside
from ftpolicy.records.draft import ALTERNATIVES, NEWER, Draft
from ftpolicy.wiring.owner_names import owners_of

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user said about the record before it is begun."""

    id: str
    path: str  # where it will stand
    goal: str | None = None
    supersedes: tuple[DecisionRecord, ...] = ()


def begun(
    found: Sequence[Detection],
    session: Session,
    wanted: Wanted,
    required: tuple[str, ...],
    cwd: str,
) -> Draft:
    """A proposed record that covers the detections' files."""
    tree = session.tree
    paths = tuple(dict.fromkeys(one.path for one in found))
    sources = sources_of(found, tree)
    owners, whence = _owners(tree.snapshot, paths[0], cwd)
    record = DecisionRecord(
        path=wanted.path,
        id=wanted.id,
        status=Status.PROPOSED,
        covers=tuple(map(_pattern, paths)),
        places=Places(wanted.path),
        decided_on=session.today,
        owners=owners,
        supersedes=tuple(old.id for old in wanted.supersedes),
        model=ModelPart(
            base=_distinct(one.premises.base_model for one in found),
            methods=_distinct(one.premises.method for one in found),
        ),
        goal=Goal(type=wanted.goal) if wanted.goal is not None else None,
        dataset=Dataset(sources=tuple(one.source for one in sources)),
        retraining=Retraining(owner=owners[0]) if owners else None,
    )
    draft = Draft(record, required=required)
    draft = replace(draft, extra=_extra(required))
    draft = draft.noted(
        ("status", "accepted once the owners have decided"),
        ("owners", whence),
        ("retraining.owner", "the first of the owners: is it so?" if owners else ""),
        *((f"dataset.sources.{index}", one.note) for index, one in enumerate(sources)),
    )
    test = test_set_beside(sources, tree)
    if test is not None:
        draft = draft.having([("evaluation.test_set.path", test)])
        note = "by its name: is it what was scored?"
        draft = draft.noted(("evaluation.test_set", note))
    for old in wanted.supersedes:
        draft = _carried_over(draft, old)
    data = {path for one in sources for path in one.files} | {test or ""}
    files = results_beside(tree, paths, data)
    metric = draft.record.evaluation.metric if draft.record.evaluation is not None else None
    draft = with_results(draft, files, metric)
    return measured(with_alternatives(draft), found, session)


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


def _owners(tree: Snapshot, path: str, cwd: str) -> tuple[tuple[str, ...], str]:
    """Who owns the tuning file, else who is at the keyboard; and who says so."""
    names, place = owners_of(tree, path)
    if names:
        return names, f"by {place}"
    if root_of(cwd) is None:
        return (), ""
    code, output, _ = attempt(["config", "--get", "user.email"], cwd)
    email = output.decode("utf-8", "replace").strip()
    if code or "@" not in email or not email.isprintable():
        return (), ""
    return (email,), "by git's user.email"


def _carried_over(draft: Draft, old: DecisionRecord) -> Draft:
    """What a new decision keeps of the one that it replaces, until its author says otherwise."""
    note = f"as in {old.id}"
    record = draft.record
    evaluation = record.evaluation or Evaluation()
    plan = record.retraining or Retraining()
    was = old.evaluation or Evaluation()
    goal = old.goal if record.goal is None else record.goal
    record = replace(
        record,
        title=record.title or old.title,
        goal=goal,
        evaluation=replace(
            evaluation,
            metric=was.metric,
            kind=was.kind,
            scale=was.scale,
            higher_is_better=was.higher_is_better,
            target=was.target,
            margin=was.margin,
            test_set=was.test_set or evaluation.test_set,
            judge=was.judge,
            guards=was.guards,
        ),
        retraining=replace(
            old.retraining or plan,
            owner=(old.retraining and old.retraining.owner) or plan.owner,
            next_review=None,
            base_available_until=None,
        ),
        alternatives=old.alternatives,
    )
    fields = [
        *("title", "goal.type", "evaluation.metric", "evaluation.target"),
        *("retraining.owner", "retraining.cadence"),
    ]
    carried = replace(draft, record=record)
    return carried.noted(*((field, note) for field in fields if carried.value(field) is not None))


def _pattern(path: str) -> str:
    """A pattern that means only this path; `?` stands for a byte that no record can hold."""
    return re.sub("[\ud800-\udfff]", "?", literal(path))


def _extra(required: Sequence[str]) -> tuple[tuple[str, str | None], ...]:
    names = (it.removeprefix("extra.") for it in required if it.startswith("extra."))
    return tuple((name, None) for name in names if "." not in name)


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
