"""What the project says of itself, held against the files and the code."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from pre_commit import clientlib  # type: ignore[import-untyped]

import ftpolicy
from ftpolicy.cli._program import group
from tests.conftest import Repo
from tools import generate

ROOT = Path(__file__).resolve().parents[1]
TOML = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
PYPROJECT = TOML.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SCHEMAS = sorted((ROOT / "schemas").glob("*.json"))
MODULES = [it.relative_to(ROOT).as_posix() for it in sorted((ROOT / "ftpolicy").rglob("*.py"))]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def module(path: str) -> ast.Module:
    return ast.parse(read(path))


@cache
def nodes(path: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(module(path)))


@cache
def imported(path: str) -> set[str]:
    """The dotted names of all imports of a module, wherever they stand."""
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def importers(*packages: str) -> set[str]:
    """The modules of ours that import one of the packages."""
    return {
        path
        for path in MODULES
        if any(
            name == it or name.startswith(f"{it}.") for name in imported(path) for it in packages
        )
    }


def dotted(node: ast.AST) -> str:
    """`a.b.c` as it is written; `?` stands for what is no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def written(path: str, *names: str) -> Iterator[str]:
    """The attributes and names of a module that end with one of the names."""
    for node in nodes(path):
        if isinstance(node, (ast.Attribute, ast.Name)):
            name = dotted(node)
            if any(name == it or name.endswith(f".{it}") for it in names):
                yield name


@pytest.mark.parametrize("name", sorted(generate.MADE))
def test_what_is_generated_is_up_to_date(name: str) -> None:
    assert generate.up_to_date(name), f"run `python tools/generate.py {name}`"


@pytest.mark.threat("one way to run git")
def test_git_is_started_in_one_file() -> None:
    starts = ("posix_spawn", "popen", "os.system", "os.fork", "execv", "execve", "execvp", "spawnv")
    assert importers("subprocess", "pty") <= {"ftpolicy/changes/git.py"}
    assert importers("multiprocessing") == {"ftpolicy/audit/local.py"}  # workers of our own
    assert {path for path in MODULES if any(written(path, *starts))} == {
        "ftpolicy/changes/git.py",
        "ftpolicy/detect/halves.py",  # forks itself, starts nothing
    }


@pytest.mark.parametrize(
    ("package", "homes"),
    [
        # revisions and merge bases; clones of an audit
        ("git", {"ftpolicy/changes/commits.py", "ftpolicy/changes/clones.py"}),
        ("jsonschema", {"ftpolicy/parse/schema.py"}),
    ],
)
def test_where_a_package_is_imported(package: str, homes: set[str]) -> None:
    assert importers(package) == homes


def test_click_is_imported_by_the_command_line_alone() -> None:
    assert {path.rpartition("/")[0] for path in importers("click")} == {"ftpolicy/cli"}


@pytest.mark.threat("every entry of the diff")
def test_gitpython_never_lists_a_change() -> None:
    """These lose oddly named files, read the wrong index or read one object after another."""
    lossy = ("diff", "stats", "index", "index.entries", "traverse", "data_stream", "is_dirty")
    path = "ftpolicy/changes/commits.py"
    assert [*written(path, *lossy)] == []
    assert imported(path) & {"git", "git.Repo", "git.repo"} == set()


def test_only_the_command_line_speaks() -> None:
    speaks = {path for path in MODULES if any(written(path, "print", "sys.stdout"))}
    assert speaks <= {"ftpolicy/cli/_output.py"}
    writes = {path for path in MODULES if any(written(path, "os.write"))}
    assert writes == {"ftpolicy/changes/blobs.py", "ftpolicy/hook.py"}  # blobs: to git alone


@pytest.mark.threat("running what is judged")
def test_nothing_that_is_judged_is_run() -> None:
    runs = ("eval", "exec", "__import__")
    # halves.py takes back what its own forked child wrote into a pipe of theirs
    assert importers("marshal", "pickle", "runpy", "shelve") == {"ftpolicy/detect/halves.py"}
    # values.py writes the `__init__` of a class of ours from its fields, as `dataclasses` does
    runners = {path for path in MODULES if any(written(path, *runs))}
    assert runners == {"ftpolicy/model/values.py"}


def test_values_are_made_by_the_cheaper_decorator() -> None:
    names = {"dataclasses.dataclass", "dataclasses.replace", "dataclasses.field"}
    slow = {path for path in MODULES if imported(path) & names}
    assert slow == {"ftpolicy/model/values.py"}  # for the type checker


def test_the_nouns_need_the_standard_library_alone() -> None:
    known = {*sys.stdlib_module_names, "ftpolicy"}
    nouns = [path for path in MODULES if path.startswith("ftpolicy/model/")]
    assert nouns
    assert {name.partition(".")[0] for path in nouns for name in imported(path)} <= known


