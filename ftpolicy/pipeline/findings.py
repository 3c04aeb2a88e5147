"""Rules over cases and run, then severities, then baseline and waivers, then what these left."""

from __future__ import annotations

from datetime import date

from ftpolicy.model.case import Case
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.finding import Finding
from ftpolicy.model.run import Asked, Run
from ftpolicy.model.values import replace
from ftpolicy.policy import baseline, waivers
from ftpolicy.policy.folders import Folders
from ftpolicy.policy.load import Policy
from ftpolicy.policy.weigh import weigh


def asked(change_set: ChangeSet, policy: Policy, today: date, whole: bool) -> Asked:
    """What a policy asks of this change set."""
    return Asked(
        today=today,
        limits=policy.limits,
        profile_limits=policy.profile_limits,
        enforcing=change_set.enforcing,
        proposal=change_set.proposal,
        whole_tree=whole,
        required_fields=policy.required_fields,
        experiment_paths=policy.experiment_paths,
        experiment_max=policy.experiment_max,
        approvals=policy.approvals,
        evidence_least=policy.evidence_least,
    )


def findings(
    run: Run, change_set: ChangeSet, folders: Folders, today: date, whole: bool
) -> tuple[Finding, ...]:
    """The findings by case and place; each case is judged by the policy of its own files."""
    from ftpolicy.rules.judge import AFTER_WAIVERS, judge_case, judge_run

    root = asked(change_set, folders.root, today, whole)
    raised: list[Finding] = [*judge_run(run, root, without=AFTER_WAIVERS)]
    for index, case in enumerate(run.cases):
        of_case = asked(change_set, folders.of(_files(case)), today, whole)
        raised += judge_case(case, index, of_case)
    held = baseline.apply(_weighed(raised, run, folders, today), run.cases, folders.root.baseline)
    kept, uses = waivers.apply(
        held,
        folders.root.waivers,
        lambda one: _policy(one, run, folders).limits.max_waiver,
        today,
        paths=lambda one: _paths(one, run),
    )
    uses = tuple(
        replace(use, touched=_touched(use.finding, run)) if use.finding is not None else use
        for use in uses
    )
    late = judge_run(replace(run, waiver_uses=uses), root, only=AFTER_WAIVERS)
    return tuple(sorted((*kept, *_weighed([*late], run, folders, today)), key=_place))


def _weighed(raised: list[Finding], run: Run, folders: Folders, today: date) -> tuple[Finding, ...]:
    ruled = [(one, _policy(one, run, folders)) for one in raised]
    mode = folders.mode
    weighed = (weigh(one, _case(one, run), policy, today, mode) for one, policy in ruled)
    return tuple(one for one in weighed if one is not None)


def _case(one: Finding, run: Run) -> Case | None:
    return run.cases[one.case] if one.case is not None else None


def _policy(one: Finding, run: Run, folders: Folders) -> Policy:
    """What judges a finding: the policy of its case's files, without a case that of its place.

    The gate itself is the root's, so that a folder's policy that is broken can be mended.
    """
    case = _case(one, run)
    if case is None and not waivers.waivable(one.code):
        return folders.root
    return folders.of(_files(case) if case is not None else (one.location.path,))


def _files(case: Case) -> tuple[str, ...]:
    """The record of a case and its tuning files."""
    record = (case.record.path,) if case.record is not None else ()
    return (*record, *(each.path for each in case.detections))


def _paths(one: Finding, run: Run) -> tuple[str, ...]:
    """The paths by which a waiver may mean a finding: its place, its record, its tuning files."""
    case = _case(one, run)
    tuned = tuple(each.path for each in case.detections) if case is not None else ()
    return (one.location.path, *((one.record,) if one.record is not None else ()), *tuned)


def _touched(one: Finding, run: Run) -> bool:
    return one.case is None or run.cases[one.case].touched


def _place(one: Finding) -> tuple[int, str, int, int, str, str]:
    place = one.location
    return (
        -1 if one.case is None else one.case,
        place.path,
        place.line,
        place.column,
        one.code,
        one.message,
    )
