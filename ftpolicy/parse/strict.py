"""What YAML allows and a record or policy may not use: its reader sees every value in place."""

from __future__ import annotations

from ftpolicy.model.record import Fault
from ftpolicy.model.source import Location
from ftpolicy.parse.yaml_text import Composed

_MOST = 10


def strict_faults(composed: Composed, path: str, subject: str) -> tuple[Fault, ...]:
    """Further documents, anchors, aliases, merge keys and tags, by place."""
    found = [
        Fault(
            f"the {subject} may not use the {what} `{mark.name}`",
            Location(path, mark.line, mark.column),
            "Write the value itself.",
        )
        for what, marks in (
            ("anchor", composed.anchors),
            ("alias", composed.aliases),
            ("merge key", composed.merges),
            ("tag", composed.tags),
        )
        for mark in marks[:_MOST]
    ]
    if len(composed.documents) > 1:
        second = composed.documents[1]
        message = (
            f"the {subject} must be alone in its file, found {len(composed.documents)} documents"
        )
        place = Location(path, second.line, second.column)
        found.append(Fault(message, place, "Keep one document in the file."))
    return tuple(sorted(found, key=lambda fault: fault.location))
