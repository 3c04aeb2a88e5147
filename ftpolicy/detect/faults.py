"""What keeps the text of a detector file from being one, by line, in the words of its author."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ftpolicy.detect.conditions import condition
from ftpolicy.detect.detector import Detector
from ftpolicy.detect.load import choice, name_source, read
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.detection import METHODS, TECHNIQUES
from ftpolicy.model.record import Fault
from ftpolicy.model.source import ListNode, Location, MapNode, Node, Scalar, Unparsed
from ftpolicy.parse.node_places import place_of
from ftpolicy.parse.scalars import judged
from ftpolicy.parse.schema import faults
from ftpolicy.parse.text import Undecodable, decode
from ftpolicy.parse.yaml_text import Composed, compose

_MOST_SHOWN = 5
_FORMS = ("calls", "commands")
_NESTED = frozenset(("any", "all", "none", "of"))
_SOURCES = ("base_model", "datasets")
_CHOICES = (("method", METHODS), ("technique", TECHNIQUES))


def read_own(data: bytes, path: str) -> Detector:
    """A repository's own detector; raises FtpolicyError that lists its faults by line and column.

    Those that come with the program are held against the same schema by a test, not at each run.
    """
    found = file_faults(data, path)
    if not found:
        return read(data.decode("utf-8-sig", "replace"), path)
    lines = [
        f"{it.location.path}:{it.location.line}:{it.location.column}: {it.message}"
        for it in found[:_MOST_SHOWN]
    ]
    if len(found) > _MOST_SHOWN:
        lines.append(f"and {len(found) - _MOST_SHOWN} more")
    raise FtpolicyError("the detector cannot be used:\n" + "\n".join(lines))


def file_faults(data: bytes, path: str) -> tuple[Fault, ...]:
    """Every fault of a detector file, none when it can be loaded."""
    text = decode(data)
    if isinstance(text, Undecodable):
        return (Fault(f"cannot be read: {text.reason}", Location(path, text.line)),)
    composed = compose(text.text)
    if isinstance(composed, Unparsed):
        place = Location(path, composed.line, composed.column)
        return (Fault(f"cannot be read: {composed.reason}", place),)
    odd = tuple(_odd(composed, path))
    if odd:
        return odd
    node = _joined(composed.documents)
    return faults(node, "detector", path) or tuple(_deep(node, path))


def _odd(composed: Composed, path: str) -> Iterator[Fault]:
    for mark in composed.tags:
        place = Location(path, mark.line, mark.column)
        yield Fault(f"a detector is plain data, found the tag `{mark.name}`", place)
    if len(composed.documents) > 2:
        extra = composed.documents[2]
        place = Location(path, extra.line, extra.column)
        yield Fault("a detector file has two documents at most: the rule and its examples", place)
    if not composed.documents:
        yield Fault("the file is empty", Location(path))
    for document in composed.documents[:2]:
        if not isinstance(document, MapNode):
            place = Location(path, document.line, document.column)
            yield Fault("a document of a detector file must be a mapping", place)


def _joined(documents: tuple[Node, ...]) -> MapNode:
    """Both documents as the one mapping that the schema describes."""
    entries = tuple(
        entry for each in documents if isinstance(each, MapNode) for entry in each.entries
    )
    return MapNode(entries, 1, 1)


def _deep(node: MapNode, path: str) -> Iterator[Fault]:
    """What no schema can say: the forms of conditions, sources and choices, and the name."""
    name = node.get("id")
    wanted = path.rpartition("/")[2]
    if isinstance(name, Scalar) and f"{name.text}.yaml" != wanted:
        message = f"the file must be named after its id, `{name.text}.yaml`, found `{wanted}`"
        yield Fault(message, place_of(name, path))
    for match in _items(node.get("match")):
        if not isinstance(match, MapNode):
            continue
        both = [match.get(form) for form in _FORMS]
        if all(both):
            yield Fault("a match has `calls` or `commands`, not both", place_of(match, path))
        for each in _items(match.get("when")):
            yield from _condition_faults(each, path)
        for key in _SOURCES:
            for each in _items(match.get(key)):
                yield from _tried(name_source, each, f"`{key}`", path)
        for key, answers in _CHOICES:
            for each in _items(match.get(key)):
                yield from _tried(_chooser(answers), each, f"`{key}`", path)


def _chooser(answers: tuple[str, ...]) -> Callable[[object], object]:
    return lambda raw: choice(raw, answers)


def _items(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.items if isinstance(node, ListNode) else (node,)


def _condition_faults(node: Node, path: str) -> Iterator[Fault]:
    """The innermost conditions that cannot be understood."""
    below = [*_nested(node)]
    inner = [fault for each in below for fault in _condition_faults(each, path)]
    if inner:
        yield from inner
    else:
        yield from _tried(condition, node, "`when`", path)


def _nested(node: Node) -> Iterator[Node]:
    if isinstance(node, ListNode):
        yield from node.items
    elif isinstance(node, MapNode):
        for key, value in node.entries:
            if key.text in _NESTED and isinstance(value, ListNode):
                yield from value.items


def _tried(make: Callable[[object], object], node: Node, where: str, path: str) -> Iterator[Fault]:
    try:
        make(raw(node))
    except KeyError as missing:
        yield Fault(f"an item of {where} has no `{missing.args[0]}`", place_of(node, path))
    except (ValueError, TypeError, AttributeError) as why:
        yield Fault(f"an item of {where} cannot be understood: {why}", place_of(node, path))


def raw(node: Node) -> object:
    """The value of a node as the YAML loader gives it."""
    if isinstance(node, MapNode):
        return {_key(key): raw(value) for key, value in node.entries}
    if isinstance(node, ListNode):
        return [raw(item) for item in node.items]
    return judged(node)


def _key(key: Scalar) -> object:
    value = judged(key)
    return value if isinstance(value, str | int) else key.text
