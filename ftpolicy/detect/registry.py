"""Data sets that a config names by an entry of a registry file of the same repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.detection import Detection
from ftpolicy.model.source import Language, MapNode, Node, Parsed, Scalar, SourceFile
from ftpolicy.model.values import replace
from ftpolicy.parse.parsed import parse
from ftpolicy.parse.scalars import is_placeholder, judged

FILE = "dataset_info.json"
USERS = frozenset(("llamafactory",))
"""The detectors whose data set names are entries of a registry."""

_FOLDER, _DEFAULT = "dataset_dir", "data"
_URLS = ("hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name")


class Registries:
    """The registry files of a tree, each read once."""

    def __init__(self, tree: Snapshot) -> None:
        self._tree = tree
        self._read: dict[str, MapNode | None] = {}

    def resolved(self, one: Detection, parsed: Parsed) -> Detection:
        """The detection with what its data set names stand for; a name that is not found stays."""
        names = one.premises.datasets
        if one.detector not in USERS or not names:
            return one
        folder = next(_folders(parsed), _DEFAULT)
        found = next(self._above(one.path, folder), None)
        if found is None:
            return one
        at, registry = found
        real = dict.fromkeys(_real(name, registry, at) for name in names)
        return replace(one, premises=replace(one.premises, datasets=tuple(real)))

    def _above(self, path: str, folder: str) -> Iterator[tuple[str, MapNode]]:
        """The registry in the folder as named from the config's place, or from a folder above."""
        start = posixpath.dirname(path)
        while True:
            at = posixpath.normpath(posixpath.join(start, folder))
            registry = self._registry(posixpath.join(at, FILE))
            if registry is not None:
                yield at, registry
            if not start:
                return
            start = posixpath.dirname(start)

    def _registry(self, path: str) -> MapNode | None:
        path = posixpath.normpath(path)
        if path.startswith(("../", "/")):
            return None
        if path not in self._read:
            entry = self._tree.entry(path)
            inside = entry is not None and entry.kind is EntryKind.FILE
            data = (self._tree.read(path) if inside else None) or b""
            parsed = parse(SourceFile(path, data), Language.JSON) if data else None
            root = parsed.documents[0] if isinstance(parsed, Parsed) and parsed.documents else None
            self._read[path] = root if isinstance(root, MapNode) else None
        return self._read[path]


def _folders(parsed: Parsed) -> Iterator[str]:
    """The folders of data that the documents and commands name."""
    roots: tuple[Node, ...] = (*parsed.documents, *(each.options for each in parsed.commands))
    for root in roots:
        value = root.get(_FOLDER) if isinstance(root, MapNode) else None
        if isinstance(value, Scalar) and value.known and not is_placeholder(value.text):
            yield value.text


def _real(name: str, registry: MapNode, folder: str) -> str:
    """Where the rows of an entry come from, in the order in which the tool looks."""
    entry = registry.get(name)
    if not isinstance(entry, MapNode):
        return name
    for key in _URLS:
        value = entry.get(key)
        if isinstance(value, Scalar) and judged(value):
            return value.text
    file = entry.get("file_name")
    if isinstance(file, Scalar) and judged(file):
        return posixpath.normpath(posixpath.join(folder, file.text))
    return name
