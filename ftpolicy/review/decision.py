"""What an approval was given to: the decision as it stood at a commit."""

from __future__ import annotations

import hashlib
import json
import os

from ftpolicy.changes.commits import known
from ftpolicy.changes.trees import commit_tree
from ftpolicy.detect.find import candidates
from ftpolicy.model.change import ChangeSet, Snapshot
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.values import replace
from ftpolicy.parse.patterns import Patterns
from ftpolicy.pipeline import inventory
from ftpolicy.policy.load import Policy
from ftpolicy.records import find as record_files

_HEX = frozenset("0123456789abcdef")


class Decisions:
    """The decisions of commits, each commit read once."""

    def __init__(self, change_set: ChangeSet, policy: Policy) -> None:
        self._change_set = change_set
        self._policy = policy
        self._read: dict[tuple[str, str], str | None] = {}

    def digest(self, commit: str, record: str) -> str | None:
        """The decision digest of the record with this id, None where the commit has no such."""
        key = (commit, record)
        if key not in self._read:
            self._read[key] = self._digest(commit_tree(commit, os.getcwd()), record)
        return self._read[key]

    def outdated(self, commit: str | None, head: str, record: str, stale_on: str) -> str:
        """Why an approval at `commit` does not hold for the head, empty when it does."""
        if commit is None:
            return "approved no version that the host names"
        if commit == head:
            return ""
        short = f"`{commit[:12]}`"
        if stale_on == "push":
            return f"approved {short}, and there was a push since"
        if not _is_id(commit) or known(commit, os.getcwd()) is None:
            return f"approved {short}, which is not in this checkout"
        approved = self.digest(commit, record)
        if approved is None or approved != self.digest(head, record):
            return f"approved an earlier decision ({short})"
        return ""

    def _digest(self, tree: Snapshot, record: str) -> str | None:
        book = record_files.find(tree, self._policy.records, self._policy.exclude)
        well = (one for one in book.decisions if isinstance(one, DecisionRecord))
        found = [one for one in well if one.id == record]
        parts = sorted(f"{one.digest} {self._premises(tree, one)}" for one in found)
        return hashlib.sha256("\n".join(parts).encode("ascii")).hexdigest() if parts else None

    def _premises(self, tree: Snapshot, record: DecisionRecord) -> str:
        """The distinct premises of what the record covers, whatever the number of files."""
        covered = Patterns(record.covers)
        paths = tuple(path for path in candidates(tree) if covered.match(path))
        at_commit = replace(self._change_set, after=tree)
        detections = inventory(at_commit, self._policy, paths).detections
        known = (it.premises for it in detections)
        premises = {(it.base_model, it.method, it.datasets) for it in known}
        return json.dumps(sorted(premises, key=repr))


def _is_id(commit: str) -> bool:
    return len(commit) in (40, 64) and _HEX.issuperset(commit)
