"""TOML files."""

from __future__ import annotations

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 2

take = parser("a.toml")


def seeds() -> list[bytes]:
    return [b"[[a.b]]\nc.d = {e = [1, 0x2, 1979-05-27]}\n", *examples(Language.TOML)]
