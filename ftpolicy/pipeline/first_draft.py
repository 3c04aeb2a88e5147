"""Detections to a first draft of a record, with what the tree and an older decision say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ftpolicy.changes.git import attempt, root_of
from ftpolicy.evidence.found import results_beside
from ftpolicy.evidence.session import Session
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Detection
from ftpolicy.model.record import DecisionRecord, Places, Status
from ftpolicy.model.record_parts import Dataset, Evaluation, Goal, ModelPart, Retraining
from ftpolicy.model.values import dataclass, replace
from ftpolicy.parse.patterns import literal
from ftpolicy.pipeline.draft import measured, with_alternatives, with_results
from ftpolicy.pipeline.sources import sources_of, test_set_beside
from ftpolicy.records.draft import Draft
from ftpolicy.wiring.owner_names import owners_of


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
    record = replace(
        _proposed(found, wanted, owners),
        decided_on=session.today,
        dataset=Dataset(sources=tuple(one.source for one in sources)),
    )
    draft = Draft(record, required=required, extra=_extra(required)).noted(
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


def _proposed(
    found: Sequence[Detection], wanted: Wanted, owners: tuple[str, ...]
) -> DecisionRecord:
    """What the detections and the user's words say of themselves."""
    return DecisionRecord(
        path=wanted.path,
        id=wanted.id,
        status=Status.PROPOSED,
        covers=tuple(map(_pattern, dict.fromkeys(one.path for one in found))),
        places=Places(wanted.path),
        owners=owners,
        supersedes=tuple(old.id for old in wanted.supersedes),
        model=ModelPart(
            base=_distinct(one.premises.base_model for one in found),
            methods=_distinct(one.premises.method for one in found),
        ),
        goal=Goal(type=wanted.goal) if wanted.goal is not None else None,
        retraining=Retraining(owner=owners[0]) if owners else None,
    )


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
