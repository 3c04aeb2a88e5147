"""Which files of a change are told as edits of the gate."""

from __future__ import annotations

import pytest

from ftpolicy.changes.gate import edits
from ftpolicy.model.change import Change, ChangeKind, ChangeSet, ScopeKind
from tests.honest import MemoryTree

RUNS = "steps:\n  - run: ftpolicy check --ci\n"


def told(path: str, before: str | None, after: str | None) -> list[str]:
    """What an edit of one file is told as."""
    old = MemoryTree({} if before is None else {path: before})
    new = MemoryTree({} if after is None else {path: after})
    change = Change(path, ChangeKind.MODIFIED, old.entry(path), new.entry(path))
    change_set = ChangeSet("x", ScopeKind.COMMITS, (change,), old, new, (old,))
    own = {"platform/org.yaml": "policy", "policy/detectors/acme.yaml": "detector"}
    return [edit.what for edit in edits(change_set, own)]


@pytest.mark.threat("the gate's own definition")
@pytest.mark.parametrize(
    ("path", "what"),
    [
        (".ftpolicy.yaml", "policy"),
        ("configs/.ftpolicy.yaml", "policy"),
        ("platform/org.yaml", "policy"),
        ("policy/detectors/acme.yaml", "detector"),
        (".ftpolicy-baseline.yaml", "baseline"),
        (".gitattributes", ".gitattributes"),
        ("data/.gitattributes", ".gitattributes"),
        ("CODEOWNERS", "CODEOWNERS"),
        (".github/CODEOWNERS", "CODEOWNERS"),
        ("docs/CODEOWNERS", "CODEOWNERS"),
        (".gitlab/CODEOWNERS", "CODEOWNERS"),
    ],
)
def test_a_part_of_the_gate_by_its_name(path: str, what: str) -> None:
    for before, after in (("a\n", "b\n"), (None, "b\n"), ("a\n", None)):
        assert told(path, before, after) == [what]


@pytest.mark.threat("the gate's own definition")
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("pyproject.toml", "policy"),
        (".pre-commit-config.yaml", "hook entry"),
        ("prek.toml", "hook entry"),
        ("lefthook.yml", "hook entry"),
        (".husky/pre-commit", "hook entry"),
        (".github/workflows/gate.yml", "workflow"),
        (".github/actions/gate/action.yml", "workflow"),
        (".forgejo/workflows/gate.yaml", "workflow"),
        (".gitlab-ci.yml", "workflow"),
        (".gitlab/ci/gate.yml", "workflow"),
        ("azure-pipelines.yml", "workflow"),
        ("bitbucket-pipelines.yml", "workflow"),
        ("Jenkinsfile", "workflow"),
        (".circleci/config.yml", "workflow"),
        (".buildkite/pipeline.yml", "workflow"),
        (".github/settings.yml", "branch protection"),
        (".github/rulesets/main.json", "branch protection"),
        ("requirements-ci.txt", "pin"),
        ("tools/constraints.txt", "pin"),
        ("scripts/gate.sh", "script that runs it"),
        ("Makefile", "script that runs it"),
        ("ci/Jenkins.groovy", "script that runs it"),
    ],
)
def test_a_file_that_may_run_the_gate_counts_when_it_does(path: str, what: str) -> None:
    assert told(path, "nothing\n", "something\n") == []
    assert told(path, RUNS, "nothing\n") == [what]
    assert told(path, "nothing\n", RUNS) == [what]
    assert told(path, RUNS.upper(), None) == [what]


@pytest.mark.parametrize(
    "path", ["docs/CODEOWNERS.md", "README.md", "src/gate.py", "docs/requirements.md", "a.yaml"]
)
def test_another_file_does_not(path: str) -> None:
    assert told(path, RUNS, "nothing\n") == []


def test_a_script_that_only_names_it_does_not() -> None:
    assert told("install.sh", "pip install ftpolicy\n", "pip install ftpolicy==1\n") == []


def test_a_tree_as_a_whole_edits_nothing() -> None:
    tree = MemoryTree({".ftpolicy.yaml": "x"})
    change = Change(".ftpolicy.yaml", ChangeKind.ADDED, None, tree.entry(".ftpolicy.yaml"))
    change_set = ChangeSet("x", ScopeKind.TREE, (change,), tree, tree, (tree,))
    assert edits(change_set, {}) == ()
