"""Python source to calls: names, values, and what is refused."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import Call, Parsed
from ftpolicy.parse import python_scopes, python_text, python_values
from ftpolicy.parse.python_depth import is_too_deep
from ftpolicy.parse.python_text import parse_python
from tests.parse.shown import refusal, shown


def calls(text: str) -> tuple[Call, ...]:
    parsed = parse_python(text)
    assert isinstance(parsed, Parsed), parsed
    return parsed.calls


def names(text: str) -> list[str]:
    return [call.name for call in calls(text)]


def argument(text: str) -> str:
    """What the first argument of the file's `f(...)` comes to."""
    (found,) = (call for call in calls(text) if call.name == "f")
    return shown(found.arguments.entries[0][1])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import trl\ntrl.SFTTrainer()", "trl.SFTTrainer"),
        ("import trl.trainer\ntrl.trainer.X()", "trl.trainer.X"),
        ("import trl.trainer as t\nt.X()", "trl.trainer.X"),
        ("from trl import SFTTrainer as S\nS()", "trl.SFTTrainer"),
        ("from .local import go\ngo()", ".local.go"),
        ("from . import go\ngo()", ".go"),
        ("from .. import go\ngo()", "..go"),
        ("from trl import *\nSFTTrainer()", "trl.SFTTrainer"),
        ("from trl import *\nprint()", "print"),
        ("SFTTrainer()", "SFTTrainer"),
        ("T = None\nfrom trl import SFTTrainer as T\nT()", "trl.SFTTrainer"),
        ("from trl import SFTTrainer as T\nT = None\nT()", "trl.SFTTrainer"),
        ("import a, b\nT = a.X\nT = b.Y\nT()", "b.Y"),
        ("import a, b\nT = a.X\nT()\nT = b.Y", "a.X"),
        ("import a\nT = a.X if z else a.Y\nT()", "a.X"),
        ("import a\nT = a.X or a.Y\nT()", "a.X"),
        ("def go(client): client.jobs.create()", "?.jobs.create"),
        ("[c.create() for c in z]", "?.create"),
        ("import a\nclass T(a.X): pass\nT()", "a.X"),
        ("import a\nclass U(a.X): pass\nclass T(object, U): pass\nT()", "a.X"),
        ("class T: pass\nT()", "T"),
        ("class A(B): pass\nclass B(A): pass\nA()", "A"),
        ("import a\nclass T(a.X):\n def g(self): self.train()", "a.X().train"),
        ("import a\ndef g():\n global T\n T = a.X\nT()", "a.X"),
        ("def g(): pass\ng()", "g"),
    ],
)
def test_name(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import a\nt = a.X()\nt.train()", "a.X().train"),
        ("import a\na.X().jobs.create()", "a.X().jobs.create"),
        ("import a\nwith a.X() as t:\n t.train()", "a.X().train"),
        ("import a\n(t := a.X())\nt.train()", "a.X().train"),
        ("import a\nt, u = a.X()\nt.train()", "a.X().train"),
        ("import a\nt, u = 1, a.X()\nu.train()", "?.train"),
        ("import a\nd = a.X()\nd['train'].map()", "a.X().map"),
        ("import a\nasync def g():\n t = a.X()\n await t.train()", "a.X().train"),
        (
            "import a\nclass T:\n def i(self): self.c = a.X()\n def g(self): self.c.jobs.create()",
            "a.X().jobs.create",
        ),
        ("import a\nt.c = a.X()\nt.c.go()", "a.X().go"),
    ],
)
def test_name_through_a_call(text: str, name: str) -> None:
    assert name in names(text)


