"""Axolotl: `datasets` and `pretraining_dataset` (axolotl 0.19.0, utils/data/shared.py)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ftpolicy.evidence.datasets.part import Columns, Slice
from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references.values import maps, number, sliced, text, texts, whole
from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import MapNode

_CONTAINERS = ("json", "csv", "parquet", "arrow", "text")


def references(root: MapNode, tree: Snapshot, path: str) -> Iterator[Reference]:
    """Each entry; a local path comes before the hub, and both before `data_files`."""
    held_out = number(root.get("val_set_size")) or Decimal(0)
    for key in ("datasets", "pretraining_dataset"):
        for entry in maps(root.get(key)):
            name, files = text(entry.get("path")), texts(entry.get("data_files"))
            if not (name or files):
                continue
            built_in = name in _CONTAINERS
            yield Reference(
                name=name if name and not built_in else files[0] if files else name,
                names=(*files, *(() if built_in or not name else (name,))),
                container=text(entry.get("ds_type")) or (name if built_in else ""),
                columns=_columns(entry),
                first=_part(entry),
                held_out=held_out,
            )


def _part(entry: MapNode) -> Slice | None:
    """A slice of the split, or the one of `shards` equal parts that is used."""
    shards = whole(entry.get("shards"))
    if shards is not None and shards > 1:
        return Slice(None, 100 // shards, percent=True)
    return sliced(text(entry.get("split")))


def _columns(entry: MapNode) -> Columns | None:
    """How a chat set names its list of messages, and role and content in a message."""
    mapped = entry.get("message_property_mappings")
    within = mapped if isinstance(mapped, MapNode) else None
    found = Columns(
        messages=text(entry.get("field_messages")),
        role=text(within.get("role")) if within else text(entry.get("message_field_role")),
        content=text(within.get("content")) if within else text(entry.get("message_field_content")),
        prompt=text(entry.get("field_instruction")),
        answer=text(entry.get("field_output")),
        text=text(entry.get("field")),
    )
    return found if found != Columns() else None
