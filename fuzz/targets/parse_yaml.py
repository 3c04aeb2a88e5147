"""YAML files."""

from __future__ import annotations

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 2

take = parser("configs/a.yaml")


def seeds() -> list[bytes]:
    return [
        b"a: &a [*a]\n",
        b"<<: [{a: 1}, {b: 2}]\n---\n? [x]\n: |\n  y\n",
        *examples(Language.YAML),
    ]
