"""A note on each tuning file that came and went within a change."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.detect.detector import Detector
from ftpolicy.detect.find import candidates, find
from ftpolicy.model.change import ChangeSet
from ftpolicy.parse.patterns import Patterns
from ftpolicy.policy.load import Policy

_MOST = 5


def passing(
    change_set: ChangeSet, policy: Policy, detectors: tuple[Detector, ...]
) -> Iterator[str]:
    """Such a file is not judged: a merge brings none of it into the tree, only into the history."""
    tree = change_set.transient
    if tree is None:
        return
    exclude = Patterns(policy.exclude)
    paths = [path for path in candidates(tree) if not exclude.match(path)]
    found = dict.fromkeys(one.path for one in find(tree, paths, detectors).detections)
    for path in list(found)[:_MOST]:
        yield f"`{path}` came and went within this change: not judged, but it stays in the history"
    if len(found) > _MOST:
        yield f"{len(found) - _MOST} more tuning files came and went within this change"
