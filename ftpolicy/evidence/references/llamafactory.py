"""LLaMA-Factory: names that `dataset_info.json` resolves (src/llamafactory/data/parser.py)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from decimal import Decimal

from ftpolicy.evidence.datasets.part import Columns
from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references.values import number, text, texts, whole
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.source import Language, MapNode, Parsed, SourceFile
from ftpolicy.parse.parsed import parse

_URLS = ("hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name")
_REGISTRY = "dataset_info.json"
_LARGEST = 4 << 20
_ROLES = ("user_tag", "assistant_tag", "observation_tag", "function_tag", "system_tag")


def references(root: MapNode, tree: Snapshot, path: str) -> Iterator[Reference]:
    """Each name of the comma list, as the registry in or above the config's folder has it."""
    names = [name for each in texts(root.get("dataset")) for name in each.split(",")]
    if not names:
        return
    folder, registry = _registry(text(root.get("dataset_dir")) or "data", tree, path)
    most = whole(root.get("max_samples"))
    held_out = number(root.get("val_size")) or Decimal(0)
    for name in dict.fromkeys(each.strip() for each in names):
        entry = registry.get(name) if registry is not None else None
        if not isinstance(entry, MapNode):
            continue
        url = next((found for key in _URLS if (found := text(entry.get(key)))), "")
        file = text(entry.get("file_name"))
        real = url or (posixpath.normpath(posixpath.join(folder, file)) if file else name)
        # `num_samples` over the size of the file draws rows again: that adds no example
        wanted = [it for it in (most, whole(entry.get("num_samples"))) if it is not None]
        yield Reference(
            name=real,
            names=(real, name),
            columns=_columns(entry),
            most=min(wanted) if wanted else None,
            held_out=held_out,
        )


def _registry(folder: str, tree: Snapshot, path: str) -> tuple[str, MapNode | None]:
    start = posixpath.dirname(path)
    while True:
        at = posixpath.normpath(posixpath.join(start, folder))
        file = posixpath.normpath(posixpath.join(at, _REGISTRY))
        found = tree.entry(file) if not file.startswith(("../", "/")) else None
        if found is not None and found.kind is EntryKind.FILE:
            return at, _read(tree, file)
        if not start:
            return folder, None
        start = posixpath.dirname(start)


def _read(tree: Snapshot, file: str) -> MapNode | None:
    for _, data in tree.read_all((file,), _LARGEST):
        parsed = parse(SourceFile(file, data), Language.JSON) if data else None
        if isinstance(parsed, Parsed) and parsed.documents:
            root = parsed.documents[0]
            return root if isinstance(root, MapNode) else None
    return None


def _columns(entry: MapNode) -> Columns | None:
    """`columns` renames the keys of a row, `tags` those of a message and the roles."""
    named, tags = entry.get("columns"), entry.get("tags")
    of = named if isinstance(named, MapNode) else MapNode((), 0, 0)
    tag = tags if isinstance(tags, MapNode) else MapNode((), 0, 0)
    found = Columns(
        messages=text(of.get("messages")),
        role=text(tag.get("role_tag")),
        content=text(tag.get("content_tag")),
        prompt=text(of.get("prompt")),
        query=text(of.get("query")),
        answer=text(of.get("response")),
        system=text(of.get("system")),
        chosen=text(of.get("chosen")),
        rejected=text(of.get("rejected")),
        label=text(of.get("kto_tag")),
        roles=tuple(
            (role, key.partition("_")[0]) for key in _ROLES if (role := text(tag.get(key)))
        ),
        only=isinstance(named, MapNode),
    )
    return found if found != Columns() else None
