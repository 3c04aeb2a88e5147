"""What `check` and `hook` share: policy, report, formats, exit code."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone

from ftpolicy import report as formats
from ftpolicy.changes.git import inside, root_of
from ftpolicy.cli._approvals import with_approvals
from ftpolicy.cli._host import links, tell_github
from ftpolicy.cli._output import remark, say, write
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet, ScopeKind
from ftpolicy.model.finding import Report, Severity
from ftpolicy.model.values import dataclass, replace
from ftpolicy.pipeline import check
from ftpolicy.policy.load import Policy, load, load_file
from ftpolicy.report.safe import safe

FINDINGS = 1
_NOT_MEASURED = "the record's claims were taken as written; no evidence was measured"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for besides the scope."""

    format: str = "text"
    outputs: tuple[tuple[str, str], ...] = ()
    fail_on: str = "error"
    policy_file: str | None = None
    policy_from: str = "base"
    as_of: date | None = None
    whole: bool = False
    evidence: bool = True


def in_ci() -> bool:
    """Whether a CI runs us."""
    return os.environ.get("CI", "").lower() in ("true", "1") or "GITHUB_ACTIONS" in os.environ


def in_pull_request() -> bool:
    """Whether the environment is that of a pull or merge request, where the author is untrusted."""
    environment = os.environ
    return (
        environment.get("GITHUB_EVENT_NAME", "").startswith("pull_request")
        or environment.get("GITHUB_EVENT_NAME") == "merge_group"
        or bool(environment.get("CI_MERGE_REQUEST_IID"))
        or environment.get("BUILD_REASON") == "PullRequest"
        or bool(environment.get("BITBUCKET_PR_ID"))
        or bool(environment.get("CHANGE_ID"))
    )


def judge(change_set: ChangeSet, wishes: Wishes) -> int:
    """Judge, print and write the report; returns the exit code."""
    today = wishes.as_of or datetime.now(timezone.utc).date()
    policy, notes = _policy(change_set, wishes, today)
    found = check(
        change_set, policy, today, whole=wishes.whole, notes=notes, evidence=wishes.evidence
    )
    if not wishes.evidence and any(case.case.decision for case in found.cases):
        found = _with_note(found, _NOT_MEASURED)
    found = with_approvals(found, change_set, policy, today)
    found = replace(found, links=links(found.head))
    for name, path in wishes.outputs:
        write(path, formats.render(name, found))
    if "github" in (wishes.format, *dict(wishes.outputs)):
        tell_github(found, wishes.outputs)
    say(formats.render(wishes.format, found))
    if wishes.format != "text":
        for note in found.notes:
            remark(f"ftpolicy: {safe(note, 600)}")
    return exit_code(found, wishes.fail_on)


def exit_code(report: Report, fail_on: str) -> int:
    """1 when something stands at or above the level that fails; observing never fails."""
    if report.policy.mode == "observe":
        return 0
    failing = report.count(Severity.ERROR)
    if fail_on == "warning":
        failing += report.count(Severity.WARNING)
    return FINDINGS if failing else 0


def _policy(change_set: ChangeSet, wishes: Wishes, today: date) -> tuple[Policy, tuple[str, ...]]:
    root = root_of(os.getcwd()) or os.getcwd()
    if wishes.policy_file is not None:
        return _policy_of_file(wishes.policy_file, change_set, today, root), ()
    if wishes.policy_from == "head":
        if in_pull_request():
            raise FtpolicyError(
                "`--policy-from head` is refused in a pull request, where the change must not"
                " choose the policy that judges it; merge the policy first"
            )
        note = "judged by the policy of the change itself (`--policy-from head`), not the base's"
        return load((change_set.after,), today, root), (note,)
    try:
        return load(change_set.policy_trees, today, root), ()
    except FtpolicyError as why:
        if change_set.scope is ScopeKind.TREE:
            raise
        raise FtpolicyError(
            f"{why}\nthat is the policy before this change; whoever owns it judges a repair with"
            " `ftpolicy check --policy-from head`"
        ) from why


def _policy_of_file(path: str, change_set: ChangeSet, today: date, root: str) -> Policy:
    if in_pull_request() and inside(os.path.realpath(path), os.path.realpath(root)):
        raise FtpolicyError(
            f"`--policy {path}` is refused in a pull request: the file lies inside the"
            " repository, where the change could have written it; keep it outside"
        )
    try:
        with open(path, "rb") as handle:
            data = handle.read(1 << 20)
    except OSError as why:
        raise FtpolicyError(f"cannot read the policy `{path}`: {why.strerror}") from why
    return load_file(data, path, today, root, change_set.policy_trees)


def _with_note(report: Report, note: str) -> Report:
    return replace(report, notes=(*report.notes, note))
