"""JSON files, with comments and without."""

from __future__ import annotations

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 2

take = parser("a.json")


def seeds() -> list[bytes]:
    return [b'{// note\n"a": [1, 2,], /* x */}', *examples(Language.JSON)]
