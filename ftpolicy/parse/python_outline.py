"""What the functions and classes of a Python file use, and what runs when the file is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ftpolicy.model.values import dataclass
from ftpolicy.parse.language import MAX_TEXT
from ftpolicy.parse.python_depth import is_too_deep
from ftpolicy.parse.python_text import parsed_tree
from ftpolicy.parse.text import Undecodable, decode

_ENTRIES = frozenset(
    ("command", "callback", "local_entrypoint", "entrypoint", "main", "flow", "task", "remote")
)
_RUNNERS = frozenset(
    ("run", "Fire", "spawn", "start", "launch", "main", "run_main", "start_processes", "CLI")
)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Block:
    """A function or class at the top of a file: its lines, the names that it uses and where."""

    first: int
    last: int
    names: dict[str, int]
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """`imports` are local names with what they stand for (`.x` is relative).

    `started` are the names that running the file itself uses, with the line of the first use.
    """

    blocks: dict[str, Block]
    imports: dict[str, str]
    started: dict[str, int]


def outline(data: bytes) -> Outline | None:
    """The outline of a file; None for what is no Python or is over a limit."""
    text = decode(data)
    if len(data) > MAX_TEXT or isinstance(text, Undecodable) or is_too_deep(text.text):
        return None
    try:
        tree = parsed_tree(text.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return _outline(tree)


def _outline(tree: ast.Module) -> Outline:
    blocks: dict[str, Block] = {}
    started: dict[str, int] = {}
    for node, guarded in _statements(tree):
        if isinstance(node, _Definition):
            blocks[node.name] = _block(node)
            if any(name.rpartition(".")[2] in _ENTRIES for name in _decorators(node)):
                started.setdefault(node.name, node.lineno)
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            for name, line in _names(node) if guarded else _called(node):
                started.setdefault(name, line)
    return Outline(blocks, _imports(tree), started)


def _statements(tree: ast.Module) -> Iterator[tuple[ast.stmt, bool]]:
    """The statements at the top, also below `if`, `try` and `with`; whether for a run only."""
    stack: list[tuple[ast.stmt, bool]] = [(node, False) for node in reversed(tree.body)]
    while stack:
        node, guarded = stack.pop()
        inner: list[ast.stmt] = []
        if isinstance(node, ast.If):
            guarded = guarded or _is_guard(node.test)
            inner = [*node.body, *node.orelse]
        elif isinstance(node, ast.With | ast.For | ast.While):
            inner = node.body
        elif isinstance(node, ast.Try):
            handled = [each for handler in node.handlers for each in handler.body]
            inner = [*node.body, *handled, *node.orelse, *node.finalbody]
        stack += [(each, guarded) for each in reversed(inner)]
        if not inner:
            yield node, guarded


def _is_guard(test: ast.expr) -> bool:
    return any(isinstance(it, ast.Name) and it.id == "__name__" for it in ast.walk(test))


def _block(node: _Definition) -> Block:
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    names: dict[str, int] = {}
    for name, line in _names(node):
        names.setdefault(name, line)
    dotted = tuple(filter(None, map(_dotted, bases)))
    return Block(node.lineno, node.end_lineno or node.lineno, names, dotted)


def _decorators(node: _Definition) -> Iterator[str]:
    for each in node.decorator_list:
        yield _dotted(each.func if isinstance(each, ast.Call) else each)


def _called(node: ast.stmt) -> Iterator[tuple[str, int]]:
    """What a statement calls, and what it hands to a call that runs something."""
    value = node.value if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign) else None
    for call in ast.walk(value) if value is not None else ():
        if isinstance(call, ast.Call):
            name = _dotted(call.func)
            yield name, call.lineno
            if name.rpartition(".")[2] in _RUNNERS:
                for argument in call.args:
                    yield from _names(argument)


def _names(root: ast.AST) -> Iterator[tuple[str, int]]:
    """The names below a node, dotted as far as they go; annotations use nothing."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name | ast.Attribute):
            name = _dotted(node)
            if name:
                yield name, node.lineno
                continue
        skipped = [getattr(node, field, None) for field in ("annotation", "returns")]
        stack += [it for it in ast.iter_child_nodes(node) if not any(it is no for no in skipped)]


def _dotted(node: ast.expr) -> str:
    """`a.b.c` for names and attributes, nothing for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def _imports(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                found.setdefault(alias.asname or first, alias.name if alias.asname else first)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (f"{node.module}." if node.module else "")
            for alias in node.names:
                found.setdefault(alias.asname or alias.name, start + alias.name)
    return found
