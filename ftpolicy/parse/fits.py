"""Whether a value fits a schema beyond doubt, without a library.

Nearly every record and policy is in order, and importing jsonschema to hear so takes longer than
all the rest of judging it. A `False` here says nothing: jsonschema then looks, and words it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

_SAID = frozenset(
    {"$schema", "$id", "$defs", "title", "description", "examples", "default"}
    | {"markdownEnumDescriptions", "patternErrorMessage"}
)
"""Keywords of a schema that ask nothing of a value."""


def fits(schema: Mapping[str, Any], value: object, defs: Mapping[str, Any]) -> bool:
    """True only where every keyword of the schema is known here and met."""
    return all(
        key in _SAID or (key in _ASKED and _ASKED[key](schema, wanted, value, defs))
        for key, wanted in schema.items()
    )


def _ref(_: Any, wanted: str, value: object, defs: Any) -> bool:
    return fits(defs[wanted.rpartition("/")[2]], value, defs)


def _type(_: Any, wanted: str | list[str], value: object, __: Any) -> bool:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return any(type(value) in _TYPES.get(kind, ()) for kind in kinds)


def _enum(_: Any, wanted: list[object], value: object, __: Any) -> bool:
    return any(type(each) is type(value) and each == value for each in wanted)


def _pattern(_: Any, wanted: str, value: object, __: Any) -> bool:
    return not isinstance(value, str) or re.fullmatch(wanted, value) is not None


def _minimum(_: Any, wanted: float, value: object, __: Any) -> bool:
    return not isinstance(value, (int, Decimal)) or value >= wanted


def _maximum(_: Any, wanted: float, value: object, __: Any) -> bool:
    return not isinstance(value, (int, Decimal)) or value <= wanted


def _min_items(_: Any, wanted: int, value: object, __: Any) -> bool:
    return not isinstance(value, list) or len(value) >= wanted


def _max_items(_: Any, wanted: int, value: object, __: Any) -> bool:
    return not isinstance(value, list) or len(value) <= wanted


def _required(_: Any, wanted: list[str], value: object, __: Any) -> bool:
    return not isinstance(value, dict) or all(key in value for key in wanted)


def _items(_: Any, wanted: Any, value: object, defs: Any) -> bool:
    return not isinstance(value, list) or all(fits(wanted, each, defs) for each in value)


def _properties(_: Any, wanted: Any, value: object, defs: Any) -> bool:
    held = value if isinstance(value, dict) else {}
    return all(fits(wanted[key], each, defs) for key, each in held.items() if key in wanted)


def _pattern_properties(_: Any, wanted: Any, value: object, defs: Any) -> bool:
    held = value if isinstance(value, dict) else {}
    return all(
        fits(below, each, defs)
        for pattern, below in wanted.items()
        for key, each in held.items()
        if re.search(pattern, key)
    )


def _others(schema: Any, wanted: Any, value: object, defs: Any) -> bool:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    others = [
        each
        for key, each in (value.items() if isinstance(value, dict) else ())
        if key not in known and not any(re.search(one, key) for one in patterns)
    ]
    if isinstance(wanted, bool):
        return wanted or not others
    return all(fits(wanted, each, defs) for each in others)


_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}

_ASKED: Mapping[str, Callable[[Any, Any, object, Any], bool]] = {
    "$ref": _ref,
    "additionalProperties": _others,
    "enum": _enum,
    "items": _items,
    "maxItems": _max_items,
    "maximum": _maximum,
    "minItems": _min_items,
    "minimum": _minimum,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "properties": _properties,
    "required": _required,
    "type": _type,
}
