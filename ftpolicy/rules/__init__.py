"""One file per rule; `load()` walks this folder, so adding a file adds a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from ftpolicy.model.modules import modules_in
from ftpolicy.model.regex import regex
from ftpolicy.rules.rule import LoadedRule, loaded

_FILE = regex(r"(ft\d{3})_([a-z0-9_]+)")


@cache
def load() -> tuple[LoadedRule, ...]:
    """All rules by code, but each after those that it needs.

    Raises ValueError when a file and its code differ or repeat, or when needs run in a circle.
    """
    found: dict[str, LoadedRule] = {}
    for name in modules_in(__path__):
        named = _FILE.fullmatch(name)
        if named is None:
            continue
        one = loaded(import_module(f"{__name__}.{name}"), named[2].replace("_", "-"))
        if one.rule.code != named[1].upper():
            raise ValueError(f"{name}.py holds the rule {one.rule.code}")
        if one.rule.code in found:
            raise ValueError(f"two files hold {one.rule.code}")
        found[one.rule.code] = one
    return tuple(_in_order(found))


def _in_order(rules: Mapping[str, LoadedRule]) -> Iterator[LoadedRule]:
    waiting = sorted(rules)
    while waiting:
        ready = (code for code in waiting if not {*rules[code].rule.needs} & {*waiting})
        code = next(ready, None)
        if code is None:
            raise ValueError(f"the needs of {', '.join(waiting)} run in a circle")
        waiting.remove(code)
        yield rules[code]
