"""Makefiles, justfiles and Dockerfiles."""

from __future__ import annotations

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 2

_PARSERS = tuple(parser(path) for path in ("Makefile", "justfile", "Dockerfile"))


def take(data: bytes) -> None:
    _PARSERS[data[0] % 3 if data else 0](data[1:])


def seeds() -> list[bytes]:
    scripts = [text.strip() for text in examples(Language.SHELL)]
    return [
        *(b"0all: a\n\t" + text.replace(b"\n", b"\n\t") + b"\n" for text in scripts),
        *(b"1tune x='1':\n    " + text.replace(b"\n", b"\n    ") + b"\n" for text in scripts),
        *(b"2FROM a\nRUN " + text + b'\nCMD ["trl", "sft"]\n' for text in scripts),
    ]
