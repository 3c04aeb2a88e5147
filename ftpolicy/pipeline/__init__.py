"""One straight way, and the only place where stages meet.

change set -> candidate files -> detections -> cases -> findings -> report
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ftpolicy import __version__
from ftpolicy.detect.find import candidates, find
from ftpolicy.detect.found import Found
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.case import Case
from ftpolicy.model.change import ChangeSet, ScopeKind
from ftpolicy.model.finding import Finding, JudgedCase, PolicyInForce, Report, RuleText, Severity
from ftpolicy.model.run import GateEdit, Run
from ftpolicy.model.values import replace
from ftpolicy.parse.patterns import Patterns
from ftpolicy.pipeline.findings import findings
from ftpolicy.pipeline.lines import quoted_lines
from ftpolicy.pipeline.look import Look, detectors_in_force, look
from ftpolicy.pipeline.measured import measured, measuring
from ftpolicy.pipeline.passing import passing
from ftpolicy.pipeline.since import shifts
from ftpolicy.pipeline.sort import sort
from ftpolicy.policy import load as policy_file
from ftpolicy.policy.folders import Folders
from ftpolicy.policy.load import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftpolicy.evidence.session import Session

_ASKING = ("policy", "baseline")
"""What says how a change is judged, among the parts of the gate."""


def check(
    change_set: ChangeSet,
    policy: Policy,
    today: date,
    *,
    whole: bool = False,
    notes: tuple[str, ...] = (),
    evidence: bool = True,
) -> Report:
    """Judge a change set by a policy; `whole` when it stands for a whole tree (`--all`).

    Without `evidence` the records' claims are taken as written.
    """
    whole = whole or policy.scope == "all"
    detectors = detectors_in_force(change_set, policy)
    seen = look(change_set, policy, detectors, whole)
    session = measuring(change_set, today, whole) if evidence else None
    run = measured(sort(change_set, policy, seen, whole), session)
    notes = (*notes, *passing(change_set, policy, detectors))
    if any(edit.what in _ASKING for edit in run.gate_edits):
        try:
            coming = _coming(change_set, run.gate_edits, today)
            notes = (*notes, _after_landing(change_set, coming, today, whole, session))
        except FtpolicyError as why:
            run = replace(run, gate_edits=_broken(run.gate_edits, str(why)))
    folders = Folders(policy, today)
    found = findings(run, change_set, folders, today, whole)
    return _report(change_set, folders, run, seen, found, today, notes)


def measured_case(change_set: ChangeSet, policy: Policy, session: Session) -> Case | None:
    """The first well-shaped record of the change with all that was measured for it."""
    seen = look(change_set, policy, detectors_in_force(change_set, policy), whole=False)
    records = {change.path for change in change_set.changes}
    run = sort(change_set, policy, seen, whole=False)
    wanted = [it for it in run.cases if it.decision is not None and it.decision.path in records]
    found = measured(replace(run, cases=tuple(replace(it, touched=True) for it in wanted)), session)
    return found.cases[0] if found.cases else None


def inventory(change_set: ChangeSet, policy: Policy, named: tuple[str, ...] | None = None) -> Found:
    """The tuning files of a tree, or among the named paths of it, unjudged."""
    exclude = Patterns(policy.exclude)
    wanted = candidates(change_set.after) if named is None else named
    paths = [path for path in wanted if not exclude.match(path)]
    forks = change_set.scope is ScopeKind.TREE
    return find(change_set.after, paths, detectors_in_force(change_set, policy), forks=forks)


def _report(
    change_set: ChangeSet,
    folders: Folders,
    run: Run,
    seen: Look,
    found: tuple[Finding, ...],
    today: date,
    notes: tuple[str, ...],
) -> Report:
    from ftpolicy.rules.verdict import verdict

    of_case: dict[int | None, list[Finding]] = {}
    for one in found:
        of_case.setdefault(one.case, []).append(one)
    judged = tuple(
        JudgedCase(
            case,
            verdict(case, of_case.get(index, [])),
            shifts(case, seen.before.book, seen.was),
        )
        for index, case in enumerate(run.cases)
    )
    return Report(
        version=__version__,
        judged_at=today.isoformat(),
        label=change_set.label,
        base=change_set.base,
        head=change_set.head,
        policy=PolicyInForce(folders.source, folders.sha256, folders.mode),
        changed_files=len(change_set.changes),
        detections=seen.found.detections,
        covered=sum(bool(seen.now.live(one.path)) for one in seen.found.detections),
        cases=judged,
        findings=found,
        notes=(*change_set.notes, *folders.notes, *notes),
        lines=quoted_lines(found, change_set),
        rules=tuple(_rule_texts(found)),
    )


def _rule_texts(found: tuple[Finding, ...]) -> Iterator[RuleText]:
    """What the rules of the findings say of themselves, by code."""
    from ftpolicy.rules import load

    codes = {one.code for one in found}
    for one in sorted(load(), key=lambda it: it.rule.code):
        rule = one.rule
        if rule.code in codes:
            yield RuleText(rule.code, one.name, rule.severity, rule.summary, rule.why, rule.remedy)


def _coming(change_set: ChangeSet, edits: tuple[GateEdit, ...], today: date) -> Folders:
    """The policy that this change brings, with those of the folders where it brings one."""
    folders = Folders(policy_file.load((change_set.after,), today), today)
    for edit in edits:
        folders.of((edit.path,))
    return folders


def _after_landing(
    change_set: ChangeSet, coming: Folders, today: date, whole: bool, session: Session | None
) -> str:
    """What the policy that this change brings would say; it decides nothing yet."""
    policy = coming.root
    seen = look(change_set, policy, detectors_in_force(change_set, policy), whole)
    run = measured(sort(change_set, policy, seen, whole), session)
    found = findings(run, change_set, coming, today, whole)
    errors = sum(it.severity is Severity.ERROR and it.stands for it in found)
    outcome = (
        "would pass" if not errors else f"would find {errors} error{'' if errors == 1 else 's'}"
    )
    return f"judged by the base's policy; under the policy of this change it {outcome}"


def _broken(edits: tuple[GateEdit, ...], why: str) -> tuple[GateEdit, ...]:
    """The edits of the gate, with why the policy or baseline among them cannot be read."""
    fault = " ".join(why.split())
    return tuple(replace(it, fault=fault) if it.what in _ASKING else it for it in edits)
