"""The data that a tuning file names; one module per framework whose settings say more than names.

A module bears the id of its detector (`-` as `_`) and has `references(root)`: what one mapping of
the file (a document, the options of a command, the arguments of a call) says about data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from ftpolicy.evidence.reference import Reference
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Detection
from ftpolicy.model.source import Language, MapNode, Parsed, SourceFile
from ftpolicy.parse.language import language_of
from ftpolicy.parse.parsed import parse

LARGEST = 1 << 20
"""Bytes over which a tuning file is asked for the names of its data sets only."""


class Framework(Protocol):
    """A module of this folder."""

    def references(self, root: MapNode, tree: Snapshot, path: str) -> Iterable[Reference]:
        """The data that one mapping of the tuning file at `path` names."""


def references(one: Detection, tree: Snapshot) -> tuple[Reference, ...]:
    """The data sets of a tuning file; a name of which the file says no more stands alone."""
    wanted = one.premises.datasets or ()
    found: dict[str, Reference] = {}
    for each in _said(one, tree) if wanted else ():
        name = next((it for it in (each.name, *each.names) if it in wanted), None)
        if name is not None:
            found.setdefault(name, each)
    return tuple(found.get(name) or Reference(name, (name,)) for name in dict.fromkeys(wanted))


def _said(one: Detection, tree: Snapshot) -> Iterator[Reference]:
    entry = tree.entry(one.path)
    data = tree.read(one.path) if entry is not None else None
    if data is None or len(data) > LARGEST:
        return
    language = language_of(one.path, data)
    parsed = parse(SourceFile(one.path, data), language) if language is not None else None
    if not isinstance(parsed, Parsed):
        return
    framework = _framework(one.detector.replace("-", "_"))
    if framework is not None:
        for root in _roots(parsed):
            yield from framework.references(root, tree, one.path)
    if language in (Language.PYTHON, Language.NOTEBOOK):
        from ftpolicy.evidence.references.code import loaded

        yield from loaded(parsed.calls)


def _framework(name: str) -> Framework | None:
    if not name.isidentifier() or find_spec(f"{__name__}.{name}") is None:
        return None
    return cast("Framework", import_module(f"{__name__}.{name}"))


def _roots(parsed: Parsed) -> Iterator[MapNode]:
    yield from (each for each in parsed.documents if isinstance(each, MapNode))
    yield from (each.options for each in parsed.commands)
    yield from (each.arguments for each in parsed.calls)
