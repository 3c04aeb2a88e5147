"""One file per format of an audit: `render(audited)` gives the text in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Protocol, cast

from ftpolicy.audit.totals import Totals
from ftpolicy.audit.trend import Trend
from ftpolicy.model.audit import Row
from ftpolicy.model.values import dataclass

FORMATS = {
    "table": "table",
    "json": "json_audit",
    "csv": "csv_audit",
    "sarif": "sarif",
    "html": "html_audit",
}
"""Each format and the module of this folder that writes it."""


@dataclass(frozen=True, slots=True)
class Audited:
    """A finished audit; `rows` reads them anew at each call, in the order of names."""

    rows: Callable[[], Iterator[Row]]
    totals: Totals
    judged_at: str
    trend: Trend | None = None  # None without an earlier audit to compare with


class Format(Protocol):
    """A module of this folder."""

    def render(self, audited: Audited) -> Iterator[str]:
        """The audit in this format, part after part."""


def render(name: str, audited: Audited) -> Iterator[str]:
    """The audit in one of `FORMATS`; only that format's module is imported."""
    return cast("Format", import_module(f"{__name__}.{FORMATS[name]}")).render(audited)
