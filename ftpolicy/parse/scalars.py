"""What a scalar means: as frameworks read it, and as a record is read."""

from __future__ import annotations

from decimal import Decimal
from math import isinf

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Scalar

_LONGEST_NUMBER = 400
_LONGEST_LINE = 4096
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_YES = _TRUE | {"yes", "Yes", "YES", "on", "On", "ON"}
_NO = _FALSE | {"no", "No", "NO", "off", "Off", "OFF"}

_INTEGER = regex(r"[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)")
_FLOAT = regex(
    r"[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*|[0-9][0-9_]*(?=[eE]))([eE][-+]?[0-9]+)?"
)
_SEXAGESIMAL = regex(r"[-+]?([1-9][0-9_]*(:[0-5]?[0-9])+|[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*)")
_SPECIAL = regex(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_DECIMAL_INTEGER = regex(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = regex(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")

_FILLED_IN = regex(
    r"\?\?\?"  # OmegaConf: must be given
    r"|\$[A-Za-z_0-9@*#{(]"  # shell, make, OmegaConf, GitHub
    r"|\{\{|\{%"  # Jinja, Helm, just
    r"|%\(\w+\)|%[sd](?!\w)"  # printf-style
    r"|<[A-Za-z][\w .-]*>"  # to be filled in by hand
)


def judged(scalar: Scalar) -> str | int | float | bool | None:
    """The value as PyYAML and the frameworks read it (YAML 1.1; `1e-5` is a number here)."""
    text = scalar.text
    if not scalar.plain:
        return text
    if text in _NULLS:
        return None
    if text in _YES or text in _NO:
        return text in _YES
    if len(text) > _LONGEST_NUMBER:
        return text
    return _number(text)


def core(scalar: Scalar) -> str | int | Decimal | bool | None:
    """The value by the YAML 1.2 core schema, as a record is read.

    Numbers are plain decimal ones, with the precision that was written. Anything else (octal,
    hexadecimal, infinite, thousands of digits) stays the text, so that a type check refuses it.
    """
    text = scalar.text
    if not scalar.plain:
        return text
    if text in _NULLS:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if len(text) > _LONGEST_NUMBER:
        return text
    if _DECIMAL_INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and not text.lstrip("+-").isdigit():
        return Decimal(text)
    return text


def is_placeholder(text: str) -> bool:
    """True for a text that says that the value is filled in at run time, or is empty."""
    text = text[:_LONGEST_LINE].strip()
    return text in _NULLS or _FILLED_IN.search(text) is not None


def _number(text: str) -> str | int | float:
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", "", 1))
    if _SEXAGESIMAL.fullmatch(text):
        return _base_sixty(text.replace("_", ""))
    if _FLOAT.fullmatch(text):
        number = float(text.replace("_", ""))
        return text if isinf(number) else number  # a commit id such as `12e4567`
    return text


def _integer(text: str) -> int | str:
    digits = text.lstrip("+-").replace("_", "")
    base = {"0b": 2, "0x": 16}.get(digits[:2], 8 if digits[0] == "0" else 10)
    try:
        return -int(digits, base) if text[0] == "-" else int(digits, base)
    except ValueError:  # a prefix without digits: `0x_`
        return text


def _base_sixty(text: str) -> int | float:
    total: int | float = 0
    for part in text.lstrip("+-").split(":"):
        total = total * 60 + (float(part) if "." in part else int(part))
    return -total if text[0] == "-" else total
