"""Files as they stand on disk: those that are named, or all."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ftpolicy.changes.entries import text
from ftpolicy.changes.folder import FolderTree, walk
from ftpolicy.changes.git import inside, root_of, run
from ftpolicy.changes.refusal import shown
from ftpolicy.changes.staged import toplevel
from ftpolicy.changes.trees import EmptyTree
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Change, ChangeKind, ChangeSet, Entry, ScopeKind


def worktree(cwd: str, paths: tuple[str, ...] = ()) -> ChangeSet:
    """Every file counts as added; the tree is judged by its own policy.

    In git these are the tracked files and those that are neither tracked nor ignored, as they
    stand on disk; elsewhere all files under `cwd`. A named file is judged though ignored.
    """
    if root_of(cwd) is not None:
        root = os.path.realpath(toplevel(cwd))
        listing = run(["ls-files", "-z", "-c", "-o", "--exclude-standard"], root)
        listed = {text(name).rstrip("/") for name in listing.split(b"\0")[:-1]}
    else:
        root = os.path.realpath(cwd)
        listed = set(walk(root))
    named = [_below(root, cwd, path) for path in paths]
    listed.update(path for path in named if path and not os.path.isdir(os.path.join(root, path)))
    tree = FolderTree(root, listed)
    return ChangeSet(
        label=_label(paths),
        scope=ScopeKind.TREE,
        changes=_added(one for one in tree.entries() if not named or _covers(named, one.path)),
        before=EmptyTree(),
        after=tree,
        policy_trees=(tree,),
        notes=_notes(tree),
    )


def _added(entries: Iterable[Entry]) -> tuple[Change, ...]:
    return tuple(Change(entry.path, ChangeKind.ADDED, None, entry) for entry in entries)


def _below(root: str, cwd: str, path: str) -> str:
    """A path that the user named, from the root; empty for the root itself."""
    whole = os.path.abspath(os.path.join(cwd, path))
    real = os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))
    if not os.path.lexists(real):
        raise FtpolicyError(f"`{shown(path)}` does not exist")
    if not inside(real, root):
        raise FtpolicyError(f"`{shown(path)}` lies outside of `{shown(root)}`")
    below = os.path.relpath(real, root).replace(os.sep, "/")
    return "" if below == "." else text(os.fsencode(below))


def _covers(named: list[str], path: str) -> bool:
    return any(not one or path == one or path.startswith(f"{one}/") for one in named)


def _label(paths: tuple[str, ...]) -> str:
    if not paths:
        return "work tree"
    first = shown(paths[0])
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1} more"


def _notes(tree: FolderTree) -> tuple[str, ...]:
    notes = []
    if tree.absent == 1:
        notes.append("1 tracked file is not on disk and was not judged")
    elif tree.absent:
        notes.append(f"{tree.absent} tracked files are not on disk and were not judged")
    notes += [f"`{shown(it)}` is neither file nor link and was not judged" for it in tree.special]
    return tuple(notes)
