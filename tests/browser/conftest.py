"""A headless Chromium, and pages to open in it from disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ftpolicy.audit.formats import Audited
from ftpolicy.audit.formats.html_audit import page_of
from ftpolicy.audit.totals import totals
from ftpolicy.model.audit import Row
from ftpolicy.report.html_report.page import render_page

Open = Callable[..., Any]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium of Playwright, else that of the system; without either these tests are skipped."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with api.sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        try:
            started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except api.Error as why:
            pytest.skip(f"no Chromium can be started: {str(why).splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens HTML from disk; at the end nothing may have been asked of the network or refused."""
    contexts: list[Any] = []
    said: list[str] = []
    asked: list[str] = []

    def opens(html: str, fragment: str = "", **options: object) -> Any:
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri() + fragment)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert said == []
    assert {url.partition("#")[0] for url in asked} <= {(tmp_path / "report.html").as_uri()}


def audit_html(*rows: Row) -> str:
    """The page of an audit of these rows."""
    whole = totals(rows)
    return render_page(page_of(Audited(lambda: iter(rows), whole, "2026-11-22")))
