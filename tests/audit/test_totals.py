"""What rows come to, and what changed since an earlier audit."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from ftpolicy.audit.totals import Budget, attention, gate_word, totals
from ftpolicy.audit.trend import Step, seen, trend
from ftpolicy.model.audit import Broken, DataUse, Decided, Exempt, Gate, Row, Told, Tuned

DAY = "2026-11-22"


def tuned(path: str, state: str = "covered", detector: str = "axolotl", **more: object) -> Tuned:
    named = {"record": "d.yaml" if state == "covered" else None, "verdict": "ready", **more}
    return Tuned(path, 1, detector, "certain", "sft", "lora", "llama", None, state, **named)  # type: ignore[arg-type]


def decided(status: str = "accepted", **more: object) -> Decided:
    return Decided("d.yaml", 1, "voice", "", status, "@dana", **more)  # type: ignore[arg-type]


def row(name: str, **more: object) -> Row:
    return Row(name, "judged", judged_at=DAY, key="k", **more)  # type: ignore[arg-type]


def test_files_count_once_however_often_they_are_detected() -> None:
    found = totals(
        [
            row("a", tuned=(tuned("x"), tuned("x", "uncovered", "trl"), tuned("y"))),
            row("b", tuned=(tuned("x", "set aside"),)),
            Row("c", "failed", "gone", judged_at=DAY),
            Row("d", "empty", "it holds no commit", judged_at=DAY),
        ]
    )
    assert found.repositories == Counter(judged=2, failed=1, empty=1)
    assert found.files == Counter(uncovered=1, covered=1, **{"set aside": 1})
    assert found.frameworks == Counter(axolotl=3, trl=1)
    assert (found.asked, found.coverage) == (2, 0.5)
    assert found.tuning == Counter(absent=1)


def test_nothing_to_cover_is_no_share() -> None:
    assert totals([row("a")]).coverage is None


@pytest.mark.parametrize(
    ("gate", "word"),
    [
        (Gate(), "absent"),
        (Gate(hook=True), "hook only"),
        (Gate(hook=True, ci=True), "in CI"),
        (Gate(ci=True, gaps=("x",)), "in CI with gaps"),
    ],
    ids=["absent", "hook", "ci", "gaps"],
)
def test_the_gate_in_words(gate: Gate, word: str) -> None:
    assert gate_word(row("a", gate=gate)) == word


@pytest.mark.parametrize(
    ("one", "name"),
    [
        (decided(next_review="2026-11-21"), "review overdue"),
        (decided(next_review="2026-11-22"), None),
        (decided("retired", next_review="2020-01-01"), None),
        (decided(results_due="2026-11-21"), "results overdue"),
        (decided(broken=(Broken("a", "1", "2", ""),)), "evidence no longer holds"),
        (decided(verdict="keep-prompting"), "not passing"),
        (decided(verdict="ready-with-warnings"), None),
    ],
    ids=["overdue", "today", "retired", "results", "evidence", "verdict", "warnings"],
)
def test_records_to_look_at(one: Decided, name: str | None) -> None:
    found = attention(row("a", decided=(one,)))
    assert [it for it, which in found.items() if which] == ([name] if name else [])


@pytest.mark.parametrize(
    ("expires", "name"),
    [
        ("2026-11-21", "waiver expired"),
        ("2026-11-22", "waiver expires soon"),
        ("2026-12-22", "waiver expires soon"),
        ("2026-12-23", None),
        ("", None),
    ],
)
def test_waivers_to_look_at(expires: str, name: str | None) -> None:
    found = attention(row("a", waivers=(Exempt("FT001", (), "@dana", "x", expires),)))
    assert [it for it, which in found.items() if which] == ([name] if name else [])


def test_budgets_of_refused_decisions() -> None:
    refused = [
        decided("rejected", budget="1200", currency="USD", per="run"),
        decided("rejected", budget="300.50", currency="USD", per="run"),
        decided("rejected", budget="7", currency="EUR", per="month"),
        decided("rejected", budget="much"),
        decided("rejected", budget="NaN", currency="USD"),
        decided("rejected"),
        decided("accepted", budget="99", currency="USD", per="run"),
    ]
    assert totals([row("a", decided=tuple(refused))]).unspent == (
        Budget("EUR", "month", Decimal(7), 1),
        Budget("USD", "run", Decimal("1500.50"), 2),
    )


def test_one_data_set_in_several_repositories() -> None:
    def use(name: str, mark: str = "blob 1") -> DataUse:
        return DataUse(mark, name, "x.yaml")

    found = totals(
        [
            row("a", data=(use("data/a.jsonl"), use("only.jsonl", "blob 2"))),
            row("b", data=(use("train/b.jsonl"),)),
            row("c", data=(use("acme/voice", "hub acme/voice"),)),
        ]
    )
    assert found.shared == ((("a", use("data/a.jsonl")), ("b", use("train/b.jsonl"))),)


def test_what_changed_since() -> None:
    error = Told("FT001", "error", "x", 1, "m")
    before = [
        row("gone"),
        row("mended", tuned=(tuned("x", "uncovered"),), told=(error,)),
        row("same", tuned=(tuned("x", "uncovered"),)),
        Row("back", "failed", "gone", judged_at="2026-10-01"),
    ]
    after = [
        row("back", tuned=(tuned("x", "uncovered"),)),
        row("mended", tuned=(tuned("x"),)),
        row("new", tuned=(tuned("x", "uncovered"), tuned("y"))),
        row("same", tuned=(tuned("x", "uncovered"),)),
    ]
    found = trend(seen(before), seen(after))
    assert (found.since, found.new, found.gone, found.worse) == (DAY, ("new",), ("gone",), ("new",))
    assert [one for one in found.steps if one.before != one.after] == [
        Step("repositories judged", 3, 4),
        Step("repositories that tune", 2, 4),
        Step("tuning files", 2, 5),
        Step("tuning files covered", 0, 2),
        Step("errors", 1, 0),
    ]


def test_nothing_to_compare_with(tmp_path: Path) -> None:
    found = trend(seen([]), seen([row("a")]))
    assert (found.since, found.new) == ("", ("a",))
