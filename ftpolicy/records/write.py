"""A draft to the text of a new record: what is known stands there, each gap is marked.

A line that ends in `# fill in: ...` is a gap that a rule will name; `# optional: ...` is one that
no rule asks for.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ftpolicy import __version__
from ftpolicy.records.draft import Draft
from ftpolicy.records.fields import lines
from ftpolicy.records.line import Line

SCHEMA = (
    f"https://raw.githubusercontent.com/acme/ftpolicy/v{__version__}/schemas/"
    "decision-record.schema.json"
)
"""Where editors find the shape of a record; `ftpolicy schema decision-record` prints the same."""

_COLUMN = 34
_WIDTH = 100


def identifier(path: str) -> str:
    """A kebab-case id from a tuning file's folder and name: `billing-train`."""
    parts = posixpath.splitext(path)[0].split("/")[-2:]
    words = re.findall(r"[a-z0-9]+", "-".join(parts).lower())
    name = "-".join(words)
    return name if name[:1].isalpha() else f"decision-{name}".rstrip("-")


def yaml_text(draft: Draft) -> str:
    """The record as a YAML file."""
    head = (f"yaml-language-server: $schema={SCHEMA}", *draft.head)
    whole = [*(Line("", each) for each in head), *lines(draft)]
    return "".join(f"{each}\n" for line in whole for each in _laid_out(line))


def markdown_text(draft: Draft) -> str:
    """The record as the front matter of a Markdown page for people."""
    title = _visible(draft.record.title or draft.record.id)
    return (
        f"---\n{yaml_text(draft)}---\n\n# {title}\n\n## Context\n\n"
        "What the product does today, and what is wrong with it.\n\n"
        "## What was tried\n\nThe prompts, and where they still fall short.\n\n"
        "## Consequences\n\nWhat this decision costs, and when it is looked at again.\n"
    )


def _laid_out(line: Line) -> Iterator[str]:
    """A line with its comment behind it, or above it where there is no room."""
    comment = f"# {_visible(line.comment)}" if line.comment else ""
    if not line.text or not comment:
        yield line.text or comment
        return
    beside = f"{line.text:<{_COLUMN}}{comment}"
    if len(line.text) < _COLUMN - 1 and len(beside) <= _WIDTH:
        yield beside
    elif len(line.text) + 2 + len(comment) <= _WIDTH:
        yield f"{line.text}  {comment}"
    else:
        indent = len(line.text) - len(line.text.lstrip())
        yield f"{' ' * indent}{comment}"
        yield line.text


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
