"""Data sets in tables, and in plain text."""

from __future__ import annotations

from fuzz.data import container

READS = 3

take = container("a.csv", "a.tsv", "a.txt")


def seeds() -> list[bytes]:
    return [
        b'prompt,completion\nq,a\n"q, 2","a ""b""\nc"\n',
        b"prompt\tcompletion\nq\ta\n",
        b"prompt;completion\r\nq;a\r\n",
        b"one document\n\nanother one\n",
        "prompt,completion\nq,a\n".encode("utf-16"),
    ]