def test_several_star_imports_are_each_tried() -> None:
    assert names("from trl import *\nfrom a.b import *\nSFTTrainer(x=1)") == [
        "trl.SFTTrainer",
        "a.b.SFTTrainer",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("f('x')", "'x'"),
        ("f(1e-5)", "1e-5"),
        ("f(-1)", "-1"),
        ("f(not True)", "~not True"),
        ("f((x := 'a'))", "'a'"),
        ("a, b = 'x', *c\nf(b)", "~*c"),
        ("a, b = ['x']\nf(b)", "~b"),
        ("f({**a, g(): 1, 'b': 2})", "{b: 2}"),
        ("(a, (b, c)), d.e.f = 1, 2\nf(b)", "~b"),
        ("f(**unknown, x=1)", "1"),
        ("f(True)", "true"),
        ("f(None)", "null"),
        ("f(0x1F)", "0x1F"),
        ("f([1, ('a', {2})])", "[1, ['a', [2]]]"),
        ("f({'a': 1, **{'b': 2}})", "{a: 1, b: 2}"),
        ("f(dict(a=1, **{'b': 2}))", "{a: 1, b: 2}"),
        ("d = {'b': 2}\nf(**d)", "2"),
        ("x = 'a'\nf(x)", "'a'"),
        ("x = 'a'\nx = 'b'\nf(x)\nx = 'c'", "'b'"),
        ("def g():\n x = 'in'\n f(x)\nx = 'out'", "'in'"),
        ("def g():\n f(x)\nx = 'out'", "'out'"),
        ("x = 'out'\ndef g(x):\n f(x)", "~x"),
        ("def g(x='default'):\n f(x)", "'default'"),
        ("def g(*, x='default'):\n f(x)", "'default'"),
        ("def g(*x):\n f(x)", "~x"),
        ("x: str = 'a'\nf(x)", "'a'"),
        ("for x in y:\n f(x)", "~x"),
        ("a, (b) = 'x', 'y'\nf(b)", "'y'"),
        ("x = x\nf(x)", "~x"),
        ("a = b\nb = a\nf(a)", "~b"),
        ("x = 'a'\nx = x + 'b'\nf(x)", "'ab'"),
        ("f(*['a', 'b'])", "'a'"),
        ("f(*unknown)", "~*unknown"),
        ("f(['a'] + ['b'])", "['a', 'b']"),
        ("x = 'a'\nf(f'{x}-b')", "'a-b'"),
        ("f(f'{n}-b')", "~{n}-b"),
        ("x = 1.5\nf(f'{x:.2f}')", "~{x}"),
        ("f('%s/x' % y)", "~'%s/x' % y"),
        ("f('a{}'.format(y))", "~'a{}'.format(y)"),
        ("f(a + b)", "~a + b"),
        ("f(lambda: 1)", "~lambda: 1"),
        ("f(b'x')", "~b'x'"),
        ("f(...)", "~..."),
        ("f(x if y else z)", "~x if y else z"),
        ("f(" + "argument_name + " * 9 + "x)", "~" + ("argument_name + " * 9)[:57] + "..."),
        ("import os\nf(os.path.join('a', 'b'))", "'a/b'"),
        ("import os\nf(os.path.join(a, 'b'))", "~os.path.join(a, 'b')"),
        ("from pathlib import Path\nf(Path('a') / 'b')", "'a/b'"),
        ("from pathlib import Path\nf(str(Path('a')))", "'a'"),
        ("f(1 / 2)", "~1 / 2"),
        ("import os\nf(os.getenv('M', 'x'))", "'x'"),
        ("import os\nf(os.environ.get('M'))", "~os.environ.get('M')"),
        ("import os\nf(os.environ['M'])", "~os.environ['M']"),
        ("d = {'a': {'b': [1, 2]}}\nf(d['a']['b'][1])", "2"),
        ("d = {'a': 1}\nf(d.get('a'))", "1"),
        ("d = {'a': 1}\nf(d.get('b', 2))", "2"),
        ("d = {'a': 1}\nf(d['b'])", "~d['b']"),
        ("d = [1]\nf(d[5])", "~d[5]"),
        ("t.x = 'a'\nf(t.x)", "'a'"),
        ("class T:\n def __init__(self): self.x = 'a'\n def g(self): f(self.x)", "'a'"),
        ("class C:\n x = 'a'\nf(C.x)", "'a'"),
        ("class C:\n x: str\nf(C().x)", "~C().x"),
        ("class B:\n x = 'a'\nclass C(B): pass\nf(C().x)", "'a'"),
        ("class C:\n x = 'a'\nc = C(x='b')\nf(c.x)", "'b'"),
        ("class C:\n x = 'a'\nc = C(x='b')\nc.x = 'd'\nf(c.x)", "'d'"),
        ("import m\nc = m.C(x='b')\nf(c.x)", "'b'"),
        ("f(not_there.x)", "~not_there.x"),
    ],
)
def test_value(text: str, value: str) -> None:
    assert argument(text) == value


