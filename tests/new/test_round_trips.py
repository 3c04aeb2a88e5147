"""Whatever a draft holds reads back as the same record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ftpolicy.model.period import parse_period
from ftpolicy.model.record import DecisionRecord, Places, Status
from ftpolicy.model.record_parts import (
    Alternative,
    Baseline,
    Budget,
    Dataset,
    Evaluation,
    Goal,
    GoalEvidence,
    Guard,
    Judge,
    ModelPart,
    Retraining,
    Source,
)
from ftpolicy.records.draft import ALTERNATIVES, NEWER, Draft
from ftpolicy.records.load import load
from ftpolicy.records.write import markdown_text, yaml_text
from ftpolicy.rules import ft305_alternative_unanswered as ft305

PATH = "decisions/a.yaml"
TEXTS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40),
    st.sampled_from(
        [
            *(
                "yes",
                "null",
                "~",
                "0.71",
                "2026-11-22",
                "1e5",
                "a: b",
                "a #b",
                "- a",
                "[a]",
                "{a: 1}",
            ),
            *(
                "'",
                '"',
                "a\nb",
                "a\\nb",
                "---",
                "...",
                "!tag",
                "&a",
                "*a",
                "%a",
                "@a",
                "`a`",
                "|",
                ">",
            ),
            *("ends with a space ", " starts", "true", "0x1f", "fill in: x", "a, b", "É", "\u2028"),
        ]
    ),
)
NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,12}", fullmatch=True)
PATHS = st.from_regex(r"[a-z][a-z0-9_ -]{0,8}/[a-z][a-z0-9 ü#&,-]{0,8}\.jsonl", fullmatch=True)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
COUNTS = st.integers(0, 10**12)
NUMBERS = st.decimals(
    Decimal("-1e9"), Decimal("1e9"), allow_nan=False, allow_infinity=False, places=4
)
PERIODS = st.sampled_from([parse_period(text) for text in ("P3M", "P30D", "P1Y", "P2W")])


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), strategy)


def several(strategy: st.SearchStrategy[object], least: int = 0) -> st.SearchStrategy[object]:
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


def made(part: type, /, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(part, **fields)


TONES = made(
    Goal,
    type=st.sampled_from(["tone", "style", "format"]),
    statement=maybe(TEXTS),
    facts_from=maybe(st.sampled_from(["prompt", "weights"])),
    evidence=made(GoalEvidence, prompt_tokens_to_describe=maybe(COUNTS)),
)
BASELINES = made(
    Baseline,
    role=st.sampled_from(["candidate", "ceiling"]),
    model=maybe(TEXTS),
    examples_in_prompt=maybe(COUNTS),
    variations_tried=maybe(COUNTS),
    score=maybe(NUMBERS),
    test_examples=maybe(COUNTS),
    measured_on=maybe(DAYS),
    results=several(PATHS.map(lambda path: Source(path=path))),
    shortfall=maybe(TEXTS),
)
SOURCES = st.one_of(
    PATHS.map(lambda path: Source(path=path)),
    made(Source, hub=NAMES, revision=maybe(NAMES), examples=maybe(COUNTS)),
)
EVALUATIONS = made(
    Evaluation,
    metric=maybe(TEXTS),
    kind=maybe(st.sampled_from(["proportion", "mean"])),
    scale=maybe(st.just((Decimal(0), Decimal(100)))),
    higher_is_better=maybe(st.booleans()),
    target=maybe(NUMBERS),
    test_set=made(Source, path=PATHS, examples=maybe(COUNTS)),
    judge=maybe(made(Judge, model=TEXTS, human_items=maybe(COUNTS))),
    guards=several(made(Guard, metric=TEXTS, floor=NUMBERS)),
)
PLANS = made(
    Retraining,
    owner=maybe(TEXTS),
    cadence=maybe(PERIODS),
    triggers=several(TEXTS),
    next_review=maybe(DAYS),
    budget=made(Budget, amount=COUNTS.map(Decimal), currency=TEXTS, per=TEXTS),
)
RECORDS = made(
    DecisionRecord,
    path=st.just(PATH),
    id=st.from_regex(r"[a-z]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True),
    status=st.sampled_from([Status.PROPOSED, Status.REJECTED]),
    covers=several(PATHS, 1),
    places=st.just(Places(PATH)),
    title=maybe(TEXTS),
    decided_on=DAYS,
    owners=several(TEXTS),
    supersedes=several(st.from_regex(r"[a-z]{1,6}", fullmatch=True)),
    model=made(ModelPart, base=several(TEXTS, 1), methods=st.just(("sft",))),
    goal=TONES,
    few_shot_baselines=several(BASELINES),
    dataset=made(Dataset, examples=maybe(COUNTS), sources=several(SOURCES, 1)),
    evaluation=EVALUATIONS,
    retraining=PLANS,
    alternatives=several(made(Alternative, option=TEXTS, why_not=TEXTS)),
)
NOTES = several(
    st.tuples(st.sampled_from(["status", "goal.type", "dataset.examples", "title"]), TEXTS)
)


def bare(record: object) -> DecisionRecord:
    """Without what loading adds; an amount is the same with and without its noughts."""
    assert isinstance(record, DecisionRecord), record
    return replace(record, places=Places(""), sha256="", digest="")


@settings(max_examples=30, deadline=None)
@given(RECORDS, NOTES)
def test_a_draft_reads_back(record: object, notes: object) -> None:
    record = cast("DecisionRecord", record)
    draft = Draft(record, notes=cast("tuple[tuple[str, str], ...]", notes))
    text = yaml_text(draft)
    assert bare(load(PATH, text.encode())) == bare(record)
    page = markdown_text(draft)
    assert bare(load("a.md", page.encode())) == replace(bare(record), path="a.md")
    assert yaml.safe_load(text)["id"] == record.id  # any other reader takes it as well


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_an_answer_reads_back(text: object) -> None:
    record = DecisionRecord(PATH, "a", Status.PROPOSED, ("/a",), Places(PATH))
    draft = Draft(record).having([("goal.statement", text), ("extra.note", text)])
    loaded = load(PATH, yaml_text(draft).encode())
    assert isinstance(loaded, DecisionRecord)
    assert loaded.goal is not None
    assert loaded.goal.statement == text
    assert loaded.places.has("extra.note")


def test_the_alternatives_are_those_of_the_rule() -> None:
    assert (ALTERNATIVES, (NEWER,)) == (ft305._FITTING, ft305._ALWAYS)
