"""Approvals that the policy asks for on a pull or merge request, asked of its host."""

from __future__ import annotations

import os
from datetime import date

from ftpolicy.model.change import ChangeSet
from ftpolicy.model.finding import Report
from ftpolicy.policy.load import Policy


def with_approvals(report: Report, change_set: ChangeSet, policy: Policy, today: date) -> Report:
    """The report with what the host says; raises where it cannot be asked.

    On a host that ftpolicy cannot ask the findings stay, and block.
    """
    if not change_set.proposal:
        return report
    from ftpolicy.review import connect
    from ftpolicy.review.settle import asks, settled
    from ftpolicy.review.target import target

    if not asks(report):
        return report
    asked = target(os.environ, "", "")
    if asked is None:
        return report
    if not asked.token:
        raise asked.missing
    return settled(report, change_set, policy, today, connect(asked), asked.head)