@pytest.mark.parametrize(
    ("default", "value"),
    [
        ("field(default='a')", "'a'"),
        ("field(default_factory=lambda: ['a'])", "['a']"),
        ("field(default_factory=list)", "~field(default_factory=list)"),
        ("Field('a', description='b')", "'a'"),
        ("Field(...)", "~..."),
    ],
)
def test_dataclass_field(default: str, value: str) -> None:
    imports = "from dataclasses import field\nfrom pydantic import Field\n"
    assert argument(f"{imports}class C:\n x: str = {default}\nf(C().x)") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "from datasets import load_dataset\nf(load_dataset('json', data_files='x.jsonl'))",
            "{(): 'datasets.load_dataset', 0: 'json', data_files: 'x.jsonl'}",
        ),
        (
            "import d\nx = d.load('a')\nf(x['train'])",
            "{(): 'd.load', 0: 'a'}",
        ),
        (
            "import d\nf(d.load('a').map(g))",
            "{(): 'd.load().map', .: {(): 'd.load', 0: 'a'}, 0: ~g}",
        ),
        ("import u\nm, t = u.load('a')\nf(m)", "{(): 'u.load', 0: 'a'}"),
        ("from u import *\nf(Model('a'))", "{(): 'u.Model', 0: 'a'}"),
        ("def g(x):\n f(x.load())", "{(): '?.load'}"),
    ],
)
def test_call_as_a_value(text: str, value: str) -> None:
    found = next(call for call in calls(text) if call.name in {"f", "u.f"})
    assert shown(found.arguments.entries[0][1]) == value


def test_arguments_and_place() -> None:
    (call,) = calls("import trl\nx = 1; é = trl.SFTTrainer('m', lr=2,\n  n=3)\n")
    assert shown(call.arguments) == "{0: 'm', lr: 2, n: 3}"
    assert (call.line, call.column, call.width) == (2, 12, 14)
    assert [(key.line, key.column) for key, _ in call.arguments.entries] == [
        (2, 27),
        (2, 32),
        (3, 3),
    ]


def test_lines_are_those_of_git() -> None:
    assert [(call.line, call.column) for call in calls("x = 1\rf()\r\nf()\n")] == [(1, 7), (2, 1)]


def test_columns_are_characters() -> None:
    (call,) = calls("x = '" + "é" * 3_000 + "'; f()")
    assert (call.line, call.column) == (1, 3_009)


def test_columns_of_very_long_lines_stay_in_the_line() -> None:
    (call,) = calls("x = '" + "é" * 5_000 + "'; f()")
    assert (call.line, call.column) == (1, 5_012)


def test_commands_given_to_a_shell() -> None:
    parsed = parse_python(
        "import os, subprocess\n"
        "os.system(f'axolotl train {config}')\n"
        "subprocess.run(['accelerate', 'launch', 'train.py', '--model', args.model])\n"
        "subprocess.run(args=command)\n"
        "subprocess.run(['a', [b]])\n"
        "os.system({})\n"
        "os.system()\n"
    )
    assert isinstance(parsed, Parsed)
    assert [(command.words, command.line) for command in parsed.commands] == [
        (("axolotl", "train", "$config"), 2),
        (("train.py", "--model", "${args.model}"), 3),
        (("$command",), 4),
        (("a", "$?"), 5),
    ]


