"""torchtune: `dataset` is one component or a list (torchtune 0.6.1, datasets/)."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.evidence.datasets.part import Columns
from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references.values import maps, sliced, text, texts
from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import MapNode

_CONTAINERS = ("json", "csv", "text", "parquet")


def references(root: MapNode, tree: Snapshot, path: str) -> Iterator[Reference]:
    """`source` names a hub's set unless it is a container with `data_files`."""
    for entry in maps(root.get("dataset")):
        source, files = text(entry.get("source")), texts(entry.get("data_files"))
        if not (source or files):
            continue
        local = source in _CONTAINERS and bool(files)
        yield Reference(
            name=files[0] if local else source,
            names=files or (source,),
            container=source if local else "",
            columns=_columns(entry),
            first=sliced(text(entry.get("split"))),
        )


def _columns(entry: MapNode) -> Columns | None:
    renamed = entry.get("column_map")
    of = renamed if isinstance(renamed, MapNode) else MapNode((), 0, 0)
    found = Columns(
        messages=text(entry.get("conversation_column")) or text(of.get("messages")),
        prompt=text(of.get("input")) or text(of.get("instruction")),
        answer=text(of.get("output")),
        chosen=text(of.get("chosen")),
        rejected=text(of.get("rejected")),
        text=text(entry.get("column")),
    )
    return found if found != Columns() else None
