"""Patterns over command lines and over dotted call names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase, translate
from functools import cache
from typing import Any

_ANY_WORDS = "..."


def expand_braces(pattern: str) -> Iterator[str]:
    """`trl {sft,dpo}` to `trl sft` and `trl dpo`; braces do not nest."""
    start = pattern.find("{")
    end = pattern.find("}", start)
    if start < 0 or end < 0:
        yield pattern
        return
    for each in pattern[start + 1 : end].split(","):
        yield from expand_braces(pattern[:start] + each + pattern[end + 1 :])


def starts_with(words: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a command begins as the pattern says.

    The program is compared by its last path part unless the pattern names folders; words hold
    wildcards; `...` stands for any number of words (`tune run ... lora_finetune_*`).
    """
    if not words:
        return not pattern
    program = words[0] if "/" in pattern[0] else words[0].rsplit("/", 1)[-1]
    return _fits([program, *words[1:]], pattern)


def _fits(words: Sequence[str], pattern: Sequence[str]) -> bool:
    for index, wanted in enumerate(pattern):
        if wanted == _ANY_WORDS:
            rest = pattern[index + 1 :]
            return any(_fits(words[start:], rest) for start in range(index, len(words) + 1))
        if index >= len(words) or not fnmatchcase(words[index], wanted):
            return False
    return True


def fits_call(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a resolved dotted name fits one of the patterns.

    `*` is a wildcard that also spans dots; a pattern that starts with `*.` fits the bare name.
    """
    return call_pattern(patterns).match(name) is not None


@cache
def call_pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """What matches the names that fit; to ask one pattern after the other is slow."""
    bare = (f"{re.escape(each[2:])}\\Z" for each in patterns if each.startswith("*."))
    return re.compile("|".join((*map(translate, patterns), *bare)) or r"(?!)")


def flat(values: Iterable[Any]) -> Iterator[Any]:
    """A list within a list is its items, so that a detector file can name a list once."""
    for each in values:
        if isinstance(each, list):
            yield from each
        else:
            yield each
