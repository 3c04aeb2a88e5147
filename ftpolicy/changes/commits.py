"""The change between commits; revisions and merge bases are found by GitPython."""

from __future__ import annotations

import os

from ftpolicy.changes.entries import changes
from ftpolicy.changes.git import DIFF, attempt, command, environment, executable, failure, run
from ftpolicy.changes.refusal import shown, too_old
from ftpolicy.changes.staged import LOCAL
from ftpolicy.changes.transient import transient
from ftpolicy.changes.trees import EmptyTree, commit_tree
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Change, ChangeKind, ChangeSet, ScopeKind
from ftpolicy.model.values import replace

_DEEPEN = "run `git fetch --unshallow origin`, or set `fetch-depth: 0` in the checkout step"


def between(base: str, head: str, cwd: str) -> ChangeSet:
    """What `head` brings since it left `base`, by the policy at the tip of `base`."""
    base_id, head_id = commit(base, cwd), commit(head, cwd)
    left = merge_base(base_id, head_id, cwd)
    if left is None:
        raise _apart(base, head, cwd)
    return since(left, base_id, head_id, f"{shown(base)}...{shown(head)}", cwd)


def since(left: str, base_id: str, head_id: str, label: str, cwd: str) -> ChangeSet:
    """The change from the commit `left` to the head, by the base's policy; all by their ids."""
    before, after = commit_tree(left, cwd), commit_tree(head_id, cwd)
    return ChangeSet(
        label=label,
        scope=ScopeKind.COMMITS,
        changes=changes(run([*DIFF, left, head_id, "--"], cwd)),
        before=before,
        after=after,
        policy_trees=(commit_tree(base_id, cwd),),
        base=base_id,
        head=head_id,
        enforcing=True,
        transient=transient(left, head_id, (before, after), cwd),
    )


def push(from_ref: str, to_ref: str, cwd: str) -> ChangeSet:
    """What a push would bring; zeros stand for a branch that is new or that goes away."""
    if _is_zeros(to_ref):
        return ChangeSet(
            label="push",
            scope=ScopeKind.COMMITS,
            changes=(),
            before=EmptyTree(),
            after=EmptyTree(),
            policy_trees=(),
            notes=("the branch is deleted: nothing is judged",),
        )
    if _is_zeros(from_ref):
        return pushed_tree(to_ref, cwd)
    return replace(between(from_ref, to_ref, cwd), enforcing=False, notes=(LOCAL,))


def pushed_tree(rev: str, cwd: str) -> ChangeSet:
    """Everything in a commit as if it were added, by its own policy: nothing was there before."""
    commit_id = commit(rev, cwd)
    tree = commit_tree(commit_id, cwd)
    return ChangeSet(
        label=shown(rev),
        scope=ScopeKind.TREE,
        changes=tuple(Change(it.path, ChangeKind.ADDED, None, it) for it in tree.entries()),
        before=EmptyTree(),
        after=tree,
        policy_trees=(tree,),
        head=commit_id,
        notes=(LOCAL,),
    )


def commit(rev: str, cwd: str) -> str:
    """The id of a revision's commit; whatever it looks like, it is never read as an option."""
    found = known(rev, cwd)
    if found is not None:
        return found
    mend = _DEEPEN if is_shallow(cwd) else "fetch it first, or correct its name"
    raise FtpolicyError(f"the revision `{shown(rev)}` is not in this repository; {mend}")


def known(rev: str, cwd: str) -> str | None:
    """The id of a revision's commit, None when it is not here."""
    args = ["rev-parse", "--verify", "--end-of-options", f"{rev}^{{commit}}"]
    code, output, errors = _ask(args, cwd)
    if code == 0 and len(output) in (40, 64) and not set(output) - set("0123456789abcdef"):
        return output
    if "not a git repository" in errors or "ownership" in errors or "unsafe repo" in errors:
        raise failure(args, cwd, errors)
    old = too_old(attempt(["version"], cwd)[1])  # which says the same of every revision
    if old is not None:
        raise old
    return None


def merge_base(base: str, head: str, cwd: str) -> str | None:
    """Where two commits parted, None when nothing here joins them."""
    args = ["merge-base", base, head]
    code, output, errors = _ask(args, cwd)
    if code == 1:
        return None
    if code != 0:
        raise failure(args, cwd, errors)
    return output


def _apart(base: str, head: str, cwd: str) -> FtpolicyError:
    what = f"`{shown(base)}` and `{shown(head)}` have no commit in common"
    if is_shallow(cwd):
        return FtpolicyError(f"{what} in this shallow clone; {_DEEPEN}")
    return FtpolicyError(f"{what}; name the branch that the change will be merged into")


def is_shallow(cwd: str) -> bool:
    return _ask(["rev-parse", "--is-shallow-repository"], cwd)[1] == "true"


def _is_zeros(ref: str) -> bool:
    return len(ref) in (40, 64) and not ref.strip("0")


def _ask(args: list[str], cwd: str) -> tuple[int, str, str]:
    """Exit code, output and error text of git, run by GitPython with our options."""
    os.environ["GIT_PYTHON_GIT_EXECUTABLE"] = executable(cwd)  # what the import below runs
    from git.cmd import Git

    code, output, errors = Git().execute(
        command(args, cwd),
        env={**dict.fromkeys(os.environ, ""), **environment()},  # it adds to ours what we drop
        with_extended_output=True,
        with_exceptions=False,
        stdout_as_string=True,
    )
    return code, str(output), str(errors)
