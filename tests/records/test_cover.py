"""Which earlier explorations a record repeats, and with which decisions it shares results."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ftpolicy.model.case import Case
from ftpolicy.model.record import DecisionRecord, RecordBook, Status
from ftpolicy.model.record_parts import Source
from ftpolicy.records.cover import Coverage, Touch, cases
from tests.rules.cases import HONEST, check, detection, messages, record

TRIAL = replace(HONEST, status=Status.EXPLORING, ends=date(2026, 11, 30))
EARLIER = replace(
    TRIAL, id="voice-trial", path="decisions/a.yaml", ends=date(2026, 10, 31), covers=("old/**",)
)
OTHER = replace(HONEST, id="sales-voice", path="decisions/sales.yaml", covers=("sales/**",))
FRIENDLY = record({"goal.statement": "Replies sound like a friend."}).goal
assert HONEST.goal is not None
SHOUTED = f"  {HONEST.goal.statement}  ".upper()


def case_of(owner: DecisionRecord, *others: DecisionRecord) -> Case:
    coverage = Coverage(RecordBook((*others, owner)))
    found = cases((detection(),), coverage, Coverage(RecordBook()), Touch(), lambda _: False)
    return next(one for one in found if one.record is owner)


BASE = replace(TRIAL.model, base=("Qwen/Qwen2.5-7B",))
SAME_BASE = replace(TRIAL.model, base=("mirror/llama-3.1-8b-instruct",))
METHODS = replace(TRIAL.model, methods=("dpo",))
assert TRIAL.dataset is not None
DATA = replace(TRIAL.dataset, sources=(Source("data/other.jsonl"),))


@pytest.mark.parametrize(
    ("other", "repeated"),
    [
        (EARLIER, True),
        (replace(EARLIER, status=Status.REJECTED), True),
        (replace(EARLIER, model=SAME_BASE), True),
        (replace(EARLIER, ends=TRIAL.ends), True),
        (replace(EARLIER, ends=TRIAL.ends, path="decisions/z.yaml"), False),
        (replace(EARLIER, ends=date(2026, 12, 1)), False),
        (replace(EARLIER, ends=None), False),
        (replace(EARLIER, model=BASE), False),
        (replace(EARLIER, model=METHODS), False),
        (replace(EARLIER, dataset=DATA), False),
        (replace(EARLIER, dataset=None), False),
    ],
    ids=[
        *("earlier", "rejected since", "the same model elsewhere", "one end, the path decides"),
        *("one end, the later path", "later", "no end", "another model", "another method"),
        *("other data", "no data"),
    ],
)
def test_an_exploration_that_repeats_an_earlier_one(other: DecisionRecord, repeated: bool) -> None:
    case = case_of(TRIAL, other)
    assert case.earlier == ((other,) if repeated else ())
    told = ["the exploration repeats the premises of `voice-trial`"] if repeated else []
    assert messages(check("FT017", case)) == told
    assert case_of(replace(TRIAL, status=Status.ACCEPTED), other).earlier == ()


def test_an_exploration_without_an_end_comes_after_those_with_one() -> None:
    assert case_of(replace(TRIAL, ends=None), EARLIER).earlier == (EARLIER,)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (replace(OTHER, goal=FRIENDLY), True),
        (replace(OTHER, goal=None), True),
        (replace(OTHER, goal=replace(HONEST.goal, type="style")), True),
        (OTHER, False),
        (replace(OTHER, goal=replace(HONEST.goal, statement=SHOUTED)), False),
        (replace(OTHER, goal=FRIENDLY, status=Status.SUPERSEDED), False),
        (replace(OTHER, goal=FRIENDLY, status=Status.RETIRED), False),
        (replace(OTHER, goal=FRIENDLY, status=Status.REJECTED), False),
        (replace(OTHER, goal=FRIENDLY, few_shot_baselines=()), False),
    ],
    ids=[
        *("another statement", "no goal", "another type", "the same goal", "its words alone"),
        *("superseded", "retired", "rejected", "no results"),
    ],
)
def test_results_that_back_another_goal(other: DecisionRecord, shared: bool) -> None:
    path = "evals/few_shot/variations.csv"
    case = case_of(HONEST, other)
    assert case.shared_results == (((path, "sales-voice"),) if shared else ())
    told = [f"`{path}` backs the record `sales-voice` with another goal as well"] if shared else []
    assert messages(check("FT111", case)) == told


def test_results_of_the_record_that_is_superseded_are_its_own() -> None:
    heir = replace(HONEST, supersedes=("sales-voice",))
    assert case_of(heir, replace(OTHER, goal=FRIENDLY)).shared_results == ()
