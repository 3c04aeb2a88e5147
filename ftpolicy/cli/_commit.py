"""What a commit, merge or push brings, by what git and pre-commit tell their hooks."""

from __future__ import annotations

import os
from datetime import date

from ftpolicy.cli._judge import Wishes, in_ci, judge
from ftpolicy.cli._output import say
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ScopeKind
from ftpolicy.model.values import replace

_NOTHING = (
    "ftpolicy: nothing is staged, so nothing was judged\n"
    "everything: ftpolicy check --all (or pre-commit run ftpolicy-all --hook-stage manual)\n"
    "a branch, as CI does: ftpolicy check --base origin/main\n"
)


def judge_commit(as_of: date | None = None) -> int:
    """Judge the change at hand as on a day (default: today); returns the exit code."""
    wishes = Wishes(as_of=as_of)
    environment = os.environ
    source = environment.get("PRE_COMMIT_FROM_REF") or environment.get("PRE_COMMIT_ORIGIN")
    target = environment.get("PRE_COMMIT_TO_REF") or environment.get("PRE_COMMIT_SOURCE")
    if source and target:
        from ftpolicy.changes.commits import push

        return judge(push(source, target, os.getcwd()), wishes)
    if environment.get("PRE_COMMIT_REMOTE_NAME"):
        from ftpolicy.changes.commits import pushed_tree

        branch = environment.get("PRE_COMMIT_LOCAL_BRANCH") or "HEAD"
        return judge(pushed_tree(branch, os.getcwd()), replace(wishes, whole=True))
    from ftpolicy.changes.staged import staged

    change_set = staged(os.getcwd())
    if change_set.changes:
        return judge(change_set, wishes)
    from ftpolicy.cli._ci import ci_change_set

    meant = ci_change_set()
    if meant is not None:
        return judge(meant, replace(wishes, whole=meant.scope is ScopeKind.TREE))
    if in_ci():
        raise FtpolicyError(
            "nothing is staged in this CI run and nothing says what to judge; run"
            " `ftpolicy check --base origin/main`, or pre-commit with --from-ref and --to-ref"
        )
    say(_NOTHING)
    return 0
