"""Every sample of every rule through the whole pipeline, and the rules against their table."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from ftpolicy import rules
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.rules.rule import UNDECIDED, LoadedRule, Sample, loaded
from ftpolicy.rules.sample_files import RECORD, TUNING
from tests.honest import RECORD_PATH, TUNING_PATH
from tests.samples import POLICY_PATH, files, judged

RULES = {one.rule.code: one for one in rules.load()}
MESSAGES_FILE = Path(__file__).parent / "rules/messages.txt"


def _messages() -> dict[str, list[str]]:
    blocks = re.split(r"^(?=\S)", MESSAGES_FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = (block.rstrip("\n").split("\n  ") for block in blocks if block)
    return {name: lines for name, *lines in found}


MESSAGES = _messages()
"""What the failing samples are told; `UPDATE_MESSAGES=1` writes it anew: read every line of it."""


NEEDS: Mapping[str, set[str]] = {
    **{f"FT1{number:02}": {"FT101"} for number in range(2, 14)},
    "FT104": {"FT101", "FT401", "FT402", "FT403"},
    "FT105": {"FT101", "FT401", "FT402", "FT403"},
    "FT107": {"FT101", "FT401"},
    "FT202": {"FT201"},
    "FT203": {"FT201"},
    "FT204": {"FT201"},
    **{f"FT40{number}": {"FT401"} for number in (2, 3, 4, 5)},
    "FT406": {"FT401", "FT402", "FT403"},
    "FT407": {"FT401", "FT402", "FT403"},
    **{f"FT50{number}": {"FT501"} for number in (2, 3, 4, 5, 6)},
}
"""What each rule needs besides a decision. FT302 to FT306 need none: without a goal
they have nothing to judge, and a goal that only lacks `facts_from` may still be knowledge."""

SPEC = """
FT001 E no-decision
FT002 E no-decision
FT003 W awaiting-approval
FT004 E decision-stale
FT005 E no-decision
FT006 W correct-the-record
FT007 E correct-the-record
FT008 E correct-the-record
FT009 E correct-the-record
FT010 E awaiting-approval
FT011 N correct-the-record
FT012 N correct-the-record
FT013 E correct-the-record
FT014 W correct-the-record
FT015 W correct-the-record
FT016 N correct-the-record
FT017 E decision-stale
FT101 E keep-prompting
FT102 E keep-prompting
FT103 E keep-prompting
FT104 E keep-prompting
FT105 W keep-prompting
FT106 E keep-prompting
FT107 E correct-the-record
FT108 W keep-prompting
FT109 E keep-prompting
FT110 W keep-prompting
FT111 W keep-prompting
FT112 W keep-prompting
FT113 E keep-prompting
FT201 E collect-data
FT202 E collect-data
FT203 W collect-data
FT204 E correct-the-record
FT205 E correct-the-record
FT206 W collect-data
FT207 E collect-data
FT208 E collect-data
FT209 W collect-data
FT210 W collect-data
FT211 W collect-data
FT212 N collect-data
FT213 E collect-data
FT301 E state-goal
FT302 E use-rag
FT303 W state-goal
FT304 E state-goal
FT305 W state-goal
FT306 W state-goal
FT401 E define-metric
FT402 E define-metric
FT403 E correct-the-record
FT404 W define-metric
FT405 W define-metric
FT406 E keep-prompting
FT407 W define-metric
FT408 W define-metric
FT409 W define-metric
FT501 E plan-retraining
FT502 E plan-retraining
FT503 E plan-retraining
FT504 E plan-retraining
FT505 W plan-retraining
FT506 W plan-retraining
FT601 W does-not-pay
FT602 E does-not-pay
FT603 W does-not-pay
FT901 E correct-the-record
FT902 E correct-the-record
FT903 W correct-the-record
FT904 N correct-the-record
FT905 N correct-the-record
"""


@cache
def standing(kind: str, code: str, number: int) -> tuple[Finding, ...]:
    return judged(_sample(kind, code, number)).standing


def _sample(kind: str, code: str, number: int) -> Sample:
    rule = RULES[code].rule
    return (rule.passes if kind == "passes" else rule.fails)[number]


def _samples(kind: str) -> list[object]:
    found: list[object] = []
    for code, one in RULES.items():
        for number, each in enumerate(one.rule.passes if kind == "passes" else one.rule.fails):
            said = re.sub(r"\W+", "-", each.note).strip("-")
            found.append(pytest.param(code, number, id=f"{code}-{number}-{said}".rstrip("-")))
    return found


@pytest.mark.parametrize(("code", "number"), _samples("passes"))
def test_a_passing_sample_is_clean(code: str, number: int) -> None:
    also = _sample("passes", code, number).also
    found = standing("passes", code, number)
    assert [(one.code, one.message) for one in found if one.code not in also] == []


@pytest.mark.parametrize(("code", "number"), _samples("fails"))
def test_a_failing_sample_trips_its_rule_and_no_other(code: str, number: int) -> None:
    found = standing("fails", code, number)
    assert {one.code for one in found} == {code, *_sample("fails", code, number).also}, [
        f"{one.code} {one.message}" for one in found
    ]


@pytest.mark.parametrize(("code", "number"), _samples("fails"))
def test_findings_are_fit_to_be_shown(code: str, number: int) -> None:
    sample = _sample("fails", code, number)
    paths = {*files(sample), *sample.links, *sample.submodules, POLICY_PATH}
    for one in standing("fails", code, number):
        assert not one.message[:1].isupper(), one.message
        assert not one.message.endswith((".", "!")), one.message
        assert one.message.count("`") % 2 == 0, one.message
        assert "``" not in one.message, one.message
        assert "None" not in one.message, one.message
        assert one.remedy[:1].isupper(), one.remedy
        assert one.remedy.endswith("."), one.remedy
        assert one.location.path in paths
        assert one.name == RULES[one.code].name
    assert shown(standing("fails", code, number)) == MESSAGES[f"{code}-{number}"]


def shown(found: Iterable[Finding]) -> list[str]:
    """Findings as `tests/rules/messages.txt` has them, without what a new file of ours changes."""
    return [line for one in found for line in _lines(one)]


def _lines(one: Finding) -> Iterator[str]:
    message = re.sub(r"known are .*\)", "known are ...)", one.message)
    place = one.location
    yield f"{one.code} {one.severity.value} {place.path}:{place.line}:{place.column} {message}"
    if one.remedy != RULES[one.code].rule.remedy:
        yield f"  remedy: {one.remedy}"


def test_no_message_is_left_over() -> None:
    samples = [(code, n) for code, it in RULES.items() for n in range(len(it.rule.fails))]
    if os.environ.get("UPDATE_MESSAGES"):
        told = ((f"{code}-{n}", *shown(standing("fails", code, n))) for code, n in samples)
        text = "".join("\n  ".join(lines) + "\n" for lines in told)
        MESSAGES_FILE.write_text(text, encoding="utf-8", newline="\n")
    assert [*MESSAGES] == [f"{code}-{n}" for code, n in samples]


def test_the_honest_repository_is_ready() -> None:
    report = judged(Sample())
    assert report.findings == ()
    assert [case.verdict for case in report.cases] == [Verdict.READY]


def test_the_samples_mean_the_honest_repository() -> None:
    assert (RECORD, TUNING) == (RECORD_PATH, TUNING_PATH)


def _spec() -> dict[str, tuple[str, str]]:
    rows = (row.split() for row in SPEC.strip().splitlines())
    return {code: (letter, verdict) for code, letter, verdict in rows}


def test_severities_and_verdicts_are_those_of_the_spec() -> None:
    letters = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.NOTE: "N"}
    table = {
        code: (letters[one.rule.severity], one.rule.group_verdict.value)
        for code, one in RULES.items()
    }
    spec = _spec()
    assert table == {code: spec[code] for code in RULES}


@pytest.mark.parametrize("one", list(RULES.values()), ids=list(RULES))
def test_a_rule_is_complete(one: LoadedRule) -> None:
    rule = one.rule
    assert rule.passes
    assert rule.fails
    assert re.fullmatch(r"[A-Z].*\.", rule.remedy, re.DOTALL), rule.remedy
    assert re.fullmatch(r"[A-Z].*\.", rule.why, re.DOTALL), rule.why
    assert not rule.summary.endswith(".")
    assert rule.summary[0].islower() or rule.summary[0] == "`"
    for text in (rule.summary, rule.why, rule.remedy):
        assert text.count("`") % 2 == 0, text
        assert "  " not in text, text


@pytest.mark.parametrize("code", list(RULES))
def test_a_rule_needs_what_the_spec_says(code: str) -> None:
    decided = {*UNDECIDED} if code[2] in "123456" else set()
    assert {*RULES[code].rule.needs} == decided | NEEDS.get(code, set())


def test_clocks_are_those_of_the_spec() -> None:
    clocks = {code for code, one in RULES.items() if one.rule.clock}
    assert clocks >= {"FT017", "FT409", "FT504", "FT901"}
    assert clocks <= {"FT017", "FT409", "FT504", "FT603", "FT901"}


def test_needed_rules_run_first() -> None:
    order = list(RULES)
    for code, one in RULES.items():
        for need in one.rule.needs:
            assert order.index(need) < order.index(code), (need, code)


def test_a_module_without_a_rule_is_refused() -> None:
    with pytest.raises(TypeError, match="empty has no RULE"):
        loaded(ModuleType("empty"), "empty")


def test_a_module_without_a_check_is_refused() -> None:
    module = ModuleType("idle")
    module.RULE = RULES["FT001"].rule  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="idle has neither check nor check_run"):
        loaded(module, "idle")


RULE_FILE = """
from ftpolicy.model.finding import Severity
from ftpolicy.rules.rule import Rule
RULE = Rule("{code}", Severity.NOTE, "s", "w", "r", needs={needs!r})
def check_run(run, asked): return iter(())
"""


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ({"ft981_one": ("FT982", ())}, "ft981_one.py holds the rule FT982"),
        ({"ft983_one": ("FT983", ()), "ft983_two": ("FT983", ())}, "two files hold FT983"),
        (
            {"ft984_one": ("FT984", ("FT985",)), "ft985_two": ("FT985", ("FT984",))},
            "the needs of FT984, FT985 run in a circle",
        ),
    ],
    ids=["another code", "one code twice", "a circle"],
)
def test_rule_files_that_do_not_fit_are_refused(
    written: Mapping[str, tuple[str, tuple[str, ...]]],
    wrong: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, (code, needs) in written.items():
        (tmp_path / f"{name}.py").write_text(RULE_FILE.format(code=code, needs=needs))
    monkeypatch.setattr(rules, "__path__", [str(tmp_path)])
    with pytest.raises(ValueError, match=f"^{re.escape(wrong)}$"):
        rules.load.__wrapped__()