def test_rules_ask_neither_disk_nor_clock() -> None:
    rules = [path for path in MODULES if re.match(r"ftpolicy/rules/ft\d", path)]
    assert rules
    banned = importers("os", "pathlib", "time", "socket", "urllib", "ftpolicy.changes")
    assert banned.intersection(rules) == set()
    clocks = ("date.today", "datetime.now", "datetime.utcnow", "open")
    assert [path for path in rules if any(written(path, *clocks))] == []


def test_each_module_says_what_it_is_for() -> None:
    said = {path: (ast.get_docstring(module(path)) or "").partition("\n")[0] for path in MODULES}
    assert {path: line for path, line in said.items() if not 0 < len(line) <= 100} == {}


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda it: it.name)
def test_a_schema_is_one_of_draft_2020_12(path: Path) -> None:
    schema = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_the_hooks_are_what_pre_commit_expects() -> None:
    hooks = clientlib.load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    always = {
        "language": "python",
        "pass_filenames": False,
        "always_run": True,
        "require_serial": True,
        "minimum_pre_commit_version": "3.2.0",
        "files": "",
        "types": ["file"],
    }
    assert [{name: hook[name] for name in always} for hook in hooks] == [always, always]
    assert [(hook["id"], hook["entry"], hook["stages"]) for hook in hooks] == [
        (
            "ftpolicy",
            "ftpolicy hook",
            ["pre-commit", "pre-merge-commit", "pre-push", "manual"],
        ),
        ("ftpolicy-all", "ftpolicy check --all", ["manual"]),
    ]


def test_the_hooks_run_commands_that_there_are() -> None:
    assert PYPROJECT["project"]["scripts"] == {"ftpolicy": "ftpolicy.hook:main"}
    for hook in clientlib.load_manifest(str(ROOT / ".pre-commit-hooks.yaml")):
        program, command, *_ = shlex.split(hook["entry"])
        assert program == "ftpolicy"
        assert command in group.commands or command in group.list_commands(None)  # type: ignore[arg-type]


def test_our_own_hooks_are_valid_and_fetch_nothing() -> None:
    config = clientlib.load_config(str(ROOT / ".pre-commit-config.yaml"))
    assert {repo["repo"] for repo in config["repos"]} == {"local"}


def test_the_version_stands_in_one_place() -> None:
    assert PYPROJECT["project"]["dynamic"] == ["version"]
    assert PYPROJECT["tool"]["hatch"]["version"] == {"path": "ftpolicy/__init__.py"}
    literal = f'"{ftpolicy.__version__}"'
    assert [path for path in MODULES if literal in read(path)] == ["ftpolicy/__init__.py"]


def test_the_core_depends_on_little_and_caps_nothing() -> None:
    needed = [line.partition(";")[0] for line in PYPROJECT["project"]["dependencies"]]
    assert {re.split(r"[<>=!~]", line)[0] for line in needed} == {
        *("click", "GitPython", "jsonschema", "PyYAML", "tomli")
    }
    assert [line for line in needed if "<" in line or "==" in line or "~" in line] == []


def test_the_readme_and_ci_share_the_test_command() -> None:
    (command,) = re.findall(r"^ *(python3 -m venv .* -m pytest)$", read(".ci/run"), re.MULTILINE)
    assert command.replace(".ci-venv", ".venv") in read("README.md")


def test_the_readme_tries_the_examples() -> None:
    install = "python3 -m venv .venv && .venv/bin/pip install -q . && sh examples/try.sh"
    assert install in read("README.md")
    assert (ROOT / "examples/try.sh").is_file()


def test_the_readme_pins_this_version() -> None:
    pins = re.findall(r"^ *rev: (\S+)", read("README.md"), re.MULTILINE)
    assert {*pins} == {f"v{ftpolicy.__version__}"}


def test_no_file_names_a_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("an unpacked sdist is no repository, so nobody says which files are ours")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-c", "-o", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    homes = re.compile(rb"(?<![\w.~])/(?:root|work|Users/\w+|home/(?!user\b)\w+)/")
    files = [ROOT / name for name in listed.split("\0") if name]
    named = {
        f"{path.relative_to(ROOT)}: {found[0].decode()}"
        for path in files
        if path.is_file() and not path.is_symlink()
        for found in homes.finditer(path.read_bytes())
    }
    assert named == set()


def test_the_gate_passes_on_itself(repo: Repo) -> None:
    """From a folder elsewhere, and in an environment without CI."""
    done = repo.run("check", "--all", "-C", str(ROOT))
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"ftpolicy: no fine-tuning in \d+ changed files\n", done.stdout)
