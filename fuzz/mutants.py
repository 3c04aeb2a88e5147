"""Mutation testing: our files with one small change each, which some test has to notice.

`python -m fuzz.mutants ftpolicy/rules` prints each mutant that every test lets live. It needs
`cosmic-ray`, whose operators make the mutants; each is tested in a fork of a process that has
imported the libraries, and nothing is written to the disk.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

OPERATORS = re.compile(
    r"core/(NumberReplacer|AddNot|Replace(Or|And)With\w+|ReplaceUnaryOperator_Delete_Not"
    r"|ZeroIterationForLoop|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceContinueWithBreak"
    r"|ReplaceBreakWithContinue|ExceptionReplacer|RemoveDecorator"
    r"|ReplaceComparisonOperator_(Is_IsNot|IsNot_Is|Eq_NotEq|NotEq_Eq|Lt_LtE|Lt_GtE|LtE_Lt|LtE_Gt"
    r"|Gt_GtE|Gt_LtE|GtE_Gt|GtE_Lt|In_NotIn|NotIn_In)"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Mod_Mul|BitOr_BitAnd"
    r"|BitAnd_BitOr))"
)
"""One opposite and one neighbour of each operator: the other ways of being wrong fall with them."""

SAMPLES = "the samples of "
OWN = "tests/{folder}/test_{name}.py"
TESTS = (  # what judges a folder, the quickest first; the next is asked when the mutant lives
    ("ftpolicy/rules/ft", (f"{SAMPLES}{{code}}", "tests/rules tests/test_seeded_lies.py")),
    ("ftpolicy/rules", ("tests/rules", "tests/test_seeded_lies.py", "tests/test_rules.py")),
    ("ftpolicy/model", (OWN, "tests/model", "tests/rules", "tests/test_seeded_lies.py")),
    (
        "ftpolicy/records",
        (
            OWN,
            "tests/records",
            "tests/test_rules.py",
            "tests/test_seeded_lies.py tests/test_stories.py",
        ),
    ),
)
LONGEST = 180  # seconds for the tests of one mutant
_QUIET = ("-x", "-q", "-n0", "-p", "no:cacheprovider", "--assert=plain")
_TOOLS = ("pytest", "hypothesis", "yaml", "jsonschema", "git", "click")
_COUNTS: dict[object, Any] = {}
"""The data of the honest repository as it was counted once; to count it takes the longest."""


class Mutant(NamedTuple):
    """One change: of a file, by an operator of cosmic-ray, at its so-manyth occurrence."""

    path: str
    operator: str
    occurrence: int
    line: int


def mutants(path: str) -> Iterator[Mutant]:
    """Every change of a file but those in samples, in annotations and in what only types see."""
    from cosmic_ray.ast import (  # type: ignore[import-not-found,unused-ignore]
        ast_nodes,
        get_ast_from_path,
    )
    from cosmic_ray.plugins import (  # type: ignore[import-not-found,unused-ignore]
        get_operator,
        operator_names,
    )

    tree = get_ast_from_path(Path(path))
    skipped = _data_lines(Path(path).read_text("utf-8"))
    for name in filter(OPERATORS.fullmatch, operator_names()):
        operator = get_operator(name)()
        places = (place for node in ast_nodes(tree) for place in operator.mutation_positions(node))
        for occurrence, (start, _) in enumerate(places):
            if start[0] not in skipped:
                yield Mutant(path, name, occurrence, start[0])


def _data_lines(text: str) -> set[int]:
    """The lines of samples (`RULE = Rule(...)`), annotations and imports for types."""
    import ast

    skipped: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RULE":
            skipped.update(range(node.lineno, (node.end_lineno or 0) + 1))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            skipped.add(node.lineno)
        if isinstance(node, ast.AnnAssign) and node.value is None:
            skipped.add(node.lineno)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            skipped.update(range(node.lineno, node.body[0].lineno))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
            skipped.add(node.lineno)
    return skipped


def mutated(mutant: Mutant) -> tuple[str, str]:
    """The text of the file before and after; the file itself stays as it is."""
    from cosmic_ray.mutating import (  # type: ignore[import-not-found,unused-ignore]
        mutate_code,
    )
    from cosmic_ray.plugins import get_operator

    before = Path(mutant.path).read_text("utf-8")
    after = mutate_code(before, get_operator(mutant.operator)(), mutant.occurrence)
    return before, after or before


class _Text(importlib.machinery.SourceFileLoader):
    """Loads a module from a text; there is no compiled file of it."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self._text = text

    def get_data(self, path: str) -> bytes:
        if path != self.path:
            raise OSError(path)
        return self._text.encode()


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the one module that is changed."""

    def __init__(self, path: str, text: str) -> None:
        self._name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self._path, self._text = os.path.abspath(path), text

    def find_spec(self, name: str, *_: object) -> Any:
        if name != self._name:
            return None
        loader = _Text(name, self._path, self._text)
        inner = [os.path.dirname(self._path)] if self._path.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(
            name, self._path, loader=loader, submodule_search_locations=inner
        )


def lives(mutant: Mutant, text: str, *, quick: bool = False) -> bool:
    """Whether every test passes with the text in place of the file's."""
    child = os.fork()
    if child == 0:
        os._exit(_in_child(mutant, text, _tests(mutant.path)[: 1 if quick else None]))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _in_child(mutant: Mutant, text: str, stages: Sequence[str]) -> int:
    try:
        signal.alarm(LONGEST)
        sys.dont_write_bytecode = True
        above = _above(mutant.path)
        for name in [*sys.modules]:
            if any(name == each or name.startswith(f"{each}.") for each in above):
                del sys.modules[name]
        sys.meta_path.insert(0, _Finder(mutant.path, text))
        for number in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
        if "ftpolicy.evidence" not in above:
            import_module("tests.samples")._COUNTS.update(_COUNTS)
        return next((1 for tests in stages if _fails(tests)), 0)
    except BaseException:  # noqa: BLE001 - whatever breaks the tests has seen the mutant
        return 1


