"""What is told of Python source before it is compiled."""

from __future__ import annotations

import ast

import pytest

from ftpolicy.parse import python_depth
from ftpolicy.parse.python_depth import calls_at_least, is_too_deep

SOURCES = {
    "calls": ("f()\ng(h(1))\n", 3),
    "a call of a call": ("f()()[0]()\n", 3),
    "definitions": ("def f(a): return g(a)\nclass A(B): pass\nasync def f(): await(g())\n", 2),
    "keywords": ("if(a) and(b) or not(c):\n    del(a)\nfor x in(1, 2): print(x)\n", 1),
    "a string": ("x = 'f() f()'\ny = '''f()\nf()'''\nz = b\"f()\"\n", 0),
    "an escaped quote": ("x = 'it\\'s f()'\nf()\n", 1),
    "a comment": ("f()  # f() f()\n", 1),
    "a blank before": ("f ()\n", 0),
    "a method of that name": ("re.match('a', b)\n", 0),
}


@pytest.mark.parametrize(("text", "count"), SOURCES.values(), ids=SOURCES)
def test_calls_are_counted_and_never_too_many(
    text: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_depth, "_FEW", 0)
    assert calls_at_least(text) == count
    assert count <= sum(isinstance(node, ast.Call) for node in ast.walk(ast.parse(text)))


def test_few_calls_are_not_worth_a_look() -> None:
    assert calls_at_least("f()\n" * 10_000) == 0
    assert calls_at_least("f()\n" * 10_001) == 10_001


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        ("x = " + "+".join("1" * 2000), False),
        ("x = " + "+".join("1" * 2002), True),
        ("x = 1 + 1\n" * 3000, False),
        ("x" + ".a" * 2001, True),
        ("x" + "(1)" * 2001, True),
        (f"x = {'[' * 3000!r}", False),
        (f"f'{{{'+'.join('1' * 2002)}}}'", True),
    ],
    ids=["at the limit", "over it", "many short", "attributes", "calls", "a string", "f-string"],
)
def test_a_chain_is_measured(text: str, deep: bool) -> None:
    assert is_too_deep(text) is deep
