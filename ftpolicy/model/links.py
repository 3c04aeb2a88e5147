"""Where the symbolic links of a tree lead, judged by the tree alone and never by the disk."""

from __future__ import annotations

import posixpath

from ftpolicy.model.change import EntryKind, Snapshot

_MOST_HOPS = 10


def link_target(tree: Snapshot, path: str) -> str | None:
    """The regular file that the link at `path` leads to, None when it leads out or nowhere."""
    target = _joined(path, tree.link(path) or b"")
    for _ in range(_MOST_HOPS):
        found = tree.entry(target) if target is not None else None
        if found is None or target is None:
            return None
        if found.kind is not EntryKind.LINK:
            return target if found.kind is EntryKind.FILE else None
        target = _joined(target, tree.link(target) or b"")
    return None


def _joined(path: str, target: bytes) -> str | None:
    text = target.decode("utf-8", "surrogateescape")
    if not text or text.startswith("/") or "\0" in text:
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
    return None if joined == ".." or joined.startswith("../") else joined
