"""Schemas, and what a value does to break one, in the words of its author.

The one file that imports jsonschema, which is loaded when a value does not plainly fit.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.record import Fault
from ftpolicy.model.source import ListNode, Location, MapNode, Node
from ftpolicy.parse.fits import fits
from ftpolicy.parse.misfit import cut, either, misfit, nearest, subject
from ftpolicy.parse.node_places import key_place
from ftpolicy.parse.plain import Field, node_at, plain

MOST_FAULTS = 50
_SUFFIX = ".schema.json"
_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_FOLDERS = (os.path.join(_HERE, "schemas"), os.path.join(os.path.dirname(_HERE), "schemas"))


def names() -> tuple[str, ...]:
    """The schemas that come with the program, without their suffix."""
    return tuple(
        sorted(name.removesuffix(_SUFFIX) for name in os.listdir(_folder()) if _SUFFIX in name)
    )


def schema_text(name: str) -> str:
    """The text of a schema; raises FtpolicyError for a name that there is not."""
    if name not in names():
        raise FtpolicyError(f"there is no schema `{name}`: it is one of {either(names())}")
    with open(os.path.join(_folder(), name + _SUFFIX), encoding="utf-8") as file:
        return file.read()


def faults(node: Node, name: str, path: str) -> tuple[Fault, ...]:
    """What keeps a node from fitting a schema, by line; one misfit for each value."""
    found = {*_doubled(node, path), *_broken(node, name, path)}
    return tuple(sorted(found, key=lambda it: (it.location, it.message))[:MOST_FAULTS])


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
                message = f"`{cut(key.text)}` stands twice, first on line {lines[key.text]}"
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
            yield misfit(owner, error, field, path)


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
        meant = nearest(key.text, known)
        question = f", did you mean `{meant}`?" if meant else ""
        message = f"unknown key `{cut(key.text)}`{question}"
        yield Fault(message, key_place(key, path), None if meant else own)


def _missing(node: Node, error: Any, field: Field, path: str) -> Fault:
    keys = [f"`{key}`" for key in error.validator_value if key not in error.instance]
    place = Location(path, node.line, node.column)
    message = f"{subject(field, error)} has no {' and no '.join(keys)}"
    return Fault(message, place, f"Write {' and '.join(keys)}.")
