"""What a value does to break a schema, in the words of its author."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ftpolicy.model.record import Fault
from ftpolicy.model.source import ListNode, MapNode, Node, Scalar
from ftpolicy.parse.node_places import place_of
from ftpolicy.parse.plain import Field

_LONGEST_SHOWN = 60

_PLAIN_DIGITS = {"integer": r"\d{1,15}", "number": r"\d{1,15}(\.\d+)?"}
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "object": "a mapping",
}


def misfit(node: Node, error: Any, field: Field, path: str) -> Fault:
    wanted = error.validator_value
    end, remedy = "", None
    if error.validator == "type":
        must, remedy = _must_be(wanted), _retyped(node, wanted)
    elif error.validator == "enum":
        must = "must be " + either(str(each) for each in wanted)
        meant = nearest(node.text, wanted) if isinstance(node, Scalar) else None
        end = f", did you mean `{meant}`?" if meant else ""
    elif error.validator == "pattern":
        must = error.schema["patternErrorMessage"]
    elif error.validator in {"minItems", "maxItems"}:
        must = f"must list {wanted} values"
    elif error.validator == "minimum":
        must = f"must be at least {wanted}"
    else:
        must = f"must be at most {wanted}"
    message = f"{subject(field, error)} {must}, found {_found(node)}{end}"
    return Fault(message, place_of(node, path), remedy)


def subject(field: Field, error: Any) -> str:
    if not field:
        return f"the {error.schema['title'].lower()}"
    step = field[-1]
    if isinstance(step, str):
        return f"`{step}`"
    above = next((each for each in reversed(field) if isinstance(each, str)), "")
    return f"item {step + 1} of `{above}`"


def _must_be(wanted: str | list[str]) -> str:
    if isinstance(wanted, str):
        return f"must be {_TYPES[wanted]}"
    return "must be " + " or ".join(_TYPES[each] for each in wanted)


def _retyped(node: Node, wanted: str | list[str]) -> str | None:
    """How to write the value so that it has the type, when that can be told."""
    if not isinstance(node, Scalar) or len(node.text) > _LONGEST_SHOWN:
        return None
    text = node.text.strip()
    if isinstance(wanted, str) and wanted in _PLAIN_DIGITS:
        bare = re.sub(r"(?<=\d)[_, '](?=\d{3})", "", text)
        if re.fullmatch(_PLAIN_DIGITS[wanted], bare, re.ASCII):
            return f"Write plain digits without quotes or separators: `{bare}`."
        return "Write plain decimal digits."
    if wanted == "string" and node.plain and text:
        return f'Write it in quotes: `"{text}"`.'
    if wanted == "boolean":
        return "Write `true` or `false`, without quotes."
    if wanted == "array" and text:
        return f'Write a list: `["{text}"]`.'
    return None


def nearest(text: str, known: Iterable[object]) -> str | None:
    from difflib import get_close_matches

    if len(text) > _LONGEST_SHOWN:
        return None
    words = {str(each).replace("_", "-"): str(each) for each in known}
    close = get_close_matches(text.lower().replace("_", "-"), words, n=1)
    return words[close[0]] if close else None


def either(words: Iterable[str]) -> str:
    *most, last = (f"`{word}`" for word in words)
    return f"{', '.join(most)} or {last}" if most else last


def _found(node: Node) -> str:
    if isinstance(node, MapNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return f"a list of {len(node.items)}"
    return _shown(node) if node.text else "nothing"


def _shown(scalar: Scalar) -> str:
    return f"`{cut(scalar.text)}`" if scalar.plain else f'`"{cut(scalar.text)}"`'


def cut(text: str) -> str:
    line = text.split("\n", 1)[0][:_LONGEST_SHOWN]
    return line if line == text else line + "..."
