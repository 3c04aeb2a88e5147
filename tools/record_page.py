"""docs/decision-record.md, from the schema of the record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ftpolicy.parse.schema import schema_text

_HEAD = """\
# The decision record

Printed from `schemas/decision-record.schema.json` by `python tools/generate.py`. A record is a YAML
file, or the front matter of a Markdown file, known by `kind: fine-tuning-decision`. Only `kind`,
`schema_version`, `id`, `status` and `covers` are needed for it to be read; a part that is missing
is found by the rule that asks for it. `[]` stands for each item of a list.
"""
_CLEARANCE = """
## Not fine-tuning

A second kind of file clears a false alarm. It holds for detections that are only `likely`; a
certain one needs `exclude` in the policy.

    kind: not-fine-tuning
    covers: [jobs/nightly.yaml]
    reason: acme_mode tunes the database, not a model
    by: "@dana"
"""


def record() -> str:
    """docs/decision-record.md."""
    schema = json.loads(schema_text("decision-record"))
    lines = [_HEAD, "## The whole", "", _TABLE, *_rows(schema, schema, "", deep=False)]
    for name, part in schema["properties"].items():
        rows = list(_rows(schema, _inner(schema, part), _prefix(schema, part), deep=True))
        if rows:
            lines += ["", f"## {name}", "", _means(part), "", _TABLE, *rows]
    return "\n".join([*lines, _CLEARANCE])


_NAMED = {"date": "date, `2026-11-22`", "period": "duration, `P3M`"}
_TABLE = "| field | value | means |\n| --- | --- | --- |"


def _rows(schema: Any, part: Any, prefix: str, *, deep: bool) -> Iterator[str]:
    for name, value in part.get("properties", {}).items():
        known = _resolved(schema, value)
        yield f"| `{prefix}{name}` | {_value(schema, known)} | {_cell(_means(known))} |"
        inner = _inner(schema, known)
        if deep and inner.get("properties"):
            start = f"{prefix}{name}{_prefix(schema, known)}."
            yield from _rows(schema, inner, start.replace("..", "."), deep=True)


def _resolved(schema: Any, part: Any) -> Mapping[str, Any]:
    if "$ref" in part:
        return {**schema["$defs"][part["$ref"].rpartition("/")[2]], **part}
    return dict(part)


def _inner(schema: Any, part: Any) -> Mapping[str, Any]:
    """The mapping that holds the fields: the part itself, or each item of its list."""
    known = _resolved(schema, part)
    return _resolved(schema, known["items"]) if known.get("type") == "array" else known


def _prefix(schema: Any, part: Any) -> str:
    return "[]." if _resolved(schema, part).get("type") == "array" else ""


def _value(schema: Any, known: Mapping[str, Any]) -> str:
    named = _NAMED.get(str(known.get("$ref", "")).rpartition("/")[2])
    if named:
        return named
    if "enum" in known:
        return ", ".join(f"`{each}`" for each in known["enum"])
    kind = {"object": "mapping", "integer": "whole number", "boolean": "`true` or `false`"}
    if known.get("type") == "array":
        items = _resolved(schema, known.get("items", {}))
        return f"list of {_value(schema, items)}" if "enum" in items else "list"
    return kind.get(str(known.get("type")), str(known.get("type", "any")).replace("string", "text"))


def _means(part: Mapping[str, Any]) -> str:
    """What a field is for; a mapping without a description has a title that says it."""
    return str(part.get("description") or f"{part['title']}.")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
