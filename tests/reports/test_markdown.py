"""The reviewer's screen as a real Markdown parser sees it: no element is of the author's making."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ftpolicy import report as formats
from ftpolicy.model.finding import Links, Report, Verdict
from ftpolicy.model.source import Location
from ftpolicy.report.markdown_text import cell, code, prose
from ftpolicy.report.order import ranked
from tests.reports.hostile import PAYLOADS, poisoned
from tests.reports.rich import CLEAN, EVIDENCE, LINKS, RICH, decision, tuning_file

_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_SUMMARY = re.compile(r"<details><summary>[\w ()]+</summary>\n|</details>\n")
_WORDS = ("text", "code_inline", "softbreak", "text_special")
# What hosts make of text after the Markdown is read: mentions, references, addresses, formulas.
_REFERENCE = re.compile(r"[@#$~^{}\[\]|\\]|!|[%&]\w|://|\bwww\.|:\w+:|\bGH-\d", re.IGNORECASE)
hostile = pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)


def tokens(markdown: str) -> Iterator[Token]:
    for token in _PARSER.parse(markdown):
        yield from token.children or ()
        if token.type != "inline":
            yield token


def skeleton(markdown: str) -> list[str]:
    """The elements in their order, without the words and without what is bold code or bold text."""
    return [one.type for one in tokens(markdown) if one.type not in _WORDS]


@pytest.mark.threat("Markdown and HTML")
@hostile
def test_no_element_is_born_of_the_text(text: str) -> None:
    report = poisoned(text)
    markdown = formats.render("markdown", report)
    for one in tokens(markdown):
        if one.type in ("html_inline", "html_block"):
            assert _SUMMARY.fullmatch(one.content), one.content
        assert one.type not in ("image", "fence", "code_block", "em_open", "s_open", "hr")
        if one.type == "link_open":
            assert str(one.attrs["href"]).startswith(LINKS.files)
            assert re.fullmatch(r"[\w.%/~#-]*", str(one.attrs["href"])[len(LINKS.files) :])
        if one.type == "text":
            assert _REFERENCE.search(one.content) is None, one.content


@hostile
def test_hostile_text_has_the_elements_of_harmless_text(text: str) -> None:
    """But for links, which a file with an overlong name does not get."""
    plain = replace(poisoned("harmless"), links=Links())
    told = formats.render("markdown", poisoned(text, Links()))
    if "more" not in told:  # nothing was left out for want of room
        assert skeleton(told) == skeleton(formats.render("markdown", plain))


@given(some.text(max_size=60))
@settings(max_examples=120, deadline=None)
def test_text_in_code_and_prose_is_inert(text: str) -> None:
    row = f"| a | b |\n| --- | --- |\n| {cell(code(text))} | {cell(prose(text))} |\n"
    assert [one.type for one in tokens(row)].count("td_open") == 2
    for markdown in (f"- x {code(text)} y {prose(text)}\n", row):
        for one in tokens(markdown):
            assert one.type in _WORDS or one.type.rpartition("_")[2] in ("open", "close")
            assert one.type not in ("em_open", "strong_open", "s_open", "link_open")
            if one.type == "text":
                assert _REFERENCE.search(one.content) is None, one.content


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "`plain`"),
        ("", "—"),
        ("  ", "—"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("``a", "``` ``a ```"),
        ("a ", "` a  `"),
        ("@acme/all", "`@acme/all`"),
        ("a\nb", "`a\\x0ab`"),
    ],
    ids=["plain", "empty", "spaces", "tick", "one tick", "two ticks", "space", "mention", "line"],
)
def test_code(raw: str, shown: str) -> None:
    assert code(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("the record claims `200` examples", "the record claims `200` examples"),
        ("2 < 3 & 4 > 1", "2 \\< 3 \\& 4 \\> 1"),
        ("a * b_c", "a \\* b\\_c"),
        ("ask @dana", "`ask @dana`"),
        ("`a` @dana `b`", "`a @dana b`"),
        ("see http://x", "`see http://x`"),
        ("fixes #12", "`fixes #12`"),
        ("29 % of 300", "29 % of 300"),
        ("plain UTF-8.", "plain UTF-8."),
        ("commit 1a2b3c4d", "`commit 1a2b3c4d`"),
    ],
    ids=lambda value: value[:20],
)
def test_prose(raw: str, shown: str) -> None:
    assert prose(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("`a|b`", "`a\\|b`"), ("`a\\|b`", "`a\\x7cb`")],
    ids=["bar", "escaped bar"],
)
def test_a_bar_ends_no_cell(raw: str, shown: str) -> None:
    assert cell(raw) == shown


def _huge(text: str) -> Report:
    cases = tuple(
        replace(one, case=replace(one.case, evidence=EVIDENCE))
        for one in poisoned(text).cases
        for _ in range(70)
    )
    return replace(poisoned(text), cases=cases, findings=poisoned(text).findings * 100)


@pytest.mark.parametrize(
    "name", ["long", "long-hostile", "ticks-only", "command", "nul", "emphasis"]
)
def test_the_screen_stays_under_its_limit(name: str) -> None:
    report = _huge(PAYLOADS[name])
    report = replace(report, notes=report.notes * 500, detections=report.detections * 500)
    markdown = formats.render("markdown", report)
    assert len(markdown) < 60_000
    assert "… and " in markdown
    assert markdown.count("<details>") == markdown.count("</details>")


def test_the_verdict_comes_first_and_counts_what_is_left_out() -> None:
    many = tuple(
        replace(RICH.findings[1], location=Location(f"configs/{number}.yaml"))
        for number in range(200)
    )
    markdown = formats.render("markdown", replace(RICH, findings=many))
    assert markdown.startswith("## ❌ ftpolicy: no decision record\n")
    listed = markdown.count("- ❌ **FT103**")
    assert f"… and {200 - listed} more findings" in markdown
    assert 20 < listed < 200


@pytest.mark.parametrize(
    ("report", "first"),
    [
        (CLEAN, "## ✅ ftpolicy: no fine-tuning to judge in 14 changed files"),
        (
            replace(CLEAN, findings=RICH.findings[:1]),
            "## ⚠️ ftpolicy: no fine-tuning to judge in 14 changed files",
        ),
        (
            replace(RICH, policy=replace(RICH.policy, mode="observe")),
            "## ⚠️ ftpolicy: no decision record",
        ),
        (replace(RICH, cases=RICH.cases[2:], findings=()), "## ✅ ftpolicy: ready"),
        (
            replace(RICH, cases=(replace(RICH.cases[2], verdict=Verdict.EXPLORING),), findings=()),
            "## ⚠️ ftpolicy: exploring",
        ),
    ],
    ids=["nothing", "gate edited", "observe", "ready", "exploring"],
)
def test_the_headline(report: Report, first: str) -> None:
    assert formats.render("markdown", report).splitlines()[0] == first


def test_without_an_address_there_are_no_links() -> None:
    markdown = formats.render("markdown", replace(RICH, links=Links()))
    assert "](" not in markdown
    assert "`decisions/billing-support-voice.yaml:23`" in markdown


def test_claims_taken_as_written_are_said_to_be() -> None:
    case = replace(RICH.cases[0], case=replace(RICH.cases[0].case, evidence=None))
    markdown = formats.render("markdown", replace(RICH, cases=(case,), findings=()))
    assert "- nothing of `billing-support-voice`: its claims are taken as written" in markdown
    assert (
        "| 2 · Data is enough | 1240 examples; 1 source | not measured | ➖ as claimed |"
        in markdown
    )


def test_a_record_without_anything_claims_nothing() -> None:
    bare = replace(
        decision(),
        title=None,
        goal=None,
        few_shot_baselines=(),
        dataset=None,
        evaluation=None,
        retraining=None,
        economics=None,
    )
    case = replace(RICH.cases[0].case, record=bare, evidence=None, detections=(tuning_file("a"),))
    judged = replace(RICH.cases[0], case=case, shifts=())
    markdown = formats.render("markdown", replace(RICH, cases=(judged,), findings=()))
    assert "without title" in markdown
    assert "| 3 · Behaviour, not facts | nothing | — | ➖ nothing to go by |" in markdown


def test_the_most_important_finding_comes_first() -> None:
    assert [one.code for one in ranked(RICH)] == [
        "FT001",
        "FT107",
        "FT103",
        "FT903",
        "FT505",
        "FT011",
    ]
