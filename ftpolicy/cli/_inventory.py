"""The tuning files of a work tree, unjudged, with what the last scan found of them."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from ftpolicy.changes.folder import FolderTree
from ftpolicy.changes.git import root_of
from ftpolicy.changes.staged import toplevel
from ftpolicy.cli._cache import Cache, place_of
from ftpolicy.cli._state import State, state_of
from ftpolicy.detect.found import Found
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Snapshot
from ftpolicy.model.values import dataclass

if TYPE_CHECKING:
    from ftpolicy.policy.load import Policy

_OWN, _SHARED = ".ftpolicy.yaml", "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Kept:
    """The state of a work tree, and what is known of it."""

    state: State
    cache: Cache


def inventory(cwd: str, cache_dir: str | None = None, *, cached: bool = True) -> Found:
    """The tuning files of the tree around a folder; only what has changed is judged anew."""
    kept = _kept(cwd, cache_dir) if cached else None
    known = _whole(kept) if kept is not None else None
    return known if known is not None else _judged(cwd, kept)


def _kept(cwd: str, cache_dir: str | None) -> Kept | None:
    """None outside of git, where nothing tells whether a file has changed."""
    if root_of(cwd) is None:
        return None
    root = os.path.realpath(toplevel(cwd))
    state = state_of(root)
    return None if state is None else Kept(state, Cache(place_of(root, cache_dir), state))


def _whole(kept: Kept) -> Found | None:
    """What was found when all stood as now; the tree itself is not even listed for that."""
    tree = FolderTree(kept.state.root, filter(kept.state.holds, (_OWN, _SHARED)))
    try:
        policy = _policy((tree,)) if _has_policy(tree) else None
    except FtpolicyError:
        return None  # of a policy that extends another file of the tree, or is wrong
    return kept.cache.whole(_wishes(policy))


def _has_policy(tree: Snapshot) -> bool:
    return tree.entry(_OWN) is not None or b"ftpolicy" in (tree.read(_SHARED) or b"")


def _judged(cwd: str, kept: Kept | None) -> Found:
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.detect.find import candidates, gathered, judged
    from ftpolicy.parse.patterns import Patterns
    from ftpolicy.pipeline.look import detectors_in_force

    change_set = worktree(cwd)
    tree = change_set.after
    policy = _policy(change_set.policy_trees)
    detectors = detectors_in_force(change_set, policy)
    exclude = Patterns(policy.exclude)
    paths = [path for path in candidates(tree) if not exclude.match(path)]
    if kept is None:
        return gathered(tree, judged(tree, paths, detectors, forks=True), detectors)
    in_force = _in_force(kept.state, policy)
    known = kept.cache.rows(in_force)
    new = [path for path in paths if path not in known]
    rows = judged(tree, new, detectors, forks=True, ids=kept.state.algorithm)
    rows += [known[path] for path in paths if path in known]
    found = gathered(tree, rows, detectors)
    kept.cache.keep(rows, found, in_force, _wishes(policy if _has_policy(tree) else None))
    return found


def _policy(trees: tuple[Snapshot, ...]) -> Policy:
    from ftpolicy.policy.load import load

    return load(trees, datetime.now(timezone.utc).date())


def _wishes(policy: Policy | None) -> str:
    """What of a policy bears on what is found; None for the built-in one."""
    if policy is None:
        return ""
    return json.dumps(
        [
            policy.exclude,
            policy.detector_paths,
            policy.include_encoders,
            policy.disabled_detectors,
        ]
    )


def _in_force(state: State, policy: Policy) -> str:
    """Which detectors judge: what the policy says of ours, and the bytes of the repository's."""
    from ftpolicy.parse.patterns import Patterns

    patterns = Patterns(policy.detector_paths)
    own = sorted((path, blob) for path, blob in state.ids.items() if patterns.match(path))
    return json.dumps([policy.include_encoders, policy.disabled_detectors, own])
