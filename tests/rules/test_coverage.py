"""Rules about records, files and waivers: findings that need more than a sample."""

from __future__ import annotations

from dataclasses import replace

from ftpolicy.model.case import Case, Overlap
from ftpolicy.model.detection import Confidence, Premises
from ftpolicy.model.finding import Finding, Severity, Verdict, Waiver
from ftpolicy.model.record import DecisionRecord, MalformedRecord, RecordBook, Status
from ftpolicy.model.run import Run, WaiverFault, WaiverUse
from ftpolicy.model.source import Location
from ftpolicy.records.load import load as load_record
from tests.honest import HONEST_RECORD, RECORD_PATH
from tests.rules.cases import (
    ASKED,
    HONEST,
    RULES,
    check,
    check_run,
    detection,
    messages,
    record,
)


def test_every_rule_bears_a_case_without_anything() -> None:
    bare = DecisionRecord(RECORD_PATH, "bare", Status.ACCEPTED, (), HONEST.places)
    for case in (Case(bare, ()), Case(None, (detection(Premises()),)), Case(bare, (detection(),))):
        for one in RULES.values():
            if one.case is not None:
                assert all(found.code == one.rule.code for found in one.case.check(case, ASKED))


def test_the_path_in_a_command_is_one_word() -> None:
    odd = detection(path="my configs/it's.yaml")
    (found,) = check("FT001", Case(None, (odd,)))
    assert found.remedy.startswith("""Run `ftpolicy new 'my configs/it'"'"'s.yaml'` and fill in""")
    (found,) = check("FT001", Case(None, (detection(path="-x.yaml"),)))
    assert found.remedy.startswith("Run `ftpolicy new ./-x.yaml` and fill in")


def test_a_likely_detection_may_be_cleared() -> None:
    likely = replace(detection(), confidence=Confidence.LIKELY)
    (found,) = check("FT001", Case(None, (likely,)))
    assert "`kind: not-fine-tuning` with `covers`, `reason` and `by`" in found.remedy


def test_of_lost_dead_and_no_record_one_speaks() -> None:
    dead = replace(HONEST, status=Status.REJECTED)
    for case, code in (
        (Case(None, (detection(),)), "FT001"),
        (Case(None, (detection(),), dead=(dead,)), "FT002"),
        (Case(None, (detection(),), lost=("decisions/old.yaml",)), "FT005"),
        (Case(None, (detection(),), dead=(dead,), lost=("decisions/old.yaml",)), "FT005"),
    ):
        assert [each for each in ("FT001", "FT002", "FT005") if check(each, case)] == [code]


def test_all_dead_records_are_named() -> None:
    dead = (
        replace(HONEST, status=Status.REJECTED),
        replace(HONEST, id="voice-1", status=Status.SUPERSEDED),
    )
    (found,) = check("FT002", Case(None, (detection(),), dead=dead))
    assert found.message == (
        "no live record covers this tuning file, only the rejected `billing-support-voice`, "
        "the superseded `voice-1`"
    )
    assert "name `billing-support-voice` and `voice-1` under `supersedes`" in found.remedy


def test_a_proposal_waits_and_blocks_only_where_it_is_enforced() -> None:
    case = Case(record({"status": "proposed"}), (detection(),))
    (local,) = check("FT003", case)
    (enforced,) = check("FT003", case, replace(ASKED, enforcing=True))
    assert (local.severity, enforced.severity) == (Severity.WARNING, Severity.ERROR)
    assert local.verdict is Verdict.AWAITING_APPROVAL


def test_approvals_are_not_verified_here() -> None:
    (found,) = check("FT010", Case(HONEST, ()), replace(ASKED, approvals=2))
    assert found.severity is Severity.NOTE
    assert found.message == "not verified: the policy asks for `2` approvals"


def test_an_exploration_need_not_name_its_premises() -> None:
    change = {"status": "exploring", "ends": "2026-12-01"}
    silent = record(change, "model", "dataset")
    assert check("FT004", Case(silent, (detection(),))) == []
    assert messages(check("FT004", Case(record(None, "model"), (detection(),)))) == [
        (
            "base model `meta-llama/Llama-3.1-8B-Instruct` is not decided on: the record has no "
            "`model.base`"
        ),
        "method `sft` is not decided on: the record has no `model.methods`",
    ]


