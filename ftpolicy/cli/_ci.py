"""The change that the CI means, for the commands that judge."""

from __future__ import annotations

import os

from ftpolicy.changes.event import Event
from ftpolicy.cli._judge import in_pull_request
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.values import replace


def ci_change_set(base: str | None = None, head: str | None = None) -> ChangeSet | None:
    """What the CI run judges, None where neither an event nor a base is known.

    A base that is named, here or by FTPOLICY_BASE, is used instead of the event's.
    """
    from ftpolicy.changes.ci import of_event
    from ftpolicy.changes.commits import between

    base = base or os.environ.get("FTPOLICY_BASE") or None
    head = head or os.environ.get("FTPOLICY_HEAD") or None
    event = _event(needed=base is None)
    if event is not None:
        return of_event(event, os.getcwd(), base, head)
    if base is None:
        return None
    return replace(between(base, head or "HEAD", os.getcwd()), proposal=in_pull_request())


def _event(*, needed: bool) -> Event | None:
    """The event of this run; one that says nothing is an error only when it is needed."""
    from ftpolicy.changes.ci_event import ci_event

    try:
        return ci_event(os.environ)
    except FtpolicyError:
        if needed:
            raise
        return None


def by_the_base(tree: ChangeSet) -> ChangeSet:
    """A work tree of a pull request, under the policy that the request must not choose."""
    change_set = ci_change_set()
    if change_set is None:
        raise FtpolicyError(
            "in a pull request the work tree must not be judged by its own policy;"
            " give the target: `ftpolicy check --base origin/main`"
        )
    return replace(tree, policy_trees=change_set.policy_trees, base=change_set.base)
