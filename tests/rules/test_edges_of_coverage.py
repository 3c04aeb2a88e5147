"""Borders of the rules about records, what they cover and how long they hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ftpolicy.model.case import Case, Overlap
from ftpolicy.model.detection import Detection, Premises
from ftpolicy.model.record import DecisionRecord, RecordBook, Status
from tests.rules.cases import HONEST, KNOWN, check, detection, messages, record

SALES = "configs/sales/train.yaml"
LAUNCHER = detection(Premises(), "launch.sh")


def test_a_premise_that_an_exploration_leaves_open_does_not_end_the_look_at_the_others() -> None:
    open_base = record({"status": "exploring", "model": {"methods": ["dpo"]}})
    assert messages(check("FT004", Case(open_base, (detection(),)))) == [
        "method `sft` is not the record's `dpo`"
    ]


@pytest.mark.parametrize(
    ("other", "both"),
    [
        (replace(HONEST, id="voice-2", status=Status.PROPOSED, supersedes=(HONEST.id,)), False),
        (replace(HONEST, id="voice-2", status=Status.PROPOSED), True),
        (replace(HONEST, id="voice-2", supersedes=(HONEST.id,)), True),
    ],
    ids=["a proposal that supersedes", "a proposal", "an heir that is accepted"],
)
def test_only_a_proposal_that_supersedes_may_cover_the_same_file(
    other: DecisionRecord, both: bool
) -> None:
    case = Case(HONEST, (), overlaps=(Overlap(detection(), (other,)),))
    message = "live records `billing-support-voice` and `voice-2` both cover this tuning file"
    assert messages(check("FT008", case)) == ([message] if both else [])


def test_an_overlap_at_a_launcher_does_not_end_the_look_at_the_others() -> None:
    others = (replace(HONEST, id="voice-2"),)
    overlaps = (Overlap(LAUNCHER, others), Overlap(detection(path=SALES), others))
    (found,) = check("FT008", Case(HONEST, (), overlaps=overlaps))
    assert found.location.path == SALES


@pytest.mark.parametrize("detections", [(detection(), LAUNCHER), (LAUNCHER, detection())])
def test_a_file_whose_premises_are_known_does_not_end_the_look_at_the_others(
    detections: tuple[Detection, ...],
) -> None:
    (found,) = check("FT011", Case(HONEST, detections))
    assert found.location.path == "launch.sh"


def test_of_two_superseded_records_with_one_id_the_first_is_named() -> None:
    olds = tuple(replace(HONEST, id="old", path=path) for path in ("a.yaml", "b.yaml"))
    heir = record({"supersedes": ["old"]})
    (found,) = check("FT014", Case(heir, (), book=RecordBook(olds)))
    assert found.message == (
        "supersedes `old`, but `a.yaml` does not say `superseded_by: [billing-support-voice]`"
    )
    assert found.remedy == (
        "Write `status: superseded` and `superseded_by: [billing-support-voice]` in `a.yaml`."
    )


def test_an_exploration_that_ended_is_due() -> None:
    ended = record({"status": "exploring", "ends": "2026-11-21"})
    (found,) = check("FT017", Case(ended, (detection(KNOWN),)))
    assert found.message == "the exploration ended on `2026-11-21`"
    assert found.due
