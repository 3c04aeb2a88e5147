"""The house against its plan: layers, folders, dependencies, sizes, and what is left unmeasured."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

import ftpolicy
from ftpolicy import cli, hook
from ftpolicy.cli import _judge

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "ftpolicy"
PLAN = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted(HOUSE.rglob("*.py"))
OURS = [
    path
    for part in ("ftpolicy", "tools", "benchmarks", "fuzz")
    for path in sorted((ROOT / part).rglob("*.py"))
]

Layers = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Import:
    """That a module of ours imports something, at its top or late."""

    by: Path
    line: int
    name: str

    @property
    def room(self) -> str:
        """The first name below ftpolicy of the module that imports."""
        return self.by.relative_to(HOUSE).parts[0].removesuffix(".py")

    @property
    def target(self) -> str:
        """The same of what is imported; empty for others' modules and the package itself."""
        package, _, rest = self.name.partition(".")
        return rest.partition(".")[0] if package == "ftpolicy" else ""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports() -> tuple[Import, ...]:
    """All imports of the house, late ones as well."""
    return tuple(each for path in MODULES for each in imports_of(path))


def imports_of(path: Path) -> Iterator[Import]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} is a relative import"
            assert node.module is not None
            for alias in node.names:
                yield Import(path, node.lineno, f"{node.module}.{alias.name}")


def section(title: str) -> str:
    """What the plan says under a heading."""
    _, _, after = PLAN.partition(f"\n## {title}\n")
    assert after, f"docs/architecture.md has no part `{title}`"
    return after.partition("\n## ")[0]


def rows(text: str) -> list[tuple[str, ...]]:
    """The rows of the tables of a text, without their heads."""
    cells = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [
        row
        for row, after in zip(cells, [*cells[1:], ("",)], strict=True)
        if "---" not in (row[0], after[0])
    ]


def layered(lines: list[str]) -> Layers:
    return tuple(frozenset(name.strip() for name in line.split("|")) for line in lines)


def planned() -> Layers:
    return layered(re.findall(r"^ {4}(\S.*)$", section("The layers"), re.MULTILINE))


def rooms() -> set[str]:
    """What stands at the top of the house."""
    found = {path.stem for path in HOUSE.glob("*.py")}
    return found | {path.parent.name for path in HOUSE.glob("*/__init__.py")}


class TestLayers:
    def test_the_contract_says_what_the_plan_says(self) -> None:
        (contract,) = SETTINGS["tool"]["importlinter"]["contracts"]
        assert (contract["type"], contract["containers"]) == ("layers", ["ftpolicy"])
        assert layered(contract["layers"]) == planned()

    def test_every_room_has_its_layer(self) -> None:
        assert set().union(*planned()) == rooms() - {"__init__", "__main__"}

    def test_the_code_imports_down_only(self) -> None:
        height = {name: -index for index, layer in enumerate(planned()) for name in layer}
        height["__main__"] = 1
        wrong = [
            f"{each.by.relative_to(ROOT)}:{each.line} imports {each.name}"
            for each in imports()
            if each.target in height
            and each.target != each.room
            and height[each.target] >= height[each.room]
        ]
        assert wrong == []

    def test_every_room_is_entered_from_above(self) -> None:
        """A room that nothing imports is the way in, and there is one."""
        entered = {each.target for each in imports() if each.room not in {each.target, "__main__"}}
        assert rooms() - {"__init__", "__main__"} - entered == {"hook"}


class TestFolders:
    def test_the_plan_names_each_once_with_a_sentence(self) -> None:
        named = rows(section("The folders are the nouns"))
        places = [place.strip("`") for place, _ in named]
        folders = {
            f"{path.relative_to(HOUSE)}/"
            for path in HOUSE.rglob("*")
            if path.is_dir() and path.name != "__pycache__" and any(path.glob("*.*"))
        }
        files = {path.name for path in HOUSE.glob("*.py")} - {"__init__.py"}
        assert sorted(places) == sorted(folders | files)
        assert [place for place, words in named if len(words.split()) < 3] == []

    def test_a_file_that_a_sentence_names_is_there(self) -> None:
        for place, words in rows(section("The folders are the nouns")):
            folder = HOUSE / place.strip("`") if place.endswith("/`") else HOUSE
            for name in re.findall(r"`(\w+\.py)`", words):
                assert (folder / name).is_file(), f"{place} has no {name}"

    def test_a_path_that_the_plan_names_is_there(self) -> None:
        for name in re.findall(r"`([\w/]+/\w+\.(?:py|yaml|toml))`", PLAN):
            assert (ROOT / name).is_file() or (HOUSE / name).is_file(), f"no {name}"

    def test_every_module_says_what_it_is_for(self) -> None:
        silent = [path for path in OURS if tree(path).body and not ast.get_docstring(tree(path))]
        assert silent == []


