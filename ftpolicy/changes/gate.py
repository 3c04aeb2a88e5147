"""Which files of a change are parts of the gate itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    ".pre-commit-config.yml": "hook entry",
    "prek.toml": "hook entry",
    "lefthook.yml": "hook entry",
    ".gitlab-ci.yml": "workflow",
    "azure-pipelines.yml": "workflow",
    "azure-pipelines.yaml": "workflow",
    "bitbucket-pipelines.yml": "workflow",
    "Jenkinsfile": "workflow",
    ".github/settings.yml": "branch protection",
}
_FOLDERS = {
    ".github/workflows/": "workflow",
    ".github/actions/": "workflow",
    ".github/rulesets/": "branch protection",
    ".gitlab/": "workflow",
    ".forgejo/workflows/": "workflow",
    ".gitea/workflows/": "workflow",
    ".azure-pipelines/": "workflow",
    ".buildkite/": "workflow",
    ".circleci/": "workflow",
    ".husky/": "hook entry",
}
_SCRIPTS = frozenset(
    (
        *("makefile", "gnumakefile", "justfile", "taskfile.yml", "tox.ini", "noxfile.py"),
        *("package.json", "dockerfile"),
    )
)
_SCRIPT_SUFFIXES = (".sh", ".bash", ".groovy")
_PIN = ("requirements", "constraints")
_MENTION = b"ftpolicy"
_RUNS = (b"ftpolicy check", b"ftpolicy hook", b"ftpolicy review")


def edits(change_set: ChangeSet, own: Mapping[str, str]) -> tuple[GateEdit, ...]:
    """The edits of the gate; in a merge not those that MERGE_HEAD already has.

    `own` are the paths that the policy itself makes parts of the gate, and what each of them is.
    """
    if change_set.scope is ScopeKind.TREE:
        return ()
    others = change_set.policy_trees[1:]
    return tuple(
        edit
        for change in change_set.changes
        for edit in _edit(change, change_set, own)
        if change.after is None or change.after not in [it.entry(change.path) for it in others]
    )


def _edit(change: Change, change_set: ChangeSet, own: Mapping[str, str]) -> Iterator[GateEdit]:
    path = change.path
    name = path.rpartition("/")[2]
    if name in _BY_NAME:
        yield GateEdit(path, _BY_NAME[name])
    elif path in _CODEOWNERS:
        yield GateEdit(path, "CODEOWNERS")
    elif path in own:
        yield GateEdit(path, own[path])
    else:
        what, signs = _suspect(path, name.lower())
        if what and _mentioned(path, change_set, signs):
            yield GateEdit(path, what)


def _suspect(path: str, name: str) -> tuple[str, tuple[bytes, ...]]:
    """What a file is if one of the words stands in it; empty for a file that runs nothing."""
    if path in _IF_MENTIONED:
        return _IF_MENTIONED[path], (_MENTION,)
    for folder, what in _FOLDERS.items():
        if path.startswith(folder):
            return what, (_MENTION,)
    if name.startswith(_PIN) and name.endswith((".txt", ".in")):
        return "pin", (_MENTION,)
    if name in _SCRIPTS or name.endswith(_SCRIPT_SUFFIXES):
        return "script that runs it", _RUNS
    return "", ()


def _mentioned(path: str, change_set: ChangeSet, signs: tuple[bytes, ...]) -> bool:
    """Whether a word stands in the file, in any case, before or after the change."""
    texts = [(tree.read(path) or b"").lower() for tree in (change_set.before, change_set.after)]
    return any(sign in text for text in texts for sign in signs)
