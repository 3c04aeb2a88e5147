"""Values of a record as YAML that reads back as the same value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

from ftpolicy.model.period import Period
from ftpolicy.model.regex import regex
from ftpolicy.parse.quote import is_text, yaml_word

_PROSE = regex(r"[A-Za-z][A-Za-z0-9_./@+()%'-]*(?:,? [A-Za-z0-9_./@+()%'-]+)+[.!?]?")
"""Several words that no reader of YAML takes for anything else."""


def scalar(value: object) -> str:
    """One value as it is written in block style."""
    if isinstance(value, str) and _PROSE.fullmatch(value):
        return value
    return inline(value)


def inline(value: object) -> str:
    """One value as it is written within brackets or braces."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, (int, date)):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    return yaml_word(_whole(value.text if isinstance(value, Period) else str(value)))


def listed(values: Sequence[object]) -> str:
    """A list in brackets."""
    return f"[{', '.join(map(inline, values))}]"


def braced(pairs: Sequence[tuple[str, object]]) -> str:
    """A mapping in braces; None stands for a value that is still to come."""
    inner = (f"{key}: {'' if value is None else inline(value)}" for key, value in pairs)
    return f"{{{', '.join(inner)}}}"


def _whole(text: str) -> str:
    """The text with a sign in place of each half character, which no file can hold."""
    if is_text(text):
        return text
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
