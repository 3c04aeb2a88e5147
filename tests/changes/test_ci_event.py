"""What the environment of each CI host means, and what is refused in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from ftpolicy.changes.ci_event import AZURE, BITBUCKET, GITLAB, JENKINS, ci_event
from ftpolicy.changes.event import Event, Proposal, Push, Whole
from ftpolicy.changes.github_event import GITHUB, LARGEST
from ftpolicy.errors import FtpolicyError

A, B, C, ZEROS = "a" * 40, "b" * 40, "c" * 40, "0" * 40
PULL = {"number": 7, "base": {"ref": "main", "sha": A}, "head": {"ref": "x", "sha": B}}
PUSHED = {"before": A, "after": B, "repository": {"default_branch": "main"}}
ON_7 = "pull request 7 into main"
HEAD_7 = "+refs/pull/7/head"


def github(
    folder: Path, name: str, payload: object, environment: Mapping[str, str] | None = None
) -> Event | None:
    path = folder / "event.json"
    path.write_text(json.dumps(payload))
    given = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path), **(environment or {})}
    return ci_event(given)


@pytest.mark.parametrize(
    ("name", "payload", "expected"),
    [
        ("pull_request", {"pull_request": PULL}, Proposal(GITHUB, ON_7, "main", A, B, C, HEAD_7)),
        (
            "pull_request_review",
            {"pull_request": PULL},
            Proposal(GITHUB, ON_7, "main", A, B, C, HEAD_7),
        ),
        (
            "pull_request_target",
            {"pull_request": PULL},
            Proposal(GITHUB, ON_7, "main", A, B, None, HEAD_7),
        ),
        (
            "merge_group",
            {
                "merge_group": {
                    "base_sha": A,
                    "head_sha": B,
                    "base_ref": "refs/heads/main",
                    "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-a",
                }
            },
            Proposal(
                GITHUB,
                "merge queue of main",
                None,
                A,
                B,
                None,
                "refs/heads/gh-readonly-queue/main/pr-7-a",
            ),
        ),
        (
            "push",
            {**PUSHED, "ref": "refs/heads/feature/x"},
            Push(GITHUB, "push to feature/x", A, B, "feature/x", "main"),
        ),
        (
            "push",
            {**PUSHED, "ref": "refs/heads/new", "before": ZEROS},
            Push(GITHUB, "push to new", None, B, "new", "main"),
        ),
        (
            "push",
            {**PUSHED, "ref": "refs/tags/v1", "before": ZEROS},
            Push(GITHUB, "push to v1", None, B, None, "main"),
        ),
        ("schedule", {}, Whole("schedule")),
        ("workflow_dispatch", {}, Whole("workflow_dispatch")),
        ("repository_dispatch", {}, Whole("repository_dispatch")),
    ],
    ids=[
        "pull-request",
        "review",
        "target",
        "queue",
        "push",
        "new-branch",
        "tag",
        "schedule",
        "dispatch",
        "repository-dispatch",
    ],
)
def test_github(name: str, payload: object, expected: Event, tmp_path: Path) -> None:
    assert github(tmp_path, name, payload, {"GITHUB_SHA": C}) == expected


_GITLAB = {"GITLAB_CI": "true", "CI_COMMIT_SHA": C, "CI_DEFAULT_BRANCH": "main"}
_MERGE_REQUEST = {
    **_GITLAB,
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
}
_AZURE = {"TF_BUILD": "True", "BUILD_SOURCEVERSION": C}
_BITBUCKET = {"BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_COMMIT": C}
MERGE_7 = "merge request 7 into main"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (
            {**_MERGE_REQUEST, "CI_MERGE_REQUEST_EVENT_TYPE": "detached"},
            Proposal(GITLAB, MERGE_7, "main", None, C, None, "+refs/merge-requests/7/head"),
        ),
        (
            {**_MERGE_REQUEST, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": B},
            Proposal(GITLAB, MERGE_7, "main", None, B, C, "+refs/merge-requests/7/head"),
        ),
        (
            {
                **_GITLAB,
                "CI_PIPELINE_SOURCE": "push",
                "CI_COMMIT_BRANCH": "feature",
                "CI_COMMIT_REF_NAME": "feature",
                "CI_COMMIT_BEFORE_SHA": ZEROS,
            },
            Push(GITLAB, "push to feature", None, C, "feature", "main"),
        ),
        (
            {
                **_GITLAB,
                "CI_PIPELINE_SOURCE": "push",
                "CI_COMMIT_REF_NAME": "v1",
                "CI_COMMIT_TAG": "v1",
                "CI_COMMIT_BEFORE_SHA": A,
            },
            Push(GITLAB, "push to v1", A, C, None, "main"),
        ),
        ({**_GITLAB, "CI_PIPELINE_SOURCE": "schedule"}, Whole("schedule pipeline", C)),
        ({**_GITLAB, "CI_PIPELINE_SOURCE": "web"}, Whole("web pipeline", C)),
        (
            {
                **_AZURE,
                "BUILD_REASON": "PullRequest",
                "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
                "SYSTEM_PULLREQUEST_SOURCECOMMITID": B,
                "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
            },
            Proposal(AZURE, ON_7, "main", None, B, C),
        ),
        (
            {**_AZURE, "BUILD_REASON": "IndividualCI", "BUILD_SOURCEBRANCH": "refs/heads/main"},
            Push(AZURE, "push to main", None, C, "main", None),
        ),
        ({**_AZURE, "BUILD_REASON": "Schedule"}, Whole("Schedule", C)),
        (
            {**_BITBUCKET, "BITBUCKET_PR_ID": "7", "BITBUCKET_PR_DESTINATION_BRANCH": "main"},
            Proposal(BITBUCKET, ON_7, "main"),
        ),
        (
            {**_BITBUCKET, "BITBUCKET_BRANCH": "feature"},
            Push(BITBUCKET, "push to feature", None, C, "feature", None),
        ),
        ({**_BITBUCKET, "BITBUCKET_TAG": "v1"}, Push(BITBUCKET, "push to ?", None, C, None, None)),
        (
            {"CHANGE_TARGET": "main", "CHANGE_ID": "PR-7"},
            Proposal(JENKINS, "change request PR-7 into main", "main"),
        ),
        ({"CI": "true"}, None),
        ({}, None),
    ],
    ids=[
        "gitlab-detached",
        "gitlab-merged-result",
        "gitlab-new-branch",
        "gitlab-tag",
        "gitlab-schedule",
        "gitlab-web",
        "azure-pull-request",
        "azure-push",
        "azure-schedule",
        "bitbucket-pull-request",
        "bitbucket-branch",
        "bitbucket-tag",
        "change-request",
        "ci-without-an-event",
        "no-ci",
    ],
)
def test_the_other_hosts(environment: dict[str, str], expected: Event | None) -> None:
    assert ci_event(environment) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "{file} is not JSON"),
        (b"{", "{file} is not JSON"),
        (b"\xff\xfe\x00", "{file} is not JSON"),
        (b"[" * 200_000, "{file} is not JSON"),
        (b"1" * 5000, "{file} {number}"),
        (b"[1]", "{file} has no number at `pull_request.number`"),
        (b'{"pull_request": []}', "{file} has no number at `pull_request.number`"),
        (b'{"pull_request": {"number": true}}', "{file} has no number at `pull_request.number`"),
        (b'{"pull_request": {"number": 1}}', "{file} has no text at `pull_request.base.ref`"),
        (b" " * (LARGEST + 1), "{file} is larger than 32 MiB"),
    ],
    ids=[
        "empty",
        "cut-off",
        "binary",
        "deep",
        "long-number",
        "list",
        "wrong-type",
        "boolean",
        "a-field-is-missing",
        "huge",
    ],
)
def test_a_broken_event_file(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(content)
    with pytest.raises(FtpolicyError) as told:
        ci_event({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(path)})
    known = (
        message.format(file=f"the event file `{path}`", number=number)
        for number in ("is not JSON", "has no number at `pull_request.number`")
    )
    assert str(told.value) in known


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("{folder}/none.json", "the event file `{path}` cannot be read: No such file or directory"),
        ("{folder}", "the event file `{path}` is no regular file"),
        ("/dev/zero", "the event file `{path}` is no regular file"),
        (
            "",
            (
                "`GITHUB_EVENT_PATH` is not set, so the event is not known; give the target:"
                " `ftpolicy check --ci --base origin/main`"
            ),
        ),
    ],
    ids=["missing", "folder", "device", "not-set"],
)
def test_no_event_file(path: str, message: str, tmp_path: Path) -> None:
    where = path.format(folder=tmp_path)
    with pytest.raises(FtpolicyError) as told:
        ci_event({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": where})
    assert str(told.value) == message.format(path=where)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (
            {**PULL, "base": {"ref": "--output=x", "sha": "--output=y"}},
            "`pull_request.base.sha` of {file} is `--output=y`, which is no commit id",
        ),
        (
            {**PULL, "head": {"sha": "HEAD~3"}},
            "`pull_request.head.sha` of {file} is `HEAD~3`, which is no commit id",
        ),
        (
            {**PULL, "base": {"ref": "main^2", "sha": A}},
            "`pull_request.base.ref` of {file} is `main^2`, which is no branch name",
        ),
        (
            {**PULL, "base": {"ref": "ma\u0000in", "sha": A}},
            "`pull_request.base.ref` of {file} is `ma\\x00in`, which is no branch name",
        ),
        (
            {**PULL, "base": {"ref": "a\n::error::b", "sha": A}},
            "`pull_request.base.ref` of {file} is `a\\n::error::b`, which is no branch name",
        ),
        (
            {**PULL, "base": {"ref": "\ud800", "sha": A}},
            "`pull_request.base.ref` of {file} is `\\ud800`, which is no branch name",
        ),
        (
            {**PULL, "base": {"ref": 7, "sha": A}},
            "{file} has no text at `pull_request.base.ref`",
        ),
    ],
    ids=["option", "expression", "parent", "nul", "line-break", "surrogate", "number"],
)
def test_names_that_are_no_names(payload: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(FtpolicyError) as told:
        github(tmp_path, "pull_request", {"pull_request": payload})
    assert str(told.value) == message.format(file=f"the event file `{tmp_path}/event.json`")


def test_a_branch_may_look_like_an_option(tmp_path: Path) -> None:
    """It only ever stands behind `refs/remotes/origin/`."""
    odd = {**PULL, "base": {"ref": "--help", "sha": A}}
    event = github(tmp_path, "pull_request", {"pull_request": odd})
    assert isinstance(event, Proposal)
    assert event.target == "--help"


@pytest.mark.parametrize("name", ["workflow_run", "issue_comment", "release", "x\n::debug::y"])
def test_an_event_without_a_change(name: str) -> None:
    with pytest.raises(FtpolicyError) as told:
        ci_event({"GITHUB_EVENT_NAME": name})
    shown = name.replace("\n", "\\n")
    assert str(told.value) == (
        f"a `{shown}` event names no change to judge; run on `pull_request` and `merge_group`,"
        " or give the target: `ftpolicy check --ci --base origin/main`"
    )


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            {**_MERGE_REQUEST, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": ""},
            "`CI_MERGE_REQUEST_TARGET_BRANCH_NAME` is ``, which is no branch name",
        ),
        (
            {**_GITLAB, "CI_COMMIT_SHA": "-x"},
            "`CI_COMMIT_SHA` is `-x`, which is no commit id",
        ),
        (
            {**_AZURE, "BUILD_REASON": "PullRequest"},
            "`SYSTEM_PULLREQUEST_TARGETBRANCH` is ``, which is no branch name",
        ),
        (
            {**_BITBUCKET, "BITBUCKET_BRANCH": "a b"},
            "the branch that Bitbucket names is `refs/heads/a b`, which is no branch name",
        ),
        (
            {"CHANGE_TARGET": "a..b"},
            "`CHANGE_TARGET` is `a..b`, which is no branch name",
        ),
    ],
    ids=["gitlab-no-target", "gitlab-commit", "azure-no-target", "bitbucket-branch", "jenkins"],
)
def test_variables_that_cannot_be(environment: dict[str, str], message: str) -> None:
    with pytest.raises(FtpolicyError) as told:
        ci_event(environment)
    assert str(told.value) == message
