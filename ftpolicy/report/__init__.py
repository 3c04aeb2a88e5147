"""One file per format: its name is the format's, its `render(report)` gives the text."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from ftpolicy.model.finding import Report
from ftpolicy.model.modules import modules_in

_SUFFIX = "_report"  # `json_report.py` is the format `json`: a module named json would mislead
_NO_FORMATS = frozenset(
    {
        "folding",
        "markdown_parts",
        "markdown_tables",
        "markdown_text",
        "order",
        "requirements",
        "safe",
        "wording",
    }
)


class Reporter(Protocol):
    """A module of this folder."""

    def render(self, report: Report) -> str:
        """The report in this format."""


def names() -> tuple[str, ...]:
    """The formats there are, sorted."""
    return tuple(sorted(_modules()))


def render(name: str, report: Report) -> str:
    """The report in a format of `names()`; only that format's module is imported.

    Colours are written as ANSI codes; who prints to something else than a terminal strips them.
    """
    module = import_module(f"{__name__}.{_modules()[name]}")
    return cast("Reporter", module).render(report)


def _modules() -> dict[str, str]:
    return {
        name.removesuffix(_SUFFIX).replace("_", "-"): name
        for name in modules_in(__path__)
        if name not in _NO_FORMATS
    }