NESTED = "it is nested too deeply"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = (", ("it is not valid Python: '(' was never closed", 1, 5)),
        ("x = 1\r\ny = ]", ("it is not valid Python: unmatched ']'", 2, 5)),
        ("print 'x'\n", None),
        ("-" * 100_000 + "1", (NESTED, 1, 1)),
        ("1+" * 50_000 + "1", (NESTED, 1, 1)),
        ("a" + ".a" * 200_000, (NESTED, 1, 1)),
        ("a" + ".f(1, 2)" * 50_000, (NESTED, 1, 1)),
        ("a" + "[0]" * 50_000, (NESTED, 1, 1)),
        ("(" * 300 + ")" * 300, None),
        ("not " * 100_000 + "x", (NESTED, 1, 1)),
        ("f'{a" + ".a" * 3_000 + "}'", (NESTED, 1, 1)),
        ("x = " + "1" * 5_000, None),
        ("a" * (1 << 20) + "b", ("it is larger than 1 MiB", 1, 1)),
    ],
    ids=[
        "bracket",
        "other bracket",
        "Python 2",
        "minus",
        "plus",
        "attributes",
        "calls",
        "subscripts",
        "brackets",
        "not",
        "f-string",
        "digits",
        "size",
    ],
)
def test_refused(text: str, expected: tuple[str, int, int] | None) -> None:
    found = refusal(parse_python(text))
    if expected is None:
        assert found[0].startswith("it is not valid Python: ")
    else:
        assert found == expected


@pytest.mark.threat("bombs in Python")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" + ".a" * 1_999, False),
        ("a.b(c, d)\n" * 5_000, False),
        ("[" + "a.b, " * 5_000 + "]", False),
        ("'" + ". " * 5_000 + "'", False),
        ('"""' + "a.b\n" * 5_000 + '"""', False),
        ("# " + "." * 5_000, False),
        ("f'" + "{a} . " * 1_000 + "'", False),
        ("(a\n" + ".a\n" * 2_001 + ")", True),
        ("a" + "\\\n.a" * 2_001, True),
        ("x = {'k': a" + ".a" * 2_001 + "}", True),
    ],
    ids=[
        "just under",
        "many statements",
        "many items",
        "text",
        "docstring",
        "comment",
        "f-string",
        "over lines",
        "continued lines",
        "inside",
    ],
)
def test_depth(text: str, expected: bool) -> None:
    assert is_too_deep(text) is expected


def test_doubling_is_bounded() -> None:
    lists = "x0 = ['a']\n" + "".join(f"x{n} = [x{n - 1}, x{n - 1}]\n" for n in range(1, 25))
    assert len(argument(lists + "f(x24)")) < 200_000
    texts = "x0 = 'abcdefgh'\n" + "".join(f"x{n} = x{n - 1} + x{n - 1}\n" for n in range(1, 25))
    assert argument(texts + "f(x24)") == "~x23 + x23"


def test_long_chains_of_names_end() -> None:
    text = "x0 = 'a'\n" + "".join(f"x{n} = x{n - 1}\n" for n in range(1, 100))
    assert argument(text + "f(x20)") == "'a'"
    assert argument(text + "f(x99)").startswith("~x")


def test_copies_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_values, "MAX_EVENTS", 100)
    text = "d = dict(a=1, b=2)\n" + "f(**d)\n" * 51
    reason = "its literals copy each other more than 100 times"
    assert refusal(parse_python(text)) == (reason, 1, 1)


def test_calls_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_scopes, "_MOST_CALLS", 3)
    assert len(calls("f()\n" * 3)) == 3
    assert refusal(parse_python("f()\n" * 4)) == ("it has more than 3 calls", 1, 1)


def test_command_lines_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_text, "_MOST_SHELLS", 3)
    text = "import os\n" + "os.system('ls')\n" * 3
    whole = parse_python(text)
    assert isinstance(whole, Parsed)
    assert len(whole.commands) == 3
    reason = "it has more than 3 command lines"
    assert refusal(parse_python(text + "os.system('ls')\n")) == (reason, 1, 1)


def test_large_literals_are_not_known() -> None:
    assert argument("f([" + "1," * 10_001 + "])").startswith("~[1,1,")


def test_odd_escapes_are_not_printed(recwarn: pytest.WarningsRecorder) -> None:
    assert argument(r"f('\d')") == r"'\d'"
    assert not recwarn.list


def test_a_file_without_calls() -> None:
    assert parse_python("x = 1\n") == parse_python("")
