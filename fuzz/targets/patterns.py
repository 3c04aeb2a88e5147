"""Patterns of records and policies against paths: never slow, whatever both are."""

from __future__ import annotations

from ftpolicy.parse.patterns import Patterns, literal, problem

READS = 2


def take(data: bytes) -> None:
    first, _, rest = data.partition(b"\n")
    pattern, path = (each.decode("utf-8", "surrogateescape") for each in (first, rest))
    problem(pattern)
    Patterns((pattern, f"!{pattern}", pattern)).match(path)
    if path and "\0" not in path:
        literal(path)


def seeds() -> list[bytes]:
    return [
        b"configs/**\nconfigs/a/b.yaml",
        b"*a*a*a*a*a*ab\n" + b"a" * 100,
        b"**/[!a-z]?[]]/\\*\nx/A/b]/*",
        b"/a/**/b/**/c\na/x/b/y/c",
    ]
