"""Each threat has a test that runs, and each test names threats that there are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.threats.rows import BASE, CONTENT, GIT, ROWS, SEVEN

ROOT = Path(__file__).resolve().parents[2]
_ASKED_FOR = {"browser", "hook", "tools", "wheel"}
"""Tests with these marks may not run: they show nothing by themselves."""


def _marks(node: ast.AST) -> Iterator[tuple[str, list[object]]]:
    """The marks of pytest in an expression, with their plain arguments."""
    for one in ast.walk(node):
        call = one.func if isinstance(one, ast.Call) else one
        if isinstance(call, ast.Attribute) and ast.unparse(call.value) == "pytest.mark":
            given = one.args if isinstance(one, ast.Call) else []
            yield call.attr, [it.value for it in given if isinstance(it, ast.Constant)]


def _of_module(tree: ast.Module) -> set[str]:
    """The marks that `pytestmark` gives to every test of a module."""
    return {
        name
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
        for name, _ in _marks(node.value)
    }


@cache
def named() -> dict[str, tuple[str, ...]]:
    """The threats that each test names, by `file::function`."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.threat" not in text:
            continue
        tree = ast.parse(text)
        over_all = _of_module(tree)
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                marks = [mark for each in node.decorator_list for mark in _marks(each)]
                threats = [str(it) for name, given in marks if name == "threat" for it in given]
                if any(name == "threat" for name, _ in marks):
                    runs = _ASKED_FOR.isdisjoint({*over_all, *(name for name, _ in marks)})
                    where = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                    found[where] = tuple(threats) if runs else ()
    return found


@pytest.mark.parametrize("row", ROWS)
def test_a_threat_has_a_test(row: str) -> None:
    assert [where for where, threats in named().items() if row in threats]


def test_a_test_names_threats_that_there_are() -> None:
    unknown = {where: {*threats} - {*ROWS} for where, threats in named().items()}
    assert {where: rows for where, rows in unknown.items() if rows} == {}


def test_what_names_a_threat_is_run() -> None:
    """A function with another name is not collected, and a mark without a name says nothing."""
    idle = [where for where in named() if not where.rpartition("::")[2].startswith("test_")]
    assert idle == []
    assert [where for where, threats in named().items() if not threats] == []


def test_no_name_stands_for_two_threats() -> None:
    assert len(ROWS) == sum(map(len, (SEVEN, GIT, CONTENT, BASE)))
    assert (len(SEVEN), len(BASE)) == (7, 15)
