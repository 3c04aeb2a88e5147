"""The tuning files that a new record is for: those named, else the one without a record."""

from __future__ import annotations

import os
from datetime import date

from ftpolicy.changes.git import root_of
from ftpolicy.changes.staged import toplevel
from ftpolicy.changes.worktree import worktree
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.detection import Detection
from ftpolicy.pipeline import inventory
from ftpolicy.policy.load import Policy, load
from ftpolicy.records.cover import Coverage
from ftpolicy.records.find import find

_MOST_NAMED = 10


def looked_at(
    named: tuple[str, ...], today: date
) -> tuple[ChangeSet, Policy, tuple[Detection, ...]]:
    """The work tree, its policy, and the tuning files that are meant."""
    tree = worktree(os.getcwd(), named or _uncovered(today))
    policy = load(tree.policy_trees, today)
    found = inventory(tree, policy, tuple(it.path for it in tree.changes)).detections
    if not found:
        raise FtpolicyError(
            f"no fine-tuning was found in {', '.join(f'`{path}`' for path in named)};"
            " `ftpolicy scan` lists the tuning files"
        )
    return tree, policy, found


def _uncovered(today: date) -> tuple[str, ...]:
    """The one tuning file without a record, relative to the current folder."""
    tree = worktree(os.getcwd())
    policy = load(tree.policy_trees, today)
    covered = Coverage(find(tree.after, policy.records, policy.exclude))
    found = inventory(tree, policy).detections
    paths = tuple(dict.fromkeys(it.path for it in found if not covered.live(it.path)))
    if len(paths) != 1:
        listed = ", ".join(f"`{path}`" for path in paths[:_MOST_NAMED])
        more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
        raise FtpolicyError(
            f"name the tuning files that one decision is about: {listed}{more} have no record"
            if paths
            else "every tuning file has a decision record; name the file that a new one is for"
        )
    return (_from_here(paths[0]),)


def _from_here(path: str) -> str:
    cwd = os.getcwd()
    root = toplevel(cwd) if root_of(cwd) is not None else cwd
    return os.path.relpath(os.path.join(os.path.realpath(root), path))
