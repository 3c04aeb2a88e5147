"""The approvals of a report asked for: FT010 goes, or says whose approval is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from ftpolicy.model.case import Case
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.finding import Finding, JudgedCase, Report, Severity
from ftpolicy.model.values import replace
from ftpolicy.policy.folders import Folders
from ftpolicy.policy.load import Policy
from ftpolicy.review.approvals import Outcome, Questions, Terms, weighed
from ftpolicy.review.decision import Decisions
from ftpolicy.review.host import Host, Opinion, Person
from ftpolicy.rules.verdict import verdict

_CODE = "FT010"
_MOST_NAMES = 8


def asks(report: Report) -> bool:
    """Whether a host must be asked at all; a note needs no answer."""
    return any(_open(one) for one in report.findings)


def settled(
    report: Report, change_set: ChangeSet, policy: Policy, today: date, host: Host, head: str
) -> Report:
    """The report with what the host says of approvals; raises where the host does not say it."""
    folders = Folders(policy, today)
    decisions = Decisions(change_set, policy)
    asked = _Asked(host, head)
    found: list[Finding] = []
    for one in report.findings:
        record = _record(report, one)
        if not _open(one) or record is None or one.case is None:
            found.append(one)
            continue
        case = report.cases[one.case].case
        terms = folders.of(_paths(case))
        outcome = asked.outcome(terms, _outdated(decisions, head, record, terms.approval_stale_on))
        if not outcome.enough:
            found.append(replace(one, message=_message(outcome), remedy=_remedy(terms)))
    return _judged_again(report, tuple(found))


class _Asked:
    """The host's answers, each question asked once."""

    def __init__(self, host: Host, head: str) -> None:
        self._host = host
        self._head = head
        self._opinions = cache(host.opinions)
        self._pushers = cache(host.pushers)
        self._may_write: Callable[[Person], bool] = cache(host.may_write)
        self._in_team: Callable[[str, Person], bool] = cache(host.in_team)

    def outcome(self, policy: Policy, outdated: Callable[[str | None], str]) -> Outcome:
        opinions: Iterable[Opinion] = self._opinions()
        terms = Terms(
            count=policy.approvals,
            approvers=policy.approvers,
            author=self._host.request().author,
            pushers=self._pushers(self._head) if policy.exclude_last_pusher else (),
        )
        return weighed(opinions, terms, Questions(self._may_write, self._in_team, outdated))


def _open(one: Finding) -> bool:
    return one.code == _CODE and one.stands and one.severity is not Severity.NOTE


def _record(report: Report, one: Finding) -> str | None:
    decision = report.cases[one.case].case.decision if one.case is not None else None
    return decision.id if decision is not None else None


def _paths(case: Case) -> tuple[str, ...]:
    record = (case.record.path,) if case.record is not None else ()
    return (*record, *(one.path for one in case.detections))


def _outdated(
    decisions: Decisions, head: str, record: str, stale_on: str
) -> Callable[[str | None], str]:
    return lambda commit: decisions.outdated(commit, head, record, stale_on)


def _message(outcome: Outcome) -> str:
    parts = [f"{len(outcome.approved)} of {outcome.count} approvals that the policy asks for"]
    parts += [f"`{login}` approved" for login in outcome.approved[:_MOST_NAMES]]
    parts += [f"`{login}` asks for changes" for login in outcome.objecting[:_MOST_NAMES]]
    parts += [f"not counted: `{login}` {why}" for login, why in outcome.ignored[:_MOST_NAMES]]
    return "; ".join(parts)


def _remedy(policy: Policy) -> str:
    names = ", ".join(f"`{name}`" for name in policy.approvers[:_MOST_NAMES])
    whom = names or "people with write access"
    return f"Ask {whom} to approve this decision as it stands; an author's approval counts nothing."


def _judged_again(report: Report, found: tuple[Finding, ...]) -> Report:
    cases = tuple(
        JudgedCase(
            one.case,
            verdict(one.case, [it for it in found if it.case == index]),
            one.shifts,
        )
        for index, one in enumerate(report.cases)
    )
    used = {one.code for one in found}
    rules = tuple(one for one in report.rules if one.code in used)
    return replace(report, findings=found, cases=cases, rules=rules)
