"""Which data sets the tuning files of a repository use, by marks that hold in any repository."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.locate import Tree, files_of
from ftpolicy.model.audit import DataUse
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Detection
from ftpolicy.pipeline.sources import Named, sources_of

_EMPTY = ("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",)


def data_uses(found: Sequence[Detection], tree: Snapshot) -> tuple[DataUse, ...]:
    """Each data set once: files by their content, others by where they stand.

    A hub's name without an owner is left out: it may be any file's name as well.
    """
    within = Tree(tree)
    uses: dict[str, DataUse] = {}
    for one in found:
        for named in sources_of((one,), within):
            for use in _uses(named, within, one.path):
                uses.setdefault(use.mark, use)
    return tuple(uses[mark] for mark in sorted(uses))


def _uses(named: Named, tree: Tree, tuning_path: str) -> Iterator[DataUse]:
    source = named.source
    if source.path is not None:
        for path in named.files or files_of(tree, source.path):
            entry = tree.snapshot.entry(path)
            if entry is not None and entry.blob not in _EMPTY:
                yield DataUse(f"blob {entry.blob}", path, tuning_path)
    elif source.hub is not None and "/" in source.hub:
        yield DataUse(f"hub {source.hub.casefold()}", source.hub, tuning_path)
    elif source.uri is not None:
        yield DataUse(f"uri {source.uri}", source.uri, tuning_path)
