"""What the gate promises of a file that tunes: it is found, or refused as unreadable."""

from __future__ import annotations

from datetime import date

from ftpolicy.detect.load import built_in
from ftpolicy.detect.one_file import detect
from ftpolicy.model.change import Change, ChangeKind, ChangeSet, ScopeKind
from ftpolicy.model.detection import Detection
from ftpolicy.model.finding import Severity
from ftpolicy.model.source import SourceFile
from ftpolicy.pipeline import check
from ftpolicy.policy.load import load
from tests.honest import MemoryTree

_TODAY = date(2026, 11, 22)
_DETECTORS = tuple(one for one in built_in() if one.family == "generative")


def held(path: str, data: bytes, *, broken: bool = False) -> bool:
    """Whether the file is found; a broken one may be unreadable instead."""
    found = detect(SourceFile(path, data), _DETECTORS)
    return bool(found) if broken else any(isinstance(one, Detection) for one in found)


def refused(path: str, data: bytes) -> bool:
    """Whether the whole program finds an error in a change that adds the file without a record."""
    before, after = MemoryTree({}), MemoryTree({path: data})
    changes = ChangeSet(
        label="staged",
        scope=ScopeKind.COMMITS,
        changes=(Change(path, ChangeKind.ADDED, None, after.entry(path)),),
        before=before,
        after=after,
        policy_trees=(before,),
        enforcing=True,
    )
    report = check(changes, load((before,), _TODAY), _TODAY)
    return any(one.severity is Severity.ERROR for one in report.standing)
