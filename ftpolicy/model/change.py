"""A change, the trees on its two sides, and the tree whose policy judges it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from enum import Enum
from typing import BinaryIO, Protocol

from ftpolicy.model.values import dataclass


class ChangeKind(str, Enum):
    """How a path changed; a rename is a deletion and an addition."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    TYPE_CHANGED = "type changed"


class EntryKind(str, Enum):
    """What stands at a path of a tree."""

    FILE = "file"
    LINK = "symbolic link"
    SUBMODULE = "submodule"


@dataclass(frozen=True, slots=True)
class Entry:
    """A path of a tree: what it is and its blob id (empty for a file outside git)."""

    path: str
    kind: EntryKind
    blob: str


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs; `before` is None for an addition, `after` for a deletion."""

    path: str
    kind: ChangeKind
    before: Entry | None
    after: Entry | None


class Snapshot(Protocol):
    """A tree of files as git (or, outside git, a folder) holds it.

    Paths are relative to the repository's root, with `/`, odd bytes by surrogateescape.
    """

    def entries(self) -> Iterable[Entry]:
        """All entries of the tree, sorted by path."""

    def entry(self, path: str) -> Entry | None:
        """The entry at `path`, None when nothing stands there."""

    def read(self, path: str) -> bytes | None:
        """The bytes of the regular file at `path`, None when there is none."""

    def link(self, path: str) -> bytes | None:
        """The target text of the symbolic link at `path`, None when there is no link."""

    def read_all(self, paths: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Each path with its bytes in one pass; None for a file over `limit` bytes.

        Paths that are no regular file are left out.
        """

    def size(self, path: str) -> int | None:
        """The bytes of the regular file at `path`, None when there is none."""

    def open(self, path: str) -> AbstractContextManager[BinaryIO] | None:
        """The regular file at `path` to be read from the start, None when there is none.

        For files too large for memory; the stream may not be able to seek.
        """


class ScopeKind(str, Enum):
    """Where a change set comes from; rules differ between a local look and the enforcing gate."""

    STAGED = "staged"
    COMMITS = "commits"
    TREE = "tree"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What is judged, and by the policy of which trees.

    `policy_trees` are the trees whose policy holds: the base's (HEAD in a hook, in a merge also
    MERGE_HEAD: an entry counts when one of them has it); empty when there is no commit yet.
    """

    label: str
    scope: ScopeKind
    changes: tuple[Change, ...]
    before: Snapshot
    after: Snapshot
    policy_trees: tuple[Snapshot, ...]
    base: str | None = None  # commit id of the base, None outside commits
    head: str | None = None  # commit id of the head, None for an index or a folder
    enforcing: bool = False  # True with --base or --ci: proposed records block
    transient: Snapshot | None = None  # what came and went within it, None outside commits
    proposal: bool = False  # True for a pull or merge request, on which approvals stand
    notes: tuple[str, ...] = ()  # what the reader must know: "local result; CI decides"
