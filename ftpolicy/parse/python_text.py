"""Python source to calls, by its syntax tree; nothing is imported or run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from ftpolicy.model.source import (
    Call,
    Command,
    Language,
    ListNode,
    Node,
    Parsed,
    Scalar,
    Unparsed,
)
from ftpolicy.parse.language import MAX_TEXT
from ftpolicy.parse.pause import no_collecting
from ftpolicy.parse.python_calls import arguments
from ftpolicy.parse.python_depth import is_too_deep
from ftpolicy.parse.python_names import STAR, UNKNOWN, NameReader
from ftpolicy.parse.python_places import Places
from ftpolicy.parse.python_scopes import TooLargeError, names_of, refuse_many_calls
from ftpolicy.parse.python_values import ValueReader

_MOST_STARS = 5
_MOST_SHELLS = 5_000  # command lines; each takes as long to read as a hundred lines of Python
_RUNNERS = frozenset(
    f"{module}.{name}"
    for module, names in {
        "os": ("system", "popen"),
        "asyncio": ("create_subprocess_shell", "subprocess.create_subprocess_shell"),
        "subprocess": ("run", "call", "check_call", "check_output", "Popen", "getoutput"),
    }.items()
    for name in names
)
_HANDED = frozenset(("command", "commands", "cmd", "entrypoint", "start_command", "docker_args"))


def parse_python(text: str) -> Parsed | Unparsed:
    """The calls of the source, and the commands that it hands to a shell."""
    if len(text) > MAX_TEXT:
        return Unparsed(Language.PYTHON, f"it is larger than {MAX_TEXT >> 20} MiB")
    try:
        refuse_many_calls(text)
        tree = _tree(text)
        if isinstance(tree, Unparsed):
            return tree
        calls = tuple(_calls(tree, text))
        commands = tuple(_commands(calls))
    except TooLargeError as error:
        return Unparsed(Language.PYTHON, str(error))
    return Parsed(Language.PYTHON, calls=calls, commands=commands)


def _tree(text: str) -> ast.Module | Unparsed:
    if is_too_deep(text):
        return Unparsed(Language.PYTHON, "it is nested too deeply")
    try:
        return parsed_tree(text)
    except SyntaxError as error:
        reason = f"it is not valid Python: {error.msg.partition(';')[0]}"
        line = Places(text).line(max(error.lineno or 1, 1))
        return Unparsed(Language.PYTHON, reason, line, max(error.offset or 1, 1))
    except (RecursionError, MemoryError):
        return Unparsed(Language.PYTHON, "it is nested too deeply")
    except ValueError as error:
        return Unparsed(Language.PYTHON, f"it is not valid Python: {error}")


def parsed_tree(text: str) -> ast.Module:
    """The syntax tree; raises what the compiler raises."""
    with no_collecting(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in the source would be printed
        return ast.parse(text)


def _calls(tree: ast.Module, text: str) -> Iterator[Call]:
    names = names_of(tree)
    reader = ValueReader(NameReader(names.stars), Places(text))
    for node, scope in names.calls:
        name = reader.names.name(node.func, scope)
        if name == UNKNOWN:
            continue
        line, column = reader.places.at(node)
        width = reader.places.width(node.func)
        given = arguments(reader, node, scope)
        if not name.startswith(STAR):
            yield Call(name, given, line, column, width)
            continue
        for star in names.stars[:_MOST_STARS]:
            yield Call(f"{star}.{name.removeprefix(STAR)}", given, line, column, width)


def _commands(calls: tuple[Call, ...]) -> Iterator[Command]:
    count = 0
    for call in calls:
        for given in _handed(call):
            written = _written(given)
            if written:
                count += 1
                if count > _MOST_SHELLS:
                    raise TooLargeError(f"it has more than {_MOST_SHELLS:,} command lines")
                from ftpolicy.parse.shell_text import commands_of

                yield from commands_of(written, call.line, call.column)


def _handed(call: Call) -> Iterator[Node | None]:
    """What a call hands to a shell, or to a machine elsewhere (`command=[...]` of a job)."""
    if call.name in _RUNNERS:
        yield call.arguments.get("0") or call.arguments.get("args")
    else:
        for key, value in call.arguments.entries:
            if key.text in _HANDED:
                yield value


def _written(node: Node | None) -> str | tuple[str, ...]:
    """A command line, or its words; what is not known shows as a variable."""
    if isinstance(node, Scalar):
        return _shell(node)
    if isinstance(node, ListNode):
        return tuple(_shell(item) if isinstance(item, Scalar) else "$?" for item in node.items)
    return ""


def _shell(scalar: Scalar) -> str:
    if scalar.known:
        return scalar.text
    if "{" in scalar.text:  # an f-string
        return scalar.text.replace("{", "${")
    return "${" + scalar.text + "}"
