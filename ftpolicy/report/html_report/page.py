"""A page as plain values, and the one HTML file that it becomes: no network, no foreign script."""

from __future__ import annotations

import hashlib
import json
import os
import re
from base64 import b64encode
from functools import cache, lru_cache
from importlib import import_module
from typing import Protocol, cast
from urllib.parse import urlencode

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass
from ftpolicy.report.html_report.charts import Chart, drawn
from ftpolicy.report.safe import address, safe

_HERE = os.path.dirname(os.path.abspath(__file__))
_ADDRESS = regex(r"https?://[\w.:/~-]+", re.ASCII)
_NO_LETTER = regex(r"[^a-z0-9]+")
_LONGEST, _LONGEST_PATH = 600, 4096
FIRST = 200
"""Rows that stand in the page without its script, and before anybody asks for more."""

_CHOICES = 60  # a list to choose from that is longer helps nobody; the search does


@dataclass(frozen=True, slots=True)
class Column:
    """A column; its values can be chosen from when there are few of them."""

    title: str
    kind: str = "text"  # text | number | word (never broken) | long
    choose: bool = False

    @property
    def slug(self) -> str:
        return _NO_LETTER.sub("-", self.title.lower()).strip("-")

    @property
    def css(self) -> str:
        return "word" if self.choose else self.kind


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `mark` is one of our words for its colour, never the author's."""

    text: str
    href: str = ""
    mark: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be searched and sorted; `id` is what links within the page name."""

    id: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def choices(self, index: int) -> tuple[str, ...]:
        """The values of a column to choose from, none when there are too many."""
        if not self.columns[index].choose:
            return ()
        found = sorted({row[index].text for row in self.rows})
        return tuple(found) if 1 < len(found) <= _CHOICES else ()

    @property
    def data(self) -> str:
        """All rows as JSON that may stand in a page: nothing in it ends the element around it."""
        rows = [[_short(each) for each in row] for row in self.rows]
        text = json.dumps(rows, separators=(",", ":"))
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number at the top, with what it leads to."""

    value: str
    words: str
    href: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page, in its order."""

    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


def _short(one: Cell) -> str | list[str]:
    return [one.text, one.href, one.mark] if one.href or one.mark else one.text


class _Template(Protocol):
    """What is used of `jinja2.Template`."""

    def render(self, **values: object) -> str: ...


def cell(text: object, href: str = "", mark: str = "") -> Cell:
    """A cell with the text as it may be shown."""
    shown = str(text)
    plain = len(shown) <= _LONGEST and shown.isprintable() and "##" not in shown
    return Cell(shown if plain and "::" not in shown else safe(shown, _LONGEST), href, mark)


@lru_cache(maxsize=4096)
def to(table: str, **chosen: str) -> str:
    """A link within the page: a table with only the rows that have these values.

    The names are slugs of columns (`_` for `-`), or `q` for a search; a value of a column without
    choices is sought as a whole.
    """
    slugs = {name.replace("_", "-"): safe(value, _LONGEST) for name, value in chosen.items()}
    return f"#{table}?{urlencode(slugs)}" if slugs else f"#{table}"


def at(page: str, path: str, line: int) -> str:
    """A link to a line of a file at a forge, empty where its address is not known or is odd."""
    if not _ADDRESS.fullmatch(page) or len(path) > _LONGEST_PATH:
        return ""
    return f"{page}{address(path)}#L{line}"


def render_page(page: Page) -> str:
    """The page as one file; raises FtpolicyError without Jinja2."""
    style, script = _own("page.css"), _own("page.js")
    return _template().render(
        page=page,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        drawn=drawn,
        first=FIRST,
    )


def _own(name: str) -> str:
    with open(os.path.join(_HERE, name), encoding="utf-8") as stream:
        return stream.read()


def _hash(text: str) -> str:
    """What a content policy knows an inline part by."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _template() -> _Template:
    try:
        jinja = import_module("jinja2")
    except ImportError as why:
        raise FtpolicyError(
            "the format `html` needs Jinja2: `pip install 'ftpolicy[html]'`"
        ) from why
    environment = jinja.Environment(
        autoescape=True,
        undefined=jinja.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return cast("_Template", environment.from_string(_own("page.html.jinja")))