def _above(path: str) -> list[str]:
    """The package of a file and all that may import it, by the contract of the layers."""
    own = path.split("/")[1].removesuffix(".py")
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    (contract,) = toml.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer.split(" | ") for layer in contract["layers"]]
    level = next(number for number, layer in enumerate(layers) if own in layer)
    names = [own, *(each for layer in layers[:level] for each in layer)]
    return [*(f"ftpolicy.{each}" for each in names), "tests"]


def _tests(path: str) -> tuple[str, ...]:
    stages = next((stages for prefix, stages in TESTS if path.startswith(prefix)), ("tests",))
    file = Path(path)
    words = {"code": file.name[:5].upper(), "folder": file.parent.name, "name": file.stem}
    named = [stage.format_map(words) for stage in stages]
    return tuple(it for it in named if not it.endswith(".py") or os.path.exists(it.split()[0]))


def _fails(tests: str) -> bool:
    if tests.startswith(SAMPLES):
        return _fails_a_sample(tests.removeprefix(SAMPLES))
    import pytest

    with contextlib.suppress(SystemExit):
        return pytest.main([*_QUIET, *tests.split()]) != 0
    return True


def _fails_a_sample(code: str) -> bool:
    """As `pytest tests/test_rules.py -k CODE` does, without what that takes to begin."""
    from tests import test_rules as asked

    try:
        asked.test_the_honest_repository_is_ready()
        for number in range(len(asked.RULES[code].rule.passes)):
            asked.test_a_passing_sample_is_clean(code, number)
        for number in range(len(asked.RULES[code].rule.fails)):
            asked.test_a_failing_sample_trips_its_rule_and_no_other(code, number)
            asked.test_findings_are_fit_to_be_shown(code, number)
    except BaseException:  # noqa: BLE001 - an assertion, or what the mutant broke
        return True
    return False


def _files(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        found = Path(path)
        yield from map(str, sorted(found.glob("*.py")) if found.is_dir() else [found])


def _warm() -> None:
    for name in _TOOLS:
        import_module(name)
    from ftpolicy.rules.rule import sample
    from tests import samples

    samples.judged(sample())
    _COUNTS.update(samples._COUNTS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz.mutants", description=__doc__)
    parser.add_argument("path", nargs="+", help="a file, or a folder, of our package")
    parser.add_argument("--quick", action="store_true", help="ask the quickest tests only")
    parser.add_argument("--from", dest="first", type=int, default=0, help="skip so many mutants")
    parser.add_argument("--line", help="only mutants of these lines: FILE:LINE", action="append")
    asked = parser.parse_args()
    _warm()
    every = [one for path in _files(asked.path) for one in mutants(path)]
    if asked.line:
        every = [one for one in every if f"{one.path}:{one.line}" in asked.line]
    for path in {_tests(one.path)[-1:]: one.path for one in every}.values():
        if not lives(Mutant(path, "", 0, 0), Path(path).read_text("utf-8")):
            print(f"the tests of {path} fail before anything is changed")
            return 2
    survivors = 0
    for number, mutant in enumerate(every[asked.first :], asked.first + 1):
        if number % 100 == 0:
            print(f"{number} of {len(every)}", file=sys.stderr, flush=True)
        before, after = mutated(mutant)
        if before == after or not lives(mutant, after, quick=asked.quick):
            continue
        survivors += 1
        print(f"{number} of {len(every)}: {mutant.path}:{mutant.line} {mutant.operator}")
        print(_shown(before, after), flush=True)
    print(f"{len(every) - asked.first} mutants, {survivors} live")
    return 1 if survivors else 0


def _shown(before: str, after: str) -> str:
    import difflib

    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(f"    {line}" for line in [*lines][3:])


if __name__ == "__main__":
    raise SystemExit(main())
