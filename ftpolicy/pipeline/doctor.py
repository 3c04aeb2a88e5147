"""How the gate of a repository could be passed by, at its base and at its head."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Snapshot
from ftpolicy.model.finding import Severity
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass
from ftpolicy.policy.load import BUILT_IN, FILE, Policy, load
from ftpolicy.records.find import find as find_records
from ftpolicy.wiring.gap import Gap, gap
from ftpolicy.wiring.gitlab import FILE as GITLAB_FILE
from ftpolicy.wiring.gitlab import gitlab_gaps
from ftpolicy.wiring.hooks import FILES as HOOK_FILES
from ftpolicy.wiring.hooks import hook_gaps
from ftpolicy.wiring.others import other_gaps
from ftpolicy.wiring.owners import owner_gaps
from ftpolicy.wiring.protection import protection_gaps
from ftpolicy.wiring.workflows import gate_jobs, job_gaps, workflow_paths

_BASELINE = ".ftpolicy-baseline.yaml"
_DECISIONS = "decisions/"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The gaps at the head, those that the base does not have, and those that only it has."""

    gaps: tuple[Gap, ...]
    new: tuple[Gap, ...] = ()
    mended: tuple[Gap, ...] = ()

    @property
    def open(self) -> bool:
        """Whether a change can pass the gate by."""
        return any(one.severity is Severity.ERROR for one in self.gaps)


def diagnose(head: Snapshot, base: Snapshot | None, today: date) -> Diagnosis:
    """What is wrong at the head; with a base also what the change brings and mends."""
    gaps = examine(head, today)
    if base is None:
        return Diagnosis(gaps)
    before = examine(base, today)
    was, now = {one.key for one in before}, {one.key for one in gaps}
    return Diagnosis(
        gaps,
        tuple(one for one in gaps if one.key not in was),
        tuple(one for one in before if one.key not in now),
    )


def examine(tree: Snapshot, today: date) -> tuple[Gap, ...]:
    """The gaps of one tree, the worst first, each of them once."""
    found = sorted(set(_gaps(tree, today)), key=_order)
    return tuple(found)


def gate_in(tree: Snapshot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the jobs of GitHub that run the gate, and the files of GitHub and GitLab."""
    hooked, _ = hook_gaps(tree)
    jobs, _ = gate_jobs(tree, by_hook=hooked)
    on_gitlab, _ = gitlab_gaps(tree, by_hook=hooked)
    files = (*(job.path for job in jobs), *((GITLAB_FILE,) if on_gitlab else ()))
    return tuple(dict.fromkeys(job.name for job in jobs)), tuple(dict.fromkeys(files))


def _order(one: Gap) -> tuple[int, Location, str, str]:
    return -one.severity.rank, one.location, one.name, one.message


def _gaps(tree: Snapshot, today: date) -> Iterator[Gap]:
    hooked, of_hook = hook_gaps(tree)
    jobs, hidden = gate_jobs(tree, by_hook=hooked)
    on_gitlab, of_gitlab = gitlab_gaps(tree, by_hook=hooked)
    elsewhere, of_others = other_gaps(tree)
    yield from (*of_hook, *hidden, *of_gitlab, *of_others)
    for job in jobs:
        yield from job_gaps(job)
    yield from protection_gaps(tree, jobs)
    if not (jobs or on_gitlab or elsewhere):
        place = next(workflow_paths(tree), "") or _first(tree, GITLAB_FILE) or FILE
        yield gap("no-gate", "no CI file runs ftpolicy on a pull or merge request", Location(place))
    policy = None
    try:
        policy = load((tree,), today)
    except FtpolicyError as why:
        yield gap("unreadable", " ".join(str(why).split()), Location(FILE))
    if policy is not None and policy.mode != "block":
        yield gap("milder-mode", f"the policy's mode is `{policy.mode}`", Location(policy.source))
    parts = [policy.source if policy is not None and policy.source != BUILT_IN else FILE]
    parts += [job.path for job in jobs]
    files = (_BASELINE, *HOOK_FILES, *((GITLAB_FILE,) if on_gitlab else ()))
    parts += [path for path in files if tree.entry(path) is not None]
    yield from owner_gaps(tree, parts, _decisions(tree, policy))


def _decisions(tree: Snapshot, policy: Policy | None) -> tuple[str, ...]:
    if policy is not None:
        book = find_records(tree, policy.records, policy.exclude, None)
        return tuple(record.path for record in book.records)
    return tuple(it.path for it in tree.entries() if it.path.startswith(_DECISIONS))


def _first(tree: Snapshot, path: str) -> str:
    return path if tree.entry(path) is not None else ""
