"""The pages of docs/: each stands in the menu, each link leads somewhere, the site builds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ftpolicy.evidence.trials import tools
from ftpolicy.parse.schema import names
from ftpolicy.records.exports import targets
from tests.precommit.conftest import index_settings

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
FENCED = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$", re.MULTILINE | re.DOTALL)


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors of the headings, as GitHub and the site make them."""
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


def menu(entries: object) -> Iterator[str]:
    """The pages of a menu, however deep they stand."""
    if isinstance(entries, str):
        yield entries
    for each in entries if isinstance(entries, list) else ():
        yield from menu(next(iter(each.values())))


def test_every_page_stands_in_the_menu_once() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    assert sorted(menu(config["nav"])) == [page.name for page in PAGES]


@EACH_PAGE
def test_every_link_leads_somewhere(page: Path) -> None:
    for link, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", prose(page)):
        target = (page.parent / link).resolve() if link else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), f"{link}#{anchor}"


@EACH_PAGE
def test_a_page_begins_with_its_one_title(page: Path) -> None:
    assert len(re.findall(r"^# .", prose(page), re.MULTILINE)) == 1
    assert page.read_text(encoding="utf-8").startswith("# ")


def test_the_tools_and_targets_of_the_pages_are_ours() -> None:
    trial, exports = (prose(ROOT / f"docs/{name}.md") for name in ("trial", "exports"))
    rows = r"^\| `([a-z][a-z-]*)` \| "
    assert sorted(set(re.findall(rows, trial, re.MULTILINE))) == sorted(tools())
    assert sorted(re.findall(rows, exports, re.MULTILINE)) == sorted(targets())


def test_the_entries_for_schemastore_name_schemas_of_ours() -> None:
    text = (ROOT / "docs/editors.md").read_text()
    settings, catalog = (json.loads(it) for it in re.findall(r"```json\n(.*?)```", text, re.DOTALL))
    for entry in catalog:
        assert sorted(entry) == ["description", "fileMatch", "name", "url"]
        assert not entry["description"].endswith(".")
        address, _, name = entry["url"].rpartition("/schemas/")
        assert address.startswith("https://raw.githubusercontent.com/")
        assert name.removesuffix(".schema.json") in names()
    by_name = {path.removeprefix("./"): match for path, match in settings["yaml.schemas"].items()}
    assert by_name == {it["url"].rpartition("/")[2]: it["fileMatch"][0] for it in catalog}


@pytest.mark.tools
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    project = (ROOT / "pyproject.toml").read_text()
    (wanted,) = re.findall(r'^docs = \["(.*)"\]$', project, re.MULTILINE)
    env = {**os.environ, **index_settings(), "NO_MKDOCS_2_WARNING": "1"}
    pip = [place / "bin/python", "-m", "pip", "install", "--quiet", wanted]
    subprocess.run(pip, check=True, env=env)
    site = tmp_path / "site"
    build = [place / "bin/mkdocs", "build", "--strict", "--site-dir", site]
    done = subprocess.run(
        build, cwd=ROOT, env=env, capture_output=True, check=False, encoding="utf-8"
    )
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    pages = [site / "index.html", *(site / it.stem / "index.html" for it in PAGES)]
    for page in pages:
        if page.parent.name != "index":
            fetched = re.findall(
                r'(?:src|rel="stylesheet" href)="(https?:[^"]*)"', page.read_text()
            )
            assert fetched == [], page
