"""The HTML report in a real browser: filters, sorting, keys, dark, print, hostile text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ftpolicy import report as formats
from ftpolicy.model.audit import GUARDS, Decided, Exempt, Gate, Row, Told, Tuned
from ftpolicy.model.values import replace
from tests.browser.conftest import Open, audit_html
from tests.reports.hostile import PAYLOADS, rendered
from tests.reports.rich import RICH

pytestmark = pytest.mark.browser
DAY = "2026-11-22"
PAGE = "https://github.com/acme/app/blob/c0ffee/"
FRAMEWORKS = ("axolotl", "trl", "openai")


def row(number: int, name: str = "") -> Row:
    """A repository with one tuning file; every third has no record."""
    covered = number % 3 > 0
    tuned = Tuned(
        *("configs/train.yaml", number + 1, FRAMEWORKS[number % 3], "certain", "sft", "lora"),
        *("meta-llama/Llama-3.1-8B-Instruct", ("data/a.jsonl",)),
        *(("covered", "d.yaml", "ready") if covered else ("uncovered", None, "no-decision")),
    )
    record = Decided(
        *("d.yaml", 3, f"voice-{number}", "", "accepted", "@dana", "ready"),
        next_review=f"2026-{number % 12 + 1:02}-01",
        examples=number,
        least_examples=100,
    )
    error = Told("FT001", "error", "configs/train.yaml", 1, "no live record covers it")
    return Row(
        name or f"acme/service-{number}",
        "judged",
        key="k",
        judged_at=DAY,
        commit="c0ffee" * 6 + "c0ff",
        page=PAGE,
        gate=Gate(ci=number % 2 == 0),
        tuned=(tuned,),
        decided=(record,) if covered else (),
        told=() if covered else (error,),
        waivers=(Exempt("FT203", ("**",), "@dana", "pilot", "2026-12-01"),),
    )


FLEET = tuple(row(number) for number in range(12))


def cells(page: Any, table: str, column: int) -> list[str]:
    """The texts of a column as they stand in the page."""
    found = page.locator(f"#{table} tbody tr td:nth-child({column})")
    return [str(text) for text in found.all_text_contents()]


def told(page: Any, table: str) -> str:
    return str(page.locator(f"#{table} output").text_content())


def test_a_search_and_a_choice(opened: Open) -> None:
    page = opened(audit_html(*FLEET))
    assert told(page, "files") == "12 of 12"
    page.fill("#files input", "SERVICE-1 trl")
    assert cells(page, "files", 1) == ["acme/service-1", "acme/service-10"]
    page.fill("#files input", '"acme/service-1"')
    assert cells(page, "files", 1) == ["acme/service-1"]
    page.fill("#files input", "")
    page.select_option("#files select[name=coverage]", "uncovered")
    assert told(page, "files") == "4 of 12"
    page.click("#files button[type=reset]")
    assert told(page, "files") == "12 of 12"


def test_columns_are_sorted_both_ways(opened: Open) -> None:
    page = opened(audit_html(*FLEET))
    head = page.locator("#records th:nth-child(8)")
    head.locator("button").click()
    assert cells(page, "records", 8) == ["1", "2", "4", "5", "7", "8", "10", "11"]
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert cells(page, "records", 8) == ["11", "10", "8", "7", "5", "4", "2", "1"]
    assert page.locator("#records [aria-sort]").count() == 1


@pytest.mark.parametrize(
    ("words", "table", "shown"),
    [
        ("tuning files uncovered", "files", "4 of 12"),
        ("findings: error", "findings", "4 of 4"),
        ("repositories tune without a gate", "repositories", "6 of 12"),
        ("review overdue", "records", "7 of 8"),
        ("waiver expires soon", "waivers", "12 of 12"),
    ],
)
def test_a_number_leads_to_what_it_counts(opened: Open, words: str, table: str, shown: str) -> None:
    page = opened(audit_html(*FLEET))
    fact = page.locator(".facts a", has_text=words)
    fact.click()
    page.wait_for_function("id => document.activeElement.id === id", arg=table)
    assert told(page, table) == shown
    assert fact.locator("strong").text_content() == shown.partition(" ")[0]


def test_a_bar_leads_to_what_it_counts(opened: Open) -> None:
    page = opened(audit_html(*FLEET))
    page.locator("a[aria-label='trl: 4']").click()
    page.wait_for_function("document.activeElement.id === 'files'")
    assert set(cells(page, "files", 5)) == {"trl"}


def test_what_the_forge_says_of_the_gate(opened: Open) -> None:
    asked = [
        replace(row(0, name), gate=Gate(True, name != "absent", required=name)) for name in GUARDS
    ]
    page = opened(audit_html(*asked))
    assert cells(page, "repositories", 4) == ["required", "present", "hook only", "unknown"]
    page.locator("#gate-chart-title").scroll_into_view_if_needed()
    page.locator("a[aria-label='required: 1']").click()
    page.wait_for_function("document.activeElement.id === 'repositories'")
    assert cells(page, "repositories", 1) == ["required"]


def test_a_link_opens_with_its_filter(opened: Open) -> None:
    page = opened(audit_html(*FLEET), "#files?coverage=uncovered&repository=acme%2Fservice-3")
    assert cells(page, "files", 1) == ["acme/service-3"]
    link = page.locator("#files tbody td:nth-child(2) a")
    assert link.get_attribute("href") == f"{PAGE}configs/train.yaml#L4"


def test_the_keyboard_reaches_everything(opened: Open) -> None:
    page = opened(audit_html(*FLEET))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    page.keyboard.press("Tab")
    assert "repositories judged" in page.evaluate("document.activeElement.textContent")
    page.locator("#files th button").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert page.locator("#files th").first.get_attribute("aria-sort") == "descending"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_ten_thousand_rows(opened: Open) -> None:
    """Only some rows stand in the page at any time, so that it stays fast."""
    page = opened(audit_html(*(row(number) for number in range(10_000))))
    assert told(page, "files") == "10000 of 10000, the first 200 shown"
    assert page.locator("#files tbody tr").count() == 200
    page.fill("#files input", "service-99")
    assert told(page, "files") == "111 of 10000"
    page.fill("#files input", "")
    page.locator("#records th:nth-child(8) button").click()
    page.locator("#records th:nth-child(8) button").click()
    assert cells(page, "records", 8)[0] == "9998"
    page.locator("#waivers .more button").click()
    assert page.locator("#waivers tbody tr").count() == 10_000
    assert page.locator("#waivers .more").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(opened: Open, scheme: str) -> None:
    page = opened(audit_html(*FLEET), color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 28)"}[scheme]


def test_a_narrow_screen_scrolls_tables_and_charts_alone(opened: Open) -> None:
    page = opened(audit_html(*FLEET), viewport={"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    facts = page.evaluate("[...document.querySelectorAll('.facts li')].map(e => e.offsetTop)")
    assert facts[0] == facts[1] < facts[2]
    size = "document.querySelector('svg .label').getBoundingClientRect().height"
    assert page.evaluate(size) >= 10


def test_print_shows_every_row(opened: Open) -> None:
    page = opened(audit_html(*(row(number) for number in range(300))))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#files tbody tr").count() == 300
    assert page.locator("#files form").is_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#files tbody tr").count() == 200


def test_without_its_script_the_page_can_be_read(opened: Open) -> None:
    page = opened(audit_html(*FLEET), java_script_enabled=False)
    assert page.locator("#files tbody tr").count() == 12
    assert page.locator("#files form").is_hidden()


def test_another_script_and_style_are_refused(browser: Any, tmp_path: Path) -> None:
    """By the page's own content policy, whoever brings them in."""
    added = "<script>document.title = 1</script><p id=x style='color: rgb(1, 2, 3)'>x</p><footer>"
    path = tmp_path / "report.html"
    path.write_text(formats.render("html", RICH).replace("<footer>", added), encoding="utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert page.title() == "Fine-tuning policy: no decision record"
    colour = page.evaluate("getComputedStyle(document.getElementById('x')).color")
    page.close()
    assert colour != "rgb(1, 2, 3)"
    assert ["Content Security Policy" in one for one in said] == [True, True]


@pytest.fixture(scope="module")
def usual(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The kinds of elements of a report and of an audit in which nothing is hostile."""
    pages = {"check": formats.render("html", RICH), "audit": audit_html(row(0), row(1))}
    found = {}
    for name, html in pages.items():
        path = tmp_path_factory.mktemp("usual") / f"{name}.html"
        path.write_text(html, encoding="utf-8")
        page = browser.new_page()
        page.goto(path.as_uri())
        found[name] = _elements(page)
        page.close()
    return found


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_in_a_report(opened: Open, usual: dict[str, set[str]], text: str) -> None:
    page = opened(rendered("html", text))
    more = {"a", "span", "option", "rect", "title", "text"}
    assert _elements(page) <= usual["check"] | more
    assert page.locator("[onerror], [onclick], img, iframe").count() == 0


def _elements(page: Any) -> set[str]:
    names = page.evaluate("[...document.querySelectorAll('*')].map(e => e.localName)")
    return {str(name) for name in names}


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_names_in_an_audit(opened: Open, usual: dict[str, set[str]], text: str) -> None:
    poisoned = Row(
        text,
        "judged",
        text,
        "k",
        judged_at=DAY,
        page=text,
        commit=text,
        gate=Gate(True, True, (text,), (text,), (text,), text, text),
        tuned=(Tuned(text, 1, text, text, text, text, text, (text,), "covered", text, text),),
        decided=(Decided(text, 1, text, text, text, text, text, text, "", "", 5, 9, text, text),),
        told=(Told(text, text, text, 1, text),),
        waivers=(Exempt(text, (text,), text, text, ""),),
    )
    page = opened(audit_html(poisoned, row(1)))
    assert _elements(page) <= usual["audit"] | {"output", "select", "option"}
    for table in ("files", "records", "findings"):
        page.locator(f"#{table} th button").first.click()
        page.fill(f"#{table} input", text[:50])
    assert page.locator("[onerror], [onclick], img, iframe").count() == 0
    links = page.evaluate("[...document.links].map(e => e.getAttribute('href'))")
    assert [one for one in links if not one.startswith(("#", PAGE))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["check", "audit"])
def test_nothing_bars_people(opened: Open, which: str, scheme: str) -> None:
    """The rules of axe; findings of no severity are left."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    html = formats.render("html", RICH) if which == "check" else audit_html(*FLEET)
    page = opened(html, color_scheme=scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found] == []
