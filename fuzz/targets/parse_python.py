"""Python files."""

from __future__ import annotations

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 6  # 30,000 calls of a shell take eight seconds a reading, in proportion to their number

take = parser("a.py")


def seeds() -> list[bytes]:
    return [b'import os\nos.system(f"trl sft {x}")\n', *examples(Language.PYTHON)]
