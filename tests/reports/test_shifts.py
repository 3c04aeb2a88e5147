"""What a change makes of premises and numbers, as the reviewer is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ftpolicy.detect.found import Found
from ftpolicy.model.case import Case
from ftpolicy.model.finding import Shift
from ftpolicy.model.period import Period
from ftpolicy.model.record import RecordBook, Status
from ftpolicy.model.record_parts import Retraining
from ftpolicy.pipeline.since import shifts
from tests.conftest import Repo
from tests.honest import HONEST_FILES, HONEST_RECORD, HONEST_TUNING, RECORD_PATH, TUNING_PATH
from tests.reports.rich import LLAMA, TRAIN, decision, tuning_file

OLD = decision()
NOW = tuning_file(TRAIN)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ()),
        ({"title": "Another title"}, ()),
        ({"status": Status.PROPOSED}, (Shift("status", "accepted", "proposed"),)),
        (
            {"covers": ("configs/billing/**", "jobs/**")},
            (Shift("covers", "configs/billing/**", "configs/billing/**, jobs/**"),),
        ),
        (
            {"goal": None},
            (
                Shift("goal.type", "tone", None),
                Shift("goal.statement", "Replies keep our plain, warm register.", None),
                Shift("goal.facts_from", "prompt", None),
            ),
        ),
        (
            {"few_shot_baselines": (replace(OLD.few_shot_baselines[0], score=Decimal("0.780")),)},
            (Shift("few_shot_baselines.0.score", "0.71", "0.780"),),
        ),
        (
            {
                "retraining": Retraining(
                    "@dana", Period("P6M", 6, 0), ("new line",), date(2027, 2, 20)
                )
            },
            (Shift("retraining.cadence", "P3M", "P6M"),),
        ),
    ],
    ids=["nothing", "title", "status", "covers", "goal gone", "score", "cadence"],
)
def test_shifts_of_a_record(changed: dict[str, object], expected: tuple[Shift, ...]) -> None:
    case = Case(replace(OLD, **changed), ())
    assert shifts(case, RecordBook((OLD,)), Found()) == expected


def test_a_new_record_and_a_new_file_have_no_shifts() -> None:
    assert shifts(Case(OLD, (NOW,)), RecordBook(), Found()) == ()


def test_shifts_of_a_tuning_file() -> None:
    was = replace(NOW, premises=replace(NOW.premises, base_model=None, datasets=("a", "b")))
    assert shifts(Case(None, (NOW,)), RecordBook(), Found((was,))) == (
        Shift(f"base_model of {TRAIN}", None, LLAMA),
        Shift(f"datasets of {TRAIN}", "a, b", "data/billing_train.jsonl"),
    )


def test_of_two_detections_none_is_surely_the_same() -> None:
    was = replace(NOW, premises=replace(NOW.premises, base_model="another"))
    assert shifts(Case(None, (NOW, NOW)), RecordBook(), Found((was,))) == ()


def test_the_screen_shows_what_is_new_since_the_base(repo: Repo) -> None:
    for path, text in HONEST_FILES.items():
        repo.write(path, text)
    repo.commit("honest")
    repo.git("checkout", "--quiet", "-b", "feature")
    repo.write(RECORD_PATH, HONEST_RECORD.replace("target: 0.85", "target: 0.80"))
    repo.write(TUNING_PATH, HONEST_TUNING.replace("Llama-3.1-8B-Instruct", "Llama-3.2-3B"))
    repo.commit("another base model, an easier target")
    asked = ["--base", "main", "--format", "markdown", "--as-of", "2026-11-22"]
    done = repo.run("check", *asked)
    assert (
        "**Changed since the base**\n\n"
        "| | Before | Now |\n"
        "| --- | --- | --- |\n"
        "| `evaluation.target` | `0.85` | `0.80` |\n"
        f"| `base_model of {TUNING_PATH}` | `{LLAMA}` | `meta-llama/Llama-3.2-3B` |\n"
    ) in done.stdout
