"""`ftpolicy doctor`: how the gate of this repository could be passed by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timezone

import click

from ftpolicy.cli._ci import ci_change_set
from ftpolicy.cli._options import both_ends, enter, in_folder
from ftpolicy.cli._output import say
from ftpolicy.model.change import Snapshot
from ftpolicy.model.finding import Severity
from ftpolicy.pipeline.doctor import Diagnosis, diagnose
from ftpolicy.report.folding import folded
from ftpolicy.report.json_report import Value, dumps
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import counted
from ftpolicy.wiring.gap import Gap

_OPEN = 1


@click.command(name="doctor")
@click.option("--base", metavar="REF", help="Also say what --head changes about the gate of REF.")
@click.option("--head", metavar="REF", help="The other end of --base (default: HEAD).")
@in_folder
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(base: str | None, head: str | None, folder: str, form: str) -> int:
    """Look for ways past the gate in hook settings, workflows and CODEOWNERS.

    \b
    ftpolicy doctor                      the work tree; in CI the change of its event
    ftpolicy doctor --base origin/main   this branch, and what it changes about the gate
    """
    both_ends(base, head)
    enter(folder)
    after, before = _trees(base, head)
    found = diagnose(after, before, datetime.now(timezone.utc).date())
    say(_json(found) if form == "json" else "".join(f"{line}\n" for line in _text(found)))
    return _OPEN if found.open else 0


def _trees(base: str | None, head: str | None) -> tuple[Snapshot, Snapshot | None]:
    """The tree that is looked at and the one that it is compared with, None without a base."""
    from ftpolicy.changes.commits import between
    from ftpolicy.changes.worktree import worktree

    if base is not None:
        change_set = between(base, head or "HEAD", os.getcwd())
    else:
        change_set = ci_change_set() or worktree(os.getcwd())
    policy = next(iter(change_set.policy_trees), None)
    return change_set.after, policy if policy is not change_set.after else None


def _text(found: Diagnosis) -> Iterator[str]:
    for one in found.gaps:
        yield from _block(one, " (this change brings it)" if one in found.new else "")
    for one in found.mended:
        yield f"mended by this change: {safe(one.message)} ({_place(one)})"
    errors = sum(one.severity is Severity.ERROR for one in found.gaps)
    warnings = sum(one.severity is Severity.WARNING for one in found.gaps)
    ways = counted(errors, "way") + " past the gate" if errors else "no way past the gate was found"
    yield f"ftpolicy: {ways}, {counted(warnings, 'warning')}"


def _block(one: Gap, mark: str) -> Iterator[str]:
    head = f"{one.severity.value}[{one.name}]: {safe(one.message, 600)}{mark}"
    yield from folded(head, then="  ")
    yield f" --> {_place(one)}"
    yield from folded(one.remedy, "  = ", "    ")
    yield ""


def _place(one: Gap) -> str:
    return f"{safe(one.location.path)}:{one.location.line}:{one.location.column}"


def _json(found: Diagnosis) -> str:
    return dumps(
        {
            "schema_version": 1,
            "open": found.open,
            "gaps": [{**_fields(one), "new": one in found.new} for one in found.gaps],
            "mended": [_fields(one) for one in found.mended],
        }
    )


def _fields(one: Gap) -> dict[str, Value]:
    return {
        "name": one.name,
        "severity": one.severity.value,
        "path": safe(one.location.path, 4096),
        "line": one.location.line,
        "column": one.location.column,
        "message": safe(one.message, 600),
        "remedy": one.remedy,
    }
