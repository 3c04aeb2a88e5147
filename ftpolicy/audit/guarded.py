"""Whether a forge requires the gate: its settings beside what of the repository runs it."""

from __future__ import annotations

from collections.abc import Callable

from ftpolicy.audit.lines import line_of, row_of
from ftpolicy.audit.targets import Target
from ftpolicy.model.audit import (
    ABSENT,
    JUDGED,
    PRESENT,
    REQUIRED,
    SET_ASIDE,
    UNSAID,
    Gate,
    Guard,
)
from ftpolicy.model.values import replace

Asked = Callable[[Target], "Guard | None"]
"""Asks the forge of a repository; None where it came from none."""

_GITLAB = ".gitlab"
_NAME = "ftpolicy"
_EXPRESSION = "${{"


def guarded(line: str, target: Target, ask: Asked) -> str:
    """The line with what the forge says; only of a repository that tunes is it asked."""
    row = row_of(line)
    if row.state != JUDGED or all(one.state == SET_ASIDE for one in row.tuned):
        return line
    guard = ask(target)
    if guard is None:
        return line
    gate = replace(row.gate, required=required(row.gate, guard), unknown=guard.unknown)
    return line_of(replace(row, gate=gate, key="" if guard.again else row.key))


def required(gate: Gate, guard: Guard) -> str:
    """One of GUARDS. A check that bears our name counts wherever it is run."""
    if guard.unknown:
        return UNSAID
    names = (*guard.checks, *guard.workflows)
    if (
        any(_NAME in name.lower() for name in names)
        or any(_is_of(check, job) for check in guard.checks for job in gate.checks)
        or any(path in gate.files for path in guard.workflows)
        or (guard.pipelines and any(path.startswith(_GITLAB) for path in gate.files))
    ):
        return REQUIRED
    return PRESENT if gate.ci else ABSENT


def _is_of(check: str, job: str) -> bool:
    """Whether a check is a job's: a matrix and a called workflow add to its name."""
    start, expression, _ = job.partition(_EXPRESSION)
    if expression or not job:
        return bool(start.strip()) and check.startswith(start)
    return (
        check == job or check.startswith((f"{job} (", f"{job} / ")) or check.endswith(f" / {job}")
    )