NOT_ASKED_FOR = {"referencing", "requests", "urllib3", "tiktoken"}
MODULE_OF = {
    "GitPython": "git",
    "PyGithub": "github",
    "PyYAML": "yaml",
    "python-gitlab": "gitlab",
}


def package(requirement: str) -> str:
    (name,) = re.findall(r"^[\w.-]+", requirement)
    return str(name)


class TestDependencies:
    def test_each_has_its_reason(self) -> None:
        project = SETTINGS["project"]
        asked = [("", package(each)) for each in project["dependencies"]]
        for extra, requirements in project["optional-dependencies"].items():
            asked += [(f"`{extra}`", package(each)) for each in requirements]
        listed = rows(section("Dependencies, and why each"))
        said = [(("", *row) if len(row) == 2 else row) for row in listed]
        assert sorted((extra, name) for extra, name, _ in said) == sorted(asked)
        assert [name for _, name, why in said if len(why.split()) < 3] == []

    def test_what_is_imported_is_asked_for_or_named(self) -> None:
        project = SETTINGS["project"]
        extras = project["optional-dependencies"]
        asked = [*project["dependencies"], *extras["github"], *extras["gitlab"]]
        known = {MODULE_OF.get(package(each), package(each)) for each in asked}
        first = {each.name.partition(".")[0] for each in imports()}
        others = first - set(sys.stdlib_module_names) - {"ftpolicy", "tomllib"}
        assert others == (known | NOT_ASKED_FOR)
        for name in NOT_ASKED_FOR:
            assert re.search(rf"\b{name}\b", section("Dependencies, and why each"))


class TestPromises:
    PAGE = (ROOT / "docs/compatibility.md").read_text(encoding="utf-8")

    def test_the_exit_codes(self) -> None:
        (said,) = re.findall(r"^\| exit codes \| (.*) \|$", self.PAGE, re.MULTILINE)
        codes = [0, _judge.FINDINGS, cli.WRONG, cli.BROKEN, hook.INTERRUPTED]
        assert [int(each) for each in re.findall(r"\b\d+\b", said)] == codes

    def test_the_hooks(self) -> None:
        (said,) = re.findall(r"^\| hook ids (.*?),", self.PAGE, re.MULTILINE)
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        assert re.findall(r"`([\w-]+)`", said) == [each["id"] for each in hooks]

    def test_the_one_name_in_python(self) -> None:
        public = {name for name in vars(ftpolicy) if name.startswith("__ver") or name[0] != "_"}
        modules = rooms() | {path.name for path in HOUSE.iterdir()}
        assert public - modules - {"annotations"} == {"__version__"}


LONGEST_MODULE, LONGEST_FUNCTION = 250, 45

LONGER = {
    "ftpolicy/audit/formats/html_tables.py": "one short function for the rows of each table",
    "ftpolicy/cli/audit.py:command": "half of it is its parameters, one for each option, and help",
    "ftpolicy/detect/built_in_cues.py": "generated: one line for each match of each detector",
    "fuzz/mutants.py": "one experiment, run by hand: mutations and their loader are one thing",
}
"""Modules and functions over these sizes, each with the reason why no second noun is in it."""


def sizes() -> Iterator[tuple[str, int, int]]:
    """Each module and function with its lines and how many it may have."""
    for path in OURS:
        name = path.relative_to(ROOT).as_posix()
        yield name, len(path.read_text(encoding="utf-8").splitlines()), LONGEST_MODULE
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{name}:{node.name}", lines, LONGEST_FUNCTION


def test_modules_and_functions_are_small() -> None:
    over = {name: lines for name, lines, most in sizes() if lines > most}
    assert {name: lines for name, lines in over.items() if name not in LONGER} == {}
    assert [name for name in LONGER if name not in over] == [], "needs no exception any more"


def test_what_coverage_leaves_out_says_why() -> None:
    marks = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "pragma:" in line and not re.search(r"# pragma: no (cover|branch) - \w+ \w+", line)
    ]
    assert marks == []
