"""Where data and results stand: in the judged tree, behind a pointer, elsewhere, or nowhere.

Only the tree is asked (index or head commit): never the disk, never the network, and no link is
followed out of it.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from ftpolicy.evidence.datasets.part import Part
from ftpolicy.evidence.pointers import Pointer, dvc_pointer, git_lfs_pointer, rows_of_card
from ftpolicy.evidence.reference import Reference
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.evidence import Level
from ftpolicy.model.links import link_target
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass
from ftpolicy.parse.patterns import Patterns

DATA = (
    *(".jsonl", ".json", ".ndjson", ".csv", ".tsv", ".parquet", ".arrow", ".txt"),
    *(".jsonl.gz", ".json.gz", ".csv.gz", ".jsonl.zst", ".json.zst", ".csv.zst"),
)
"""How the names of data files end; a folder stands for those in it."""

_HUB = regex(r"[\w.-]+(/[\w.-]+)?")
_WILD = regex(r"[*?\[]")
_NO_DATA = frozenset(("dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json"))
_SMALL = 64 << 10


@dataclass(frozen=True, slots=True)
class Located:
    """What a reference came to; `parts` only at level counted."""

    level: Level
    parts: tuple[Part, ...] = ()
    rows: int | None = None
    size: int | None = None
    pinned: bool = False
    why: str = ""


class Tree:
    """A judged tree with its paths in order, listed once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._paths: list[str] | None = None

    @property
    def paths(self) -> list[str]:
        if self._paths is None:
            self._paths = [entry.path for entry in self.snapshot.entries()]
        return self._paths

    def below(self, folder: str) -> Iterator[str]:
        """The paths under a folder, in order."""
        prefix = f"{folder}/" if folder not in ("", ".") else ""
        for path in self.paths[bisect_left(self.paths, prefix) :]:
            if not path.startswith(prefix):
                return
            yield path

    def small(self, path: str) -> bytes:
        """The bytes of a file of up to 64 KiB, none for a larger one."""
        return next((data for _, data in self.snapshot.read_all((path,), _SMALL) if data), b"")


def locate(tree: Tree, reference: Reference, beside: str = "") -> Located:
    """Where the reference of a record, or of the tuning file at `beside`, stands."""
    source = reference.source
    refused = ""
    for name in _names(reference):
        for path in _places(name, beside):
            files, why = _files(tree, path)
            refused = refused or why
            if files:
                return _there(tree, path, files, reference)
            pointer = dvc_pointer(tree.small(f"{path}.dvc"))
            if pointer is not None:
                return _pointed(pointer)
    if source is not None and (source.hub or source.uri):
        return Located(Level.REMOTE, pinned=source.pinned)
    if source is not None and source.sha256 and source.examples is not None:
        return Located(Level.REMOTE, pinned=True)
    if _elsewhere(reference, beside):
        return Located(Level.REMOTE)
    return Located(Level.MISSING, why=refused or "it is not in the tree")


def files_of(tree: Tree, path: str) -> tuple[str, ...]:
    """The files that a path, folder or pattern of a record stands for; empty for none."""
    return next((files for each in _places(path, "") if (files := _files(tree, each)[0])), ())


def _names(reference: Reference) -> Iterator[str]:
    source = reference.source
    if source is not None and source.path:
        yield source.path
    yield from (each for each in reference.names if "://" not in each)


def _places(name: str, beside: str) -> Iterator[str]:
    """The name as a path from the root, and from the folder of the tuning file."""
    name = name.strip().replace("\\", "/")
    for start in dict.fromkeys(("", posixpath.dirname(beside))):
        path = posixpath.normpath(posixpath.join(start, name))
        if not path.startswith("/") and path != ".." and not path.startswith("../"):
            yield path


def _files(tree: Tree, path: str) -> tuple[tuple[str, ...], str]:
    """The files at a path, in a folder or of a pattern; else why a thing there is none."""
    entry = tree.snapshot.entry(path)
    if entry is not None and entry.kind is EntryKind.FILE:
        return (path,), ""
    if entry is not None and entry.kind is EntryKind.LINK:
        target = link_target(tree.snapshot, path)
        return ((target,), "") if target is not None else ((), "it is a link out of the tree")
    if entry is not None:
        return (), "it is a submodule, which is not looked into"
    if _WILD.search(path):
        patterns = Patterns((f"/{path}",))
        return _regular(tree, (each for each in tree.paths if patterns.match(each))), ""
    return _training(_regular(tree, filter(_is_data, tree.below(path)))), ""


def _regular(tree: Tree, paths: Iterable[str]) -> tuple[str, ...]:
    """Files and what links of the tree lead to, each once and in order."""
    found: dict[str, None] = {}
    for path in paths:
        entry = tree.snapshot.entry(path)
        if entry is not None and entry.kind is EntryKind.FILE:
            found[path] = None
        elif entry is not None and entry.kind is EntryKind.LINK:
            target = link_target(tree.snapshot, path)
            if target is not None:
                found[target] = None
    return tuple(found)


def _is_data(path: str) -> bool:
    name = posixpath.basename(path)
    return name.endswith(DATA) and name not in _NO_DATA and not name.startswith(".")


def _training(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Of a folder that holds several splits the training one, as data set libraries take it."""
    train = tuple(path for path in paths if re.search(r"(?:^|[/._-])train", path.casefold()))
    return train or paths


def _there(tree: Tree, path: str, files: tuple[str, ...], reference: Reference) -> Located:
    pointers = [git_lfs_pointer(tree.small(each)) for each in files]
    known = [each for each in pointers if each is not None]
    if not known:
        return Located(Level.COUNTED, tuple(_part(each, reference) for each in files), pinned=True)
    rows = rows_of_card(tree.small(f"{path}/README.md"))
    if rows is not None:
        return Located(Level.MANIFEST, rows=rows, pinned=True)
    if len(known) < len(files):
        names = ", ".join(f"`{it}`" for it, one in zip(files, pointers, strict=True) if one)
        return Located(Level.POINTER, why=f"{names} of several files is a git-lfs pointer")
    size = sum(each.size for each in known)
    return _pointed(Pointer("git-lfs", size))


def _pointed(pointer: Pointer) -> Located:
    why = f"a {pointer.tool} pointer tells {pointer.size:,} bytes, no rows"
    return Located(Level.POINTER, size=pointer.size, pinned=True, why=why)


def _part(path: str, reference: Reference) -> Part:
    return Part(
        path=path,
        container=reference.container,
        key=reference.key,
        columns=reference.columns,
        first=reference.first,
        most=reference.most,
    )


def _elsewhere(reference: Reference, beside: str) -> bool:
    """Whether the names of a tuning file are a hub's or an address, not a path of the tree."""
    if not beside:
        return False
    return all(
        "://" in name or name.startswith("file-") or _looks_like_hub(name)
        for name in reference.names
    )


def _looks_like_hub(name: str) -> bool:
    return _HUB.fullmatch(name) is not None and not name.casefold().endswith(DATA)
