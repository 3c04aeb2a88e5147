"""One straight way, and the only place where stages meet.

change set -> candidate files -> detections -> cases -> findings -> report
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ftpolicy import __version__
from ftpolicy.changes import gate, odd
from ftpolicy.detect.find import Found, candidates, find
from ftpolicy.detect.named import named_outside
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.case import Case, Cleared
from ftpolicy.model.change import ChangeSet, ScopeKind
from ftpolicy.model.detection import Confidence, Detection
from ftpolicy.model.finding import Finding, JudgedCase, PolicyInForce, Report, RuleText, Severity
from ftpolicy.model.run import Asked, GateEdit, Run
from ftpolicy.parse.patterns import Patterns
from ftpolicy.pipeline.lines import quoted_lines
from ftpolicy.pipeline.look import Look, detectors_in_force, look
from ftpolicy.pipeline.measured import measured, measuring
from ftpolicy.pipeline.passing import passing
from ftpolicy.pipeline.since import shifts
from ftpolicy.policy import load as policy_file
from ftpolicy.policy import waivers
from ftpolicy.policy.load import Policy
from ftpolicy.policy.weigh import weigh
from ftpolicy.records.cover import cases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftpolicy.evidence.session import Session


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
    run = measured(_run(change_set, policy, seen), session)
    notes = (*notes, *passing(change_set, policy, detectors))
    if any(edit.what == "policy" for edit in run.gate_edits):
        try:
            coming = policy_file.load((change_set.after,), today)
            notes = (*notes, _after_landing(change_set, coming, today, whole, session))
        except FtpolicyError as why:
            run = replace(run, gate_edits=_broken(run.gate_edits, str(why)))
    findings = _findings(run, policy, _asked(change_set, policy, today, whole))
    return _report(change_set, policy, run, seen, findings, today, notes)


def measured_case(change_set: ChangeSet, policy: Policy, session: Session) -> Case | None:
    """The first well-shaped record of the change with all that was measured for it."""
    seen = look(change_set, policy, detectors_in_force(change_set, policy), whole=False)
    records = {change.path for change in change_set.changes}
    run = _run(change_set, policy, seen)
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


def _run(change_set: ChangeSet, policy: Policy, seen: Look) -> Run:
    """Sort what was seen: examples, cleared false alarms, and the cases."""
    example = Patterns(policy.examples)
    examples: list[Detection] = []
    cleared: list[Cleared] = []
    judged: list[Detection] = []
    for one in seen.found.detections:
        clearance = seen.now.clearance(one.path)
        if example.match(one.path) and not named_outside(change_set.after, one.path, example):
            examples.append(one)
        elif clearance is not None and one.confidence is Confidence.LIKELY:
            cleared.append(Cleared(one, clearance))
        else:
            judged.append(one)
    built = cases(judged, seen.now, seen.before, seen.touch, seen.orphaned)
    shown = [one.path for one in seen.found.detections]
    shown += [case.record.path for case in built if case.record is not None]
    return Run(
        cases=built,
        book=seen.now.book,
        unreadable=seen.found.unreadable,
        hidden=seen.hidden,
        odd_paths=tuple(odd.odd_paths(change_set.after, shown)),
        cleared=tuple(cleared),
        examples=tuple(examples),
        gate_edits=gate.edits(change_set, _own_parts(change_set, policy)),
    )


def _own_parts(change_set: ChangeSet, policy: Policy) -> dict[str, str]:
    """The changed files that the policy itself makes parts of the gate."""
    detectors = Patterns(policy.detector_paths)
    own = {it.path: "detector" for it in change_set.changes if detectors.match(it.path)}
    parents = {it.origin for it in policy.settings} | {it.location.path for it in policy.waivers}
    return {**own, **dict.fromkeys(parents, "policy")}


def _asked(change_set: ChangeSet, policy: Policy, today: date, whole: bool) -> Asked:
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


def _findings(run: Run, policy: Policy, asked: Asked) -> tuple[Finding, ...]:
    """Rules over cases and run, then severities, then waivers, then what waivers left."""
    from ftpolicy.rules.judge import AFTER_WAIVERS, judge_case, judge_run

    raised: list[Finding] = [*judge_run(run, asked, without=AFTER_WAIVERS)]
    for index, case in enumerate(run.cases):
        raised += judge_case(case, index, asked)
    weighed = [_weighed(one, run, policy, asked) for one in raised]
    kept, uses = waivers.apply(
        tuple(one for one in weighed if one is not None),
        policy.waivers,
        policy.limits.max_waiver,
        asked.today,
        paths=lambda one: _paths(one, run),
    )
    uses = tuple(
        replace(use, touched=_touched(use.finding, run)) if use.finding is not None else use
        for use in uses
    )
    late = judge_run(replace(run, waiver_uses=uses), asked, only=AFTER_WAIVERS)
    also = [_weighed(one, run, policy, asked) for one in late]
    findings = (*kept, *(one for one in also if one is not None))
    return tuple(sorted(findings, key=_place))


def _weighed(one: Finding, run: Run, policy: Policy, asked: Asked) -> Finding | None:
    case = run.cases[one.case] if one.case is not None else None
    return weigh(one, case, policy, asked.today)


def _paths(one: Finding, run: Run) -> tuple[str, ...]:
    """The paths by which a waiver may mean a finding: its place, its record, its tuning files."""
    case = run.cases[one.case] if one.case is not None else None
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


def _report(
    change_set: ChangeSet,
    policy: Policy,
    run: Run,
    seen: Look,
    findings: tuple[Finding, ...],
    today: date,
    notes: tuple[str, ...],
) -> Report:
    from ftpolicy.rules.verdict import verdict

    judged = tuple(
        JudgedCase(
            case,
            verdict(case, [it for it in findings if it.case == index]),
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
        policy=PolicyInForce(policy.source, policy.sha256, policy.mode),
        changed_files=len(change_set.changes),
        detections=seen.found.detections,
        covered=sum(bool(seen.now.live(one.path)) for one in seen.found.detections),
        cases=judged,
        findings=findings,
        notes=(*change_set.notes, *policy.notes, *notes),
        lines=quoted_lines(findings, change_set),
        rules=tuple(_rule_texts(findings)),
    )


def _rule_texts(findings: tuple[Finding, ...]) -> Iterator[RuleText]:
    """What the rules of the findings say of themselves, by code."""
    from ftpolicy.rules import load

    codes = {one.code for one in findings}
    for one in sorted(load(), key=lambda it: it.rule.code):
        rule = one.rule
        if rule.code in codes:
            yield RuleText(rule.code, one.name, rule.severity, rule.summary, rule.why, rule.remedy)


def _after_landing(
    change_set: ChangeSet, coming: Policy, today: date, whole: bool, session: Session | None
) -> str:
    """What the policy that this change brings would say; it decides nothing yet."""
    seen = look(change_set, coming, detectors_in_force(change_set, coming), whole)
    run = measured(_run(change_set, coming, seen), session)
    findings = _findings(run, coming, _asked(change_set, coming, today, whole))
    errors = sum(it.severity is Severity.ERROR and it.waived is None for it in findings)
    outcome = (
        "would pass" if not errors else f"would find {errors} error{'' if errors == 1 else 's'}"
    )
    return f"judged by the base's policy; under the policy of this change it {outcome}"


def _broken(edits: tuple[GateEdit, ...], why: str) -> tuple[GateEdit, ...]:
    """The edits of the gate, with why the policy among them cannot be read."""
    fault = " ".join(why.split())
    return tuple(replace(it, fault=fault) if it.what == "policy" else it for it in edits)
