"""Reads base models and data sets out of what a match found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ftpolicy.detect.detector import NameSource
from ftpolicy.detect.paths import ending_with, endings
from ftpolicy.detect.view import View
from ftpolicy.detect.words import call_pattern
from ftpolicy.model.source import ListNode, MapNode, Node, Scalar
from ftpolicy.parse.scalars import is_placeholder, judged

CALLEE = "()"  # the key under which a call that stands as a value names its callee
RECEIVER = "."  # the key of the value whose method was called
# A method call (`rows.map(...)`) speaks of what it is called on before its own arguments.
_MODEL_ARGUMENTS = (
    RECEIVER,
    "pretrained_model_name_or_path",
    "model_name_or_path",
    "model_name",
    "model_id",
    "model",
    "0",
)
_DATA_ARGUMENTS = (RECEIVER, "data_files", "data_dir", "path", "dataset_name", "0")
_FILE_BUILDERS = ("json", "csv", "parquet", "text", "arrow", "jsonl")
_DEEPEST = 8


class Names(NamedTuple):
    """Names that are known, and texts of those that are chosen at run time."""

    known: tuple[str, ...]
    chosen: tuple[str, ...]


def model_names(view: View, sources: tuple[NameSource, ...]) -> Names:
    """The base model; the first source that says anything decides."""
    return _names(view, sources, _MODEL_ARGUMENTS)


def data_names(view: View, sources: tuple[NameSource, ...]) -> Names:
    """The data sets, in the order written, each once."""
    return _names(view, sources, _DATA_ARGUMENTS)


def _names(view: View, sources: tuple[NameSource, ...], arguments: tuple[str, ...]) -> Names:
    chosen: dict[str, None] = {}
    for source in sources:
        known: dict[str, None] = {}
        for node in _nodes(view, source):
            for leaf in _leaves(node, arguments, 0):
                for text in _split(leaf, source):
                    if not leaf.known or is_placeholder(text):
                        chosen[text or "(empty)"] = None
                    else:
                        known[text] = None
        if known:
            return Names(tuple(known), tuple(chosen))
    return Names((), tuple(chosen))


def _nodes(view: View, source: NameSource) -> Iterator[Node]:
    if source.path is not None:
        for _, node in source.path.find(view.root):
            yield node
    if source.anywhere:
        search = ending_with(source.anywhere).search
        for ending, _, node in endings(view.root):
            if search(ending) and _names_something(node):
                yield node
    fits = call_pattern(source.calls).match
    for call in view.parsed.calls if source.calls else ():
        if fits(call.name):
            for name in source.arguments:
                value = call.arguments.get(name)
                if value is not None:
                    yield value
                    break


def _names_something(node: Node) -> bool:
    """A text or a list of texts: a number under a key that sounds right names nothing."""
    if isinstance(node, ListNode):
        return all(isinstance(item, Scalar) and _names_something(item) for item in node.items)
    return isinstance(node, Scalar) and not isinstance(judged(node), int | float)


def _split(leaf: Scalar, source: NameSource) -> Iterator[str]:
    if judged(leaf) is None and leaf.known:
        return
    parts = leaf.text.split(source.split) if source.split and leaf.known else [leaf.text]
    for part in parts:
        name = part.partition(source.cut)[0] if source.cut else part
        if name.strip():
            yield name.strip()


def _leaves(node: Node, arguments: tuple[str, ...], depth: int) -> Iterator[Scalar]:
    if depth > _DEEPEST:
        return
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from _leaves(item, arguments, depth + 1)
    elif node.get(CALLEE) is not None:
        yield from _of_call(node, arguments, depth)
    elif node.get("train") is not None:
        for value in node.values("train"):
            yield from _leaves(value, arguments, depth + 1)
    else:
        # data_files by split, or a map of data set to weight (a mixer)
        for key, value in node.entries:
            if isinstance(value, Scalar) and not isinstance(judged(value), int | float):
                yield value
            else:
                yield key


def _of_call(call: MapNode, arguments: tuple[str, ...], depth: int) -> Iterator[Scalar]:
    for name in arguments:
        value = call.get(name)
        if value is None:
            continue
        found = tuple(_leaves(value, arguments, depth + 1))
        if found and not (name == "0" and found[0].text in _FILE_BUILDERS):
            yield from found
            return
    callee = call.get(CALLEE)
    if isinstance(callee, Scalar):
        yield Scalar(f"{callee.text}(...)", False, callee.line, callee.column, known=False)
