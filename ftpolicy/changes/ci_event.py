"""Which change a CI run means, read from its environment; git is not asked here."""

from __future__ import annotations

from collections.abc import Mapping

from ftpolicy.changes.event import (
    Event,
    Host,
    Proposal,
    Push,
    Whole,
    branch_name,
    commit_id,
)
from ftpolicy.changes.github_event import github_event
from ftpolicy.changes.refusal import shown

GITLAB = Host("GitLab", 'set `GIT_DEPTH: "0"` in the variables of the job')
AZURE = Host("Azure Pipelines", "set `fetchDepth: 0` in the checkout step")
BITBUCKET = Host("Bitbucket", "set `clone: {depth: full}` in the step")
JENKINS = Host("Jenkins", "run `git fetch --unshallow origin`, or switch the shallow clone off")

_STARTED = ("schedule", "web", "api", "trigger", "chat", "ondemand_dast_scan", "webide")
_AZURE_PUSH = ("IndividualCI", "BatchedCI")


def ci_event(environment: Mapping[str, str]) -> Event | None:
    """What a CI run judges, None where no event is known; raises for one that is broken."""
    if environment.get("GITHUB_EVENT_NAME"):
        return github_event(environment)
    if environment.get("GITLAB_CI"):
        return _gitlab(environment)
    if environment.get("TF_BUILD"):
        return _azure(environment)
    if environment.get("BITBUCKET_BUILD_NUMBER"):
        return _bitbucket(environment)
    if environment.get("CHANGE_TARGET"):
        return _change_request(environment)
    return None


def _gitlab(environment: Mapping[str, str]) -> Event:
    head = _commit(environment, "CI_COMMIT_SHA")
    number = environment.get("CI_MERGE_REQUEST_IID")
    if number:
        target = _branch(environment, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
        source = _commit(environment, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")
        return Proposal(
            GITLAB,
            f"merge request {shown(number)} into {target}",
            target,
            head=source or head,
            merged=head if source else None,  # only a merged result or a train names the source
            head_ref=f"+refs/merge-requests/{shown(number)}/head",
        )
    source_kind = environment.get("CI_PIPELINE_SOURCE", "")
    if source_kind in _STARTED:
        return Whole(f"{source_kind} pipeline", head)
    is_branch = bool(environment.get("CI_COMMIT_BRANCH"))
    return Push(
        GITLAB,
        f"push to {shown(environment.get('CI_COMMIT_REF_NAME', '?'))}",
        before=_commit(environment, "CI_COMMIT_BEFORE_SHA"),
        head=head,
        branch=_branch(environment, "CI_COMMIT_BRANCH") if is_branch else None,
        default=_branch(environment, "CI_DEFAULT_BRANCH"),
    )


def _azure(environment: Mapping[str, str]) -> Event:
    reason = environment.get("BUILD_REASON", "")
    version = _commit(environment, "BUILD_SOURCEVERSION")
    if reason == "PullRequest":
        target = _branch(environment, "SYSTEM_PULLREQUEST_TARGETBRANCH")
        number = shown(environment.get("SYSTEM_PULLREQUEST_PULLREQUESTID", "?"))
        return Proposal(
            AZURE,
            f"pull request {number} into {target}",
            target,
            head=_commit(environment, "SYSTEM_PULLREQUEST_SOURCECOMMITID"),
            merged=version,
        )
    if reason not in _AZURE_PUSH:
        return Whole(f"{shown(reason or 'a build without a reason')}", version)
    return _without_before(AZURE, environment.get("BUILD_SOURCEBRANCH", ""), version)


def _bitbucket(environment: Mapping[str, str]) -> Event:
    number = environment.get("BITBUCKET_PR_ID")
    if number:
        target = _branch(environment, "BITBUCKET_PR_DESTINATION_BRANCH")
        return Proposal(BITBUCKET, f"pull request {shown(number)} into {target}", target)
    commit = _commit(environment, "BITBUCKET_COMMIT")
    branch = environment.get("BITBUCKET_BRANCH", "")
    return _without_before(BITBUCKET, f"refs/heads/{branch}" if branch else "", commit)


def _without_before(host: Host, ref: str, head: str | None) -> Push:
    """A push of which the host does not tell what was there before it."""
    is_branch = ref.startswith("refs/heads/")
    branch = branch_name(ref, f"the branch that {host.name} names") if is_branch else None
    return Push(host, f"push to {shown(branch or ref or '?')}", None, head, branch, None)


def _change_request(environment: Mapping[str, str]) -> Proposal:
    target = _branch(environment, "CHANGE_TARGET")
    number = shown(environment.get("CHANGE_ID") or "?")
    return Proposal(JENKINS, f"change request {number} into {target}", target)


def _commit(environment: Mapping[str, str], name: str) -> str | None:
    """The commit id in a variable; None where it is not set, or is zeros."""
    value = environment.get(name)
    return commit_id(value, f"`{name}`") if value else None


def _branch(environment: Mapping[str, str], name: str) -> str:
    return branch_name(environment.get(name, ""), f"`{name}`")
