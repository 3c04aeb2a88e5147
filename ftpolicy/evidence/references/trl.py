"""TRL's command line and YAML: `dataset_name` with its split (trl/scripts/utils.py)."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references.values import maps, sliced, text, texts
from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import MapNode


def references(root: MapNode, tree: Snapshot, path: str) -> Iterator[Reference]:
    """The named set, and those of a mixture."""
    name = text(root.get("dataset_name"))
    if name:
        yield Reference(name, (name,), first=sliced(text(root.get("dataset_train_split"))))
    for entry in maps(root.get("datasets")):
        name, files = text(entry.get("path")), texts(entry.get("data_files"))
        if name or files:
            split = sliced(text(entry.get("split")))
            yield Reference(name or files[0], (*files, name) if name else files, first=split)
