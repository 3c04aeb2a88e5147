"""Untrusted text in Markdown: as code, or as words that cannot be anything else.

Hosts make mentions, references, addresses and formulas out of ordinary text, after the Markdown
is read, so no escape holds for all of them. What might be one of these stands in a code span,
where nothing is made of it.
"""

from __future__ import annotations

import re

from ftpolicy.model.regex import regex
from ftpolicy.report.safe import safe

_WORDS = regex(r"""[\w \t.,;:()'"/+=*<>&%?-]*""")
_REFERENCE = regex(r"://|:[\w+-]+:|[%&]\w|\bwww\.|\bGH-\d|\b[0-9a-f]{7,64}\b", re.IGNORECASE)
_MARK = regex(r"[*_<>&]")
_TICKS = regex("`+")


def code(text: str, longest: int = 200) -> str:
    """The text in a code span that no back-tick of its own can end; a dash for no text."""
    shown = safe(text, longest)
    if not shown.strip():
        return "—"
    fence = "`" * (max((len(run) for run in _TICKS.findall(shown)), default=0) + 1)
    room = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{room}{shown}{room}{fence}"


def prose(text: str, longest: int = 600) -> str:
    """A message or remedy: what stands between back-ticks as code, harmless words as words."""
    parts: list[tuple[bool, str]] = []
    for place, part in enumerate(safe(text, longest).split("`")):
        quoted = place % 2 == 1 or not _harmless(part)
        if parts and parts[-1][0] and quoted:
            parts[-1] = (True, parts[-1][1] + part)  # two spans in a row would be one
        elif part:
            parts.append((quoted, part))
    return "".join(
        code(part, longest * 3) if quoted else _MARK.sub(r"\\\g<0>", part) for quoted, part in parts
    )


def cell(markdown: str) -> str:
    """Markdown of one line as a cell of a table, where a bar ends the cell even in code."""
    return markdown.replace("\\|", "\\x7c").replace("|", "\\|")


def _harmless(part: str) -> bool:
    return _WORDS.fullmatch(part) is not None and _REFERENCE.search(part) is None
