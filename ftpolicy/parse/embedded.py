"""What data files carry as text: command lines of job files, configs inside a ConfigMap."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.source import Command, ListNode, MapNode, Node, Parsed, Scalar
from ftpolicy.model.values import replace
from ftpolicy.parse.scalars import judged
from ftpolicy.parse.shell_text import commands_of
from ftpolicy.parse.yaml_text import parse_yaml

_COMMAND_KEYS = frozenset(
    {
        *("run", "command", "commands", "cmd", "args", "arguments", "script", "scripts"),
        *("entrypoint", "entry_point", "before_script", "after_script", "inlinescript", "bash"),
        *("argv", "exec", "launch", "container_command", "shell", "launcher", "train_command"),
    }
)
_MOST_TEXTS = 200
_SHORTEST = 20
_PROGRAM, _ARGUMENTS = "command", "args"


def with_embedded(parsed: Parsed) -> Parsed:
    """The same file with the commands and documents that its texts hold, one level deep."""
    documents: list[Node] = []
    commands: list[Command] = []
    for key, value in _pairs(parsed.documents):
        commands += _commands(key, value)
        if len(documents) < _MOST_TEXTS and isinstance(value, Scalar):
            documents += _documents(value)
    return replace(
        parsed,
        documents=(*parsed.documents, *documents),
        commands=(*parsed.commands, *commands),
    )


def _pairs(documents: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
    """Each value below the documents with its key; shared nodes once."""
    stack: list[tuple[str, Node]] = [("", document) for document in reversed(documents)]
    seen: set[int] = set()
    while stack:
        key, node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield key, node
        if isinstance(node, MapNode):
            stack += [(name.text, value) for name, value in reversed(node.entries)]
        elif isinstance(node, ListNode):
            # the items of `commands: [...]` are read with their list
            stack += [("", item) for item in reversed(node.items)]


def _commands(key: str, value: Node) -> Iterator[Command]:
    if isinstance(value, MapNode):
        program, given = value.get(_PROGRAM), value.get(_ARGUMENTS)
        if isinstance(program, ListNode) and isinstance(given, ListNode):
            # a container's command and its args are one command line
            yield from _of_list(ListNode(program.items + given.items, value.line, value.column))
    if key.replace("-", "_").lower() not in _COMMAND_KEYS:
        return
    if isinstance(value, Scalar) and isinstance(judged(value), str):
        yield from commands_of(value.text, _first_line(value), value.column)
    elif isinstance(value, ListNode):
        yield from _of_list(value)


def _of_list(value: ListNode) -> Iterator[Command]:
    """A list is either words of one command or one command line an item."""
    texts = [item for item in value.items if isinstance(item, Scalar)]
    if any(" " in item.text.strip() for item in texts):
        for item in texts:
            yield from commands_of(item.text, _first_line(item), item.column)
    yield from commands_of(tuple(item.text for item in texts), value.line, value.column)


def _documents(value: Scalar) -> tuple[Node, ...]:
    """The documents of a text that is itself a config, none for prose and scripts."""
    text = value.text
    if value.plain or len(text) < _SHORTEST or (":" not in text and "{" not in text):
        return ()
    if "\n" not in text.strip() and not text.lstrip().startswith("{"):
        return ()
    inner = parse_yaml(text)
    if not isinstance(inner, Parsed):
        return ()
    first = _first_line(value)
    return tuple(_moved(each, first - 1) for each in inner.documents if isinstance(each, MapNode))


def _first_line(value: Scalar) -> int:
    """The line on which a text starts; a block scalar starts below its indicator."""
    return value.line + (1 if not value.plain and "\n" in value.text else 0)


def _moved(node: Node, lines: int) -> Node:
    """The node as many lines further down; nesting is bounded by the parser."""
    if isinstance(node, Scalar):
        return replace(node, line=node.line + lines)
    if isinstance(node, ListNode):
        items = tuple(_moved(item, lines) for item in node.items)
        return replace(node, items=items, line=node.line + lines)
    entries = tuple(
        (replace(name, line=name.line + lines), _moved(value, lines))
        for name, value in node.entries
    )
    return replace(node, entries=entries, line=node.line + lines)
