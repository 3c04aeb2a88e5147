"""Names of what factories, tables and functions of the file give."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ftpolicy.model.source import Parsed
from ftpolicy.parse.python_text import parse_python


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('import m\ngetattr(m, "A")(1)', "m.A"),
        ("import m\ngetattr(m, name)(1)", "m.?"),
        ("from functools import partial\nfrom m import A\npartial(A, b=1)(c=2)", "m.A"),
        ('from m import A\n{"a": A}["a"](1)', "?"),
        ('from m import A\nT = {"a": A}\nT[k](1)', "m.A"),
        (
            'from m import OneTrainer, TwoTrainer\nT = {"a": OneTrainer, "b": TwoTrainer}\nT[k](1)',
            "m.?Trainer",
        ),
        (
            'from m import ATrainer, BTrainer\nT = {"a": ATrainer, "b": BTrainer}\nT[k](1)',
            "m.?Trainer",
        ),
        ('from m import A\nfrom n import B\nT = {"a": A, "b": B}\nT[k](1)', "?"),
        ("from m import A\ndef f():\n    return A\nf()(1)", "m.A"),
        ("from m import A\ndef f():\n    return A()\nf().train()", "m.A().train"),
        ("from m import A\ndef f(x):\n    return A if x else None\nf(2)(1)", "m.A"),
        ("def f():\n    return f()\nf()(1)", "f()"),
        ("def f():\n    return g()\ndef g():\n    return f()\nf()(1)", "f()"),
        ("def f():\n    return 1\nf()(1)", "f()"),
    ],
)
def test_the_last_call(text: str, name: str) -> None:
    parsed = parse_python(dedent(text))
    assert isinstance(parsed, Parsed)
    names = [call.name for call in parsed.calls]
    assert name in names if name != "?" else names == []


def test_functions_that_return_each_other_end() -> None:
    lines = [
        f"def f{n}():\n" + "".join(f"    return f{n + k}()\n" for k in range(1, 6))
        for n in range(60)
    ]
    assert isinstance(parse_python("\n".join(lines) + "\nf0()()\n"), Parsed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('job(command=["trl", "sft"])', ("trl", "sft")),
        ('job(entrypoint="axolotl train a.yml")', ("axolotl", "train", "a.yml")),
        ('import asyncio\nasyncio.create_subprocess_shell(f"trl sft {x}")', ("trl", "sft", "$x")),
        ("job(name='trl sft')", None),
    ],
)
def test_command_lines_that_are_handed_on(text: str, words: tuple[str, ...] | None) -> None:
    parsed = parse_python(text)
    assert isinstance(parsed, Parsed)
    assert [command.words for command in parsed.commands] == ([words] if words else [])
