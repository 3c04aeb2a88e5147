"""The bytes of a file to a decision record, a malformed one, a clearance, or nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from ftpolicy.model.record import (
    DecisionRecord,
    Fault,
    MalformedRecord,
    NotFineTuning,
    Places,
)
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Location, MapNode, Scalar, Unparsed
from ftpolicy.parse.node_places import key_place, place_of
from ftpolicy.parse.plain import Plain, Written, fields, plain, says_something
from ftpolicy.parse.schema import MOST_FAULTS, faults
from ftpolicy.parse.strict import strict_faults
from ftpolicy.parse.text import Undecodable, decode
from ftpolicy.parse.yaml_text import Composed, compose
from ftpolicy.records.build import decision
from ftpolicy.records.checks import value_faults
from ftpolicy.records.salvage import from_node, from_text

Loaded: TypeAlias = DecisionRecord | MalformedRecord | NotFineTuning | None

DECISION = "fine-tuning-decision"
CLEARANCE = "not-fine-tuning"
_KIND = regex(rf"^kind:[ \t]*[\"']?{DECISION}\b", re.MULTILINE)
_MARKDOWN = (".md", ".markdown")


@lru_cache(maxsize=256)  # a touched record is met in the change and again in the whole tree
def load(path: str, data: bytes) -> Loaded:
    """What the file is, known by its `kind`; None when it is no record at all."""
    sha256 = hashlib.sha256(data).hexdigest()
    text = decode(data)
    if isinstance(text, Undecodable):
        fault = Fault(f"the record cannot be read: {text.reason}", Location(path, text.line))
        return _broken(_yaml_part(path, data.decode("latin-1")), path, fault, sha256)
    yaml = _yaml_part(path, text.text)
    if "fine-tuning" not in yaml:
        return None
    composed = compose(yaml)
    if isinstance(composed, Unparsed):
        place = Location(path, composed.line, composed.column)
        fault = Fault(f"the record cannot be read: {composed.reason}", place)
        return _broken(yaml, path, fault, sha256)
    return _composed(composed, path, sha256)


def values(path: str, data: bytes) -> dict[str, Plain]:
    """Every field of a well-shaped record as it is written, the organisation's own ones too."""
    text = decode(data)
    assert not isinstance(text, Undecodable)  # noqa: S101 - it was loaded
    composed = compose(_yaml_part(path, text.text))
    assert not isinstance(composed, Unparsed)  # noqa: S101
    nodes = (node for node in composed.documents if isinstance(node, MapNode) and _kind(node))
    found = plain(next(nodes))
    assert isinstance(found, dict)  # noqa: S101 - it is the value of a mapping
    return found


def _yaml_part(path: str, text: str) -> str:
    """The text, or of Markdown its front matter on the lines where it stands.

    Front matter without an end is all that follows, so that a record whose end is missing is
    not lost.
    """
    if not path.casefold().endswith(_MARKDOWN):
        return text
    first, _, rest = text.removeprefix("\ufeff").partition("\n")
    if first.rstrip() != "---":
        return ""
    end = re.search(r"^(---|\.\.\.)[ \t\r]*$", rest, re.MULTILINE)
    return "\n" + (rest[: end.start()] if end else rest)


def _broken(text: str, path: str, fault: Fault, sha256: str) -> MalformedRecord | None:
    return from_text(text, path, fault, sha256) if _KIND.search(text) else None


def _composed(composed: Composed, path: str, sha256: str) -> Loaded:
    found = [
        (kind, node)
        for node in composed.documents
        if isinstance(node, MapNode) and (kind := _kind(node))
    ]
    if not found:
        return None
    kind, node = found[0]
    written = tuple(fields(node))
    wrong = strict_faults(composed, path, "record")
    if not wrong:
        schema = "decision-record" if kind == DECISION else CLEARANCE
        every = {*faults(node, schema, path), *value_faults(written, path)}
        wrong = tuple(sorted(every, key=lambda it: (it.location, it.message)))
    if wrong:
        malformed = from_node(node, path, wrong[:MOST_FAULTS], sha256)
        return malformed if kind == DECISION else MalformedRecord(path, wrong, sha256=sha256)
    values = plain(node)
    assert isinstance(values, dict)  # noqa: S101 - it is the value of a mapping
    if kind == CLEARANCE:
        return _clearance(values, path)
    return decision(values, path, _places(written, path), sha256, _digest(values))


def _kind(node: MapNode) -> str | None:
    """The kind of record that a document says it is; a repeated key hides nothing."""
    said = {value.text for value in node.values("kind") if isinstance(value, Scalar)}
    return next((kind for kind in (DECISION, CLEARANCE) if kind in said), None)


def _clearance(values: dict[str, Plain], path: str) -> NotFineTuning:
    covers = values["covers"]
    listed = covers if isinstance(covers, list) else []
    return NotFineTuning(
        path=path,
        covers=tuple(each for each in listed if isinstance(each, str)),
        reason=str(values["reason"]),
        by=str(values["by"]),
    )


def _places(written: Iterable[Written], path: str) -> Places:
    """Where the author wrote each field: a scalar itself, the key of a list or a mapping."""
    known = []
    for field, node, key in written:
        if not says_something(node):
            continue
        if key is None or isinstance(node, Scalar):
            place = place_of(node, path)
        else:
            place = key_place(key, path)
        known.append((".".join(map(str, field)), place.line, place.column, place.width))
    return Places(path, tuple(known))


def _digest(values: dict[str, Plain]) -> str:
    """The decision digest: what an approval holds for.

    Results, the outcome and review dates may follow without a new approval.
    """
    decided = {key: value for key, value in values.items() if key != "outcome"}
    for part, free in (
        ("evaluation", ("tuned_results", "results_due")),
        ("retraining", ("next_review",)),
    ):
        inner = decided.get(part)
        if isinstance(inner, dict):
            decided[part] = {key: value for key, value in inner.items() if key not in free}
    decided = {key: value for key, value in decided.items() if value != {}}
    canonical = json.dumps(decided, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
