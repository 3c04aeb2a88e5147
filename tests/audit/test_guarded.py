"""Whether the gate is required: a forge's settings beside what of the repository runs it."""

from __future__ import annotations

import pytest

from ftpolicy.audit.formats import Audited, render
from ftpolicy.audit.formats.html_audit import page_of
from ftpolicy.audit.guarded import guarded, required
from ftpolicy.audit.lines import line_of, row_of
from ftpolicy.audit.targets import Target
from ftpolicy.audit.totals import gate_word, totals
from ftpolicy.model.audit import Gate, Guard, Row, Tuned

FILE = ".github/workflows/gate.yml"
JOB = Gate(ci=True, checks=("gate",), files=(FILE,))
MATRIX = Gate(ci=True, checks=("gate ${{ matrix.python }}",), files=(FILE,))
SECRET = Gate(ci=True, checks=("${{ inputs.name }}",), files=(FILE,))
GITLAB = Gate(ci=True, files=(".gitlab-ci.yml",))
TARGET = Target("acme/app", "https://github.com/acme/app.git", remote=True)


@pytest.mark.parametrize(
    ("gate", "guard", "expected"),
    [
        (JOB, Guard(("tests", "gate")), "required"),
        (JOB, Guard(("gate (3.12)",)), "required"),
        (JOB, Guard(("gate / judge",)), "required"),
        (JOB, Guard(("all / gate",)), "required"),
        (JOB, Guard(("gates", "investigate")), "present"),
        (JOB, Guard(), "present"),
        (JOB, Guard(workflows=(FILE,)), "required"),
        (JOB, Guard(workflows=(".github/workflows/tests.yml",)), "present"),
        (MATRIX, Guard(("gate 3.12",)), "required"),
        (MATRIX, Guard(("tests 3.12",)), "present"),
        (SECRET, Guard(("anything",)), "present"),
        (Gate(ci=True, checks=("",)), Guard(("anything",)), "present"),
        (Gate(), Guard(("org / FTPolicy",)), "required"),
        (Gate(), Guard(workflows=(".github/workflows/ftpolicy.yml",)), "required"),
        (Gate(), Guard(("tests",)), "absent"),
        (Gate(hook=True), Guard(), "absent"),
        (GITLAB, Guard(pipelines=True), "required"),
        (GITLAB, Guard(), "present"),
        (JOB, Guard(pipelines=True), "present"),
        (JOB, Guard(("gate",), unknown="403"), "unknown"),
    ],
)
def test_required(gate: Gate, guard: Guard, expected: str) -> None:
    assert required(gate, guard) == expected


def row(gate: Gate = JOB, state: str = "covered", name: str = "acme/app") -> Row:
    one = Tuned("a.yaml", 1, "axolotl", "certain", None, None, None, None, state)
    day = "2026-11-22"
    return Row(name, "judged", key="k", judged_at=day, gate=gate, tuned=(one,))


def test_the_row_says_it() -> None:
    found = row_of(guarded(line_of(row()), TARGET, lambda _: Guard(("gate",))))
    assert (found.gate.required, found.gate.unknown, found.key) == ("required", "", "k")


@pytest.mark.parametrize(("again", "key"), [(False, "k"), (True, "")], ids=["refused", "busy"])
def test_a_forge_that_may_answer_later_is_asked_again(again: bool, key: str) -> None:
    guard = Guard(unknown="the host is busy", again=again)
    found = row_of(guarded(line_of(row()), TARGET, lambda _: guard))
    assert (found.gate.required, found.gate.unknown) == ("unknown", "the host is busy")
    assert found.key == key


@pytest.mark.parametrize(
    "one",
    [
        row(state="set aside"),
        Row("a", "judged", judged_at="2026-11-22"),
        Row("a", "failed", judged_at="2026-11-22"),
    ],
    ids=["set-aside", "plain", "failed"],
)
def test_a_forge_is_asked_only_of_what_tunes(one: Row) -> None:
    asked: list[Target] = []
    assert guarded(line_of(one), TARGET, asked.append) == line_of(one)
    assert asked == []


def test_without_a_forge_the_row_stays() -> None:
    assert guarded(line_of(row()), TARGET, lambda _: None) == line_of(row())


@pytest.mark.parametrize(
    ("gate", "word"),
    [
        (Gate(ci=True, required="required"), "required"),
        (Gate(ci=True, gaps=("x",), required="required"), "required with gaps"),
        (Gate(ci=True, gaps=("x",), required="present"), "present with gaps"),
        (Gate(hook=True, required="absent"), "hook only"),
        (Gate(required="absent"), "absent"),
        (Gate(ci=True, required="unknown"), "unknown"),
        (Gate(ci=True, gaps=("x",)), "in CI with gaps"),
        (Gate(ci=True), "in CI"),
    ],
    ids=str,
)
def test_the_word_for_it(gate: Gate, word: str) -> None:
    assert gate_word(row(gate)) == word


ROWS = (
    row(Gate(ci=True, required="required"), name="a"),
    row(Gate(ci=True, required="present"), name="b"),
    row(Gate(ci=True, required="unknown", unknown="403 `no`"), name="c"),
    row(Gate(required="absent"), name="d"),
)
AUDITED = Audited(lambda: iter(ROWS), totals(ROWS), "2026-11-22")


def test_every_format_shows_it() -> None:
    text = {form: "".join(render(form, AUDITED)) for form in ("table", "csv", "json")}
    assert "\ngate         absent 1, present 1, required 1, unknown 1\n" in text["table"]
    assert [line.split(",")[4] for line in text["csv"].splitlines()] == [
        "gate",
        "required",
        "present",
        "unknown",
        "absent",
    ]
    counts = (
        '{\n      "absent": 1,\n      "present": 1,\n      "required": 1,\n      "unknown": 1\n'
    )
    assert f'"tuning_repositories_by_gate": {counts}' in text["json"]


def test_the_page_shows_it() -> None:
    page = page_of(AUDITED)
    (chart,) = (one for one in page.charts if one.id == "gate-chart")
    assert [(it.label, it.shown, it.mark, it.href) for it in chart.bars] == [
        ("absent", "1", "error", "#repositories?gate=absent&tunes=yes"),
        ("present", "1", "", "#repositories?gate=present&tunes=yes"),
        ("required", "1", "good", "#repositories?gate=required&tunes=yes"),
        ("unknown", "1", "", "#repositories?gate=unknown&tunes=yes"),
    ]
    (table,) = (one for one in page.tables if one.id == "repositories")
    assert [(it[3].text, it[3].mark, it[8].text) for it in table.rows] == [
        ("required", "good", ""),
        ("present", "", ""),
        ("unknown", "", "403 `no`"),
        ("absent", "error", ""),
    ]
