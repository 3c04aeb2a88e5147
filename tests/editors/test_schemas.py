"""What an editor shows of our schemas: each field has a title and says what it means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ftpolicy.parse.schema import names, schema_text

WRITTEN = [name for name in names() if name != "report"]


def fields(schema: Any, part: Any, above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field with what its reference adds."""
    for name, value in part.get("properties", {}).items():
        named = value.get("$ref", "").rpartition("/")[2]
        known = {**schema["$defs"][named], **value} if named else value
        yield f"{above}{name}", known
        yield from fields(schema, value, f"{above}{name}.")
    if "items" in part:
        yield from fields(schema, part["items"], f"{above}[].")
    for name, value in part.get("$defs", {}).items():
        yield from fields(schema, value, f"{name}: ")


@pytest.mark.parametrize("name", WRITTEN)
def test_every_field_explains_itself(name: str) -> None:
    schema = json.loads(schema_text(name))
    found = dict(fields(schema, schema))
    assert found
    for where, field in found.items():
        assert field.get("title"), where
        assert field.get("description", "").endswith("."), where


@pytest.mark.parametrize("name", names())
def test_every_choice_is_explained(name: str) -> None:
    def look(part: Any) -> Iterator[tuple[list[str], list[str]]]:
        if isinstance(part, dict):
            explained = part.get("markdownEnumDescriptions")
            if explained is not None:
                yield part["enum"], explained
            part = list(part.values())
        for each in part if isinstance(part, list) else ():
            yield from look(each)

    schema = json.loads(schema_text(name))
    for choices, explained in look(schema):
        assert len(choices) == len(explained), choices
    if name in WRITTEN:
        for where, field in fields(schema, schema):
            several = len(field.get("enum", ())) > 1
            assert not several or "markdownEnumDescriptions" in field, where


@pytest.mark.parametrize("name", names())
def test_a_pattern_holds_for_the_whole_text_in_editors_too(name: str) -> None:
    for pattern in re.findall(r'"pattern": "(.*?)"[,\n ]', schema_text(name)):
        assert (pattern[0], pattern[-1]) == ("^", "$")