def test_overlaps_name_all_records_but_spare_launchers_and_successors() -> None:
    others = (replace(HONEST, id="b-voice"), replace(HONEST, id="c-voice"))
    overlap = Overlap(detection(), others)
    (found,) = check("FT008", Case(HONEST, (), overlaps=(overlap,)))
    assert found.message == (
        "live records `b-voice`, `billing-support-voice` and `c-voice` all cover this tuning file"
    )
    launcher = Overlap(detection(Premises()), others)
    assert check("FT008", Case(HONEST, (), overlaps=(launcher,))) == []
    heir = replace(HONEST, id="heir", status=Status.PROPOSED, supersedes=(HONEST.id,))
    replaced = Overlap(detection(), (heir,))
    assert check("FT008", Case(HONEST, (), overlaps=(replaced,))) == []


def test_two_records_with_one_id() -> None:
    book = RecordBook((HONEST, replace(HONEST, path="a.yaml"), replace(HONEST, id="x")))
    (found,) = check_run("FT008", Run(book=book))
    assert found.message == "the id `billing-support-voice` is already that of `a.yaml`"
    assert found.location.path == RECORD_PATH


def test_a_launcher_says_what_is_not_compared() -> None:
    assert messages(check("FT011", Case(HONEST, (detection(Premises()),)))) == [
        "base model, method and data sets cannot be read here and are not compared"
    ]


def test_an_exploration_that_repeats_another() -> None:
    again = record({"status": "exploring", "ends": "2026-12-01"})
    (found,) = check("FT017", Case(again, (), earlier=(replace(HONEST, id="first-try"),)))
    assert found.message == "the exploration repeats the premises of `first-try`"
    assert found.due


WAIVER = Waiver("FT203", ("configs/**",), "", "", "2026-11-21", Location(".ftpolicy.yaml", 3))
SILENCED = Finding("FT203", "", Severity.NOTE, "m", "r", Location("a.yaml"), Verdict.COLLECT_DATA)


def test_an_expired_waiver_is_a_note_where_only_the_clock_brings_it_up() -> None:
    for touched, severity in ((True, Severity.ERROR), (False, Severity.NOTE)):
        use = WaiverUse(WAIVER, WaiverFault.EXPIRED, SILENCED, touched=touched)
        (found,) = check_run("FT901", Run(waiver_uses=(use,)))
        assert found.severity is severity
        assert found.message == "the waiver of `FT203` for `a.yaml` expired on `2026-11-21`"


def test_unused_waivers_are_noted_only_where_everything_is_judged() -> None:
    run = Run(waiver_uses=(WaiverUse(WAIVER, WaiverFault.UNUSED, None),))
    assert [check_run(code, run) for code in ("FT901", "FT902", "FT904")] == [[], [], []]
    found = check_run("FT904", run, replace(ASKED, whole_tree=True))
    assert messages(found) == ["nothing needs the waiver of `FT203` for `configs/**`"]


def test_the_honest_record_is_the_one_of_the_samples() -> None:
    assert load_record(RECORD_PATH, HONEST_RECORD.encode()) == HONEST


def test_a_superseded_record_that_cannot_be_read_is_not_called_missing() -> None:
    book = RecordBook((), (MalformedRecord("decisions/old.yaml", (), id="old"),))
    heir = record({"supersedes": ["old", "older"]})
    assert messages(check("FT014", Case(heir, (), book=book))) == [
        "supersedes `older`, but no record has this id"
    ]


def test_long_lists_end_in_a_count() -> None:
    names = tuple(f"v{number}" for number in range(7))
    chosen = detection(Premises("x", None, None, names))
    assert messages(check("FT011", Case(HONEST, (chosen,)))) == [
        (
            "chosen at run time and not compared with the record: `v0`, `v1`, `v2`, `v3`, `v4` and "
            "2 more"
        )
    ]
