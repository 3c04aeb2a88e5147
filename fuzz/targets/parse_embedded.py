"""Texts inside of data files: the scripts and documents that job files carry."""

from __future__ import annotations

import json

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 8  # three texts and their words, each read twice

_TAKE = parser("job.json")


def take(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    _TAKE(json.dumps({"command": text, "args": text.split(), "data": {"run.yaml": text}}).encode())


def seeds() -> list[bytes]:
    return examples(Language.SHELL, Language.YAML, Language.PYTHON)
