"""Which files of a change are parts of the gate itself."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.change import Change, ChangeSet, ScopeKind
from ftpolicy.model.run import GateEdit

_BY_NAME = {
    ".ftpolicy.yaml": "policy",
    ".ftpolicy-baseline.yaml": "baseline",
    ".gitattributes": ".gitattributes",
}
_CODEOWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_IF_MENTIONED = {
    "pyproject.toml": "policy",
    ".pre-commit-config.yaml": "hook entry",
    ".gitlab-ci.yml": "workflow",
    "azure-pipelines.yml": "workflow",
    "bitbucket-pipelines.yml": "workflow",
    "Jenkinsfile": "workflow",
}
_WORKFLOWS = ".github/workflows/"
_MENTION = b"ftpolicy"


def edits(change_set: ChangeSet, detector_files: frozenset[str]) -> tuple[GateEdit, ...]:
    """The edits of the gate; in a merge not those that MERGE_HEAD already has."""
    if change_set.scope is ScopeKind.TREE:
        return ()
    others = change_set.policy_trees[1:]
    return tuple(
        edit
        for change in change_set.changes
        for edit in _edit(change, change_set, detector_files)
        if change.after is None or change.after not in [it.entry(change.path) for it in others]
    )


def _edit(
    change: Change, change_set: ChangeSet, detector_files: frozenset[str]
) -> Iterator[GateEdit]:
    path = change.path
    name = path.rsplit("/", 1)[-1]
    if name in _BY_NAME:
        yield GateEdit(path, _BY_NAME[name])
    elif path in _CODEOWNERS:
        yield GateEdit(path, "CODEOWNERS")
    elif path in detector_files:
        yield GateEdit(path, "detector")
    elif _mentioned(path, change_set):
        yield GateEdit(path, _IF_MENTIONED.get(path, "workflow"))


def _mentioned(path: str, change_set: ChangeSet) -> bool:
    """Whether a file that may run the gate does so, before or after the change."""
    if path not in _IF_MENTIONED and not path.startswith(_WORKFLOWS):
        return False
    return any(
        _MENTION in (tree.read(path) or b"") for tree in (change_set.before, change_set.after)
    )
