"""Notebooks."""

from __future__ import annotations

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 2

take = parser("a.ipynb")


def seeds() -> list[bytes]:
    return [*examples(Language.NOTEBOOK)]
