"""Runs the rules over a case or over the run, each rule only where its ground is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding
from ftpolicy.model.run import Asked, Run
from ftpolicy.model.values import replace
from ftpolicy.rules import load
from ftpolicy.rules.rule import Rule

AFTER_WAIVERS = frozenset({"FT901", "FT902", "FT904"})
"""Rules about waivers: they need to know which waivers found something to silence."""

_ALWAYS = "09"
"""Groups that judge a case even when the change touches neither its record nor a premise."""


def judge_case(case: Case, index: int, asked: Asked) -> Iterator[Finding]:
    """The findings of one case; `index` is its place in the report."""
    fired: set[str] = set()
    record = case.record.path if case.record is not None else None
    for one in load():
        if one.case is None or not fired.isdisjoint(one.rule.needs):
            continue
        always = one.rule.code[2] in _ALWAYS
        if not case.touched and not always and not one.rule.clock:
            continue
        for found in _guarded(one.rule, partial(one.case.check, case, asked)):
            if case.touched or always or found.due:
                fired.add(found.code)
                yield replace(found, name=one.name, record=record, case=index)


def judge_run(
    run: Run,
    asked: Asked,
    *,
    only: frozenset[str] | None = None,
    without: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """The findings that belong to no case, of these rules."""
    for one in load():
        code = one.rule.code
        if one.run is not None and code not in without and (only is None or code in only):
            for found in _guarded(one.rule, partial(one.run.check_run, run, asked)):
                yield replace(found, name=one.name)


def _guarded(rule: Rule, found: Callable[[], Iterator[Finding]]) -> tuple[Finding, ...]:
    try:
        return tuple(found())
    except Exception as why:
        raise RuntimeError(f"rule {rule.code} broke") from why
