"""Schemas, and what a value does to break one, in the words of its author.

The one file that imports jsonschema, which is loaded when a value does not plainly fit.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.record import Fault
from ftpolicy.model.source import ListNode, Location, MapNode, Node, Scalar
from ftpolicy.parse.fits import fits
from ftpolicy.parse.plain import Field, node_at, plain

MOST_FAULTS = 50
_LONGEST_SHOWN = 60
_SUFFIX = ".schema.json"
_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_FOLDERS = (os.path.join(_HERE, "schemas"), os.path.join(os.path.dirname(_HERE), "schemas"))

_PLAIN_DIGITS = {"integer": r"\d{1,15}", "number": r"\d{1,15}(\.\d+)?"}
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "object": "a mapping",
}


def names() -> tuple[str, ...]:
    """The schemas that come with the program, without their suffix."""
    return tuple(
        sorted(name.removesuffix(_SUFFIX) for name in os.listdir(_folder()) if _SUFFIX in name)
    )


def schema_text(name: str) -> str:
    """The text of a schema; raises FtpolicyError for a name that there is not."""
    if name not in names():
        raise FtpolicyError(f"there is no schema `{name}`: it is one of {_either(names())}")
    with open(os.path.join(_folder(), name + _SUFFIX), encoding="utf-8") as file:
        return file.read()


def faults(node: Node, name: str, path: str) -> tuple[Fault, ...]:
    """What keeps a node from fitting a schema, by line; one misfit for each value."""
    found = {*_doubled(node, path), *_broken(node, name, path)}
    return tuple(sorted(found, key=lambda it: (it.location, it.message))[:MOST_FAULTS])


def place_of(node: Node, path: str) -> Location:
    """Where a node stands; a scalar of one line is underlined."""
    text = node.text if isinstance(node, Scalar) else ""
    width = 0 if "\n" in text else len(text) + 2 * (isinstance(node, Scalar) and not node.plain)
    return Location(path, node.line, node.column, width)


def key_place(key: Scalar, path: str) -> Location:
    """Where a key stands."""
    return Location(path, key.line, key.column, len(key.text) if "\n" not in key.text else 0)


def _folder() -> str:
    return next((folder for folder in _FOLDERS if os.path.isdir(folder)), _FOLDERS[0])


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator, ValidationError, validators
    from referencing import Registry

    def pattern(_: Any, wanted: str, instance: object, __: Any) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not re.fullmatch(wanted, instance):
            yield ValidationError("pattern")  # `$` of Python forgives a line end

    extend: Any = validators.extend
    strict = extend(Draft202012Validator, {"pattern": pattern})
    schema = _schema(name)
    return strict(_inlined(schema, schema.get("$defs", {})), registry=Registry())  # fetches nothing


@cache
def _schema(name: str) -> Any:
    return json.loads(schema_text(name))


def _inlined(part: Any, defs: Any) -> Any:
    """A schema with each `$ref` replaced by what it names; following them takes most of a run."""
    if isinstance(part, list):
        return [_inlined(each, defs) for each in part]
    if not isinstance(part, dict):
        return part
    named = _inlined(defs[part["$ref"].rpartition("/")[2]], defs) if "$ref" in part else {}
    rest = {key: value for key, value in part.items() if key not in {"$ref", "$defs"}}
    return named | {key: _inlined(value, defs) for key, value in rest.items()}


def _doubled(node: Node, path: str) -> Iterator[Fault]:
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _doubled(item, path)
    elif isinstance(node, MapNode):
        lines: dict[str, int] = {}
        for key, value in node.entries:
            if not key.known:
                message = "a key must be text, found a list or a mapping"
                yield Fault(message, Location(path, key.line, key.column))
            elif key.text in lines:
                message = f"`{_cut(key.text)}` stands twice, first on line {lines[key.text]}"
                yield Fault(message, key_place(key, path), "Keep one of the two.")
            lines.setdefault(key.text, key.line)
            yield from _doubled(value, path)


def _broken(node: Node, name: str, path: str) -> Iterator[Fault]:
    value = plain(node)
    schema = _schema(name)
    if fits(schema, value, schema.get("$defs", {})):
        return
    errors = list(islice(_validator(name).iter_errors(value), 4 * MOST_FAULTS))
    misfits: set[Field] = set()
    for error in sorted(errors, key=lambda it: it.validator != "type"):  # a type explains the rest
        field: Field = tuple(error.absolute_path)
        owner = node_at(node, field)
        if error.validator == "additionalProperties":
            yield from _unknown(owner, error.schema, name, path)
        elif error.validator == "required":
            yield _missing(owner, error, field, path)
        elif field not in misfits:
            misfits.add(field)
            yield _misfit(owner, error, field, path)


def _unknown(node: Node, schema: Any, name: str, path: str) -> Iterator[Fault]:
    """Every key of a mapping that its schema does not name."""
    known = tuple(schema.get("properties", ()))
    patterns = tuple(schema.get("patternProperties", ()))
    keys = [key for key, _ in node.entries if key.known] if isinstance(node, MapNode) else []
    strange = (
        key
        for key in keys
        if key.text not in known and not any(re.fullmatch(each, key.text) for each in patterns)
    )
    own = "Put the organisation's own fields under `extra`." if name == "decision-record" else None
    for key in islice(strange, MOST_FAULTS):
        meant = _nearest(key.text, known)
        question = f", did you mean `{meant}`?" if meant else ""
        message = f"unknown key `{_cut(key.text)}`{question}"
        yield Fault(message, key_place(key, path), None if meant else own)


def _missing(node: Node, error: Any, field: Field, path: str) -> Fault:
    keys = [f"`{key}`" for key in error.validator_value if key not in error.instance]
    place = Location(path, node.line, node.column)
    message = f"{_subject(field, error)} has no {' and no '.join(keys)}"
    return Fault(message, place, f"Write {' and '.join(keys)}.")


def _misfit(node: Node, error: Any, field: Field, path: str) -> Fault:
    wanted = error.validator_value
    end, remedy = "", None
    if error.validator == "type":
        must, remedy = _must_be(wanted), _retyped(node, wanted)
    elif error.validator == "enum":
        must = "must be " + _either(str(each) for each in wanted)
        meant = _nearest(node.text, wanted) if isinstance(node, Scalar) else None
        end = f", did you mean `{meant}`?" if meant else ""
    elif error.validator == "pattern":
        must = error.schema["patternErrorMessage"]
    elif error.validator in {"minItems", "maxItems"}:
        must = f"must list {wanted} values"
    elif error.validator == "minimum":
        must = f"must be at least {wanted}"
    else:
        must = f"must be at most {wanted}"
    message = f"{_subject(field, error)} {must}, found {_found(node)}{end}"
    return Fault(message, place_of(node, path), remedy)


def _subject(field: Field, error: Any) -> str:
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


def _nearest(text: str, known: Iterable[object]) -> str | None:
    from difflib import get_close_matches

    if len(text) > _LONGEST_SHOWN:
        return None
    words = {str(each).replace("_", "-"): str(each) for each in known}
    close = get_close_matches(text.lower().replace("_", "-"), words, n=1)
    return words[close[0]] if close else None


def _either(words: Iterable[str]) -> str:
    *most, last = (f"`{word}`" for word in words)
    return f"{', '.join(most)} or {last}" if most else last


def _found(node: Node) -> str:
    if isinstance(node, MapNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return f"a list of {len(node.items)}"
    return _shown(node) if node.text else "nothing"


def _shown(scalar: Scalar) -> str:
    return f"`{_cut(scalar.text)}`" if scalar.plain else f'`"{_cut(scalar.text)}"`'


def _cut(text: str) -> str:
    line = text.split("\n", 1)[0][:_LONGEST_SHOWN]
    return line if line == text else line + "..."
