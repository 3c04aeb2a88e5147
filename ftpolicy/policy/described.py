"""What a setting of the policy is for, in the words of its schema, and its default."""

from __future__ import annotations

import json
from typing import Any

from ftpolicy.model.values import dataclass
from ftpolicy.parse.schema import schema_text
from ftpolicy.policy.merge import shown
from ftpolicy.policy.tightness import DEFAULTS


@dataclass(frozen=True, slots=True)
class Described:
    """One setting for who looks it up."""

    key: str
    default: str
    description: str


def described(key: str) -> Described:
    """A setting of the policy by its dotted key; raises KeyError for one that there is not."""
    schema: Any = json.loads(schema_text("policy"))
    found, said = schema, ""
    for name in key.split("."):
        found = found["properties"][name]
        said = found.get("description", "")
        if "$ref" in found:
            found = schema["$defs"][found["$ref"].rpartition("/")[2]]
            said = said or found.get("description", "")
    return Described(key, shown(DEFAULTS[key]), said)
