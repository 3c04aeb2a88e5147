"""GitHub workflows: which of them run the gate, and how they could let a change pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftpolicy.model.change import Snapshot
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Location, MapNode, Node, Scalar
from ftpolicy.model.values import dataclass
from ftpolicy.wiring.commands import runs_gate, script_gaps
from ftpolicy.wiring.gap import Gap, gap
from ftpolicy.wiring.nodes import (
    child,
    document,
    entries,
    items,
    key_place,
    place_of,
    scalars,
    text,
    texts,
)
from ftpolicy.wiring.triggers import trigger_gaps

FOLDERS = (".github/workflows/", ".forgejo/workflows/", ".gitea/workflows/")
_HASH = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST = regex(r"@sha256:[0-9a-f]{64}$")
_ALWAYS = regex(r"(\$\{\{)?\s*(always\(\)|!\s*cancelled\(\))\s*(\}\})?")
_REASONS = (
    ("head.repo", "forks"),
    ("fork", "forks"),
    ("label", "requests with or without a label"),
    ("actor", "some authors"),
    ("user.login", "some authors"),
    ("draft", "drafts"),
    ("title", "some titles"),
    ("message", "some commit messages"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """A job that runs the gate."""

    path: str
    id: Scalar
    body: MapNode
    workflow: MapNode
    by_hook: bool

    @property
    def name(self) -> str:
        """The name of the check that a forge shows."""
        return text(self.body.get("name")) or self.id.text


def workflow_paths(tree: Snapshot) -> Iterator[str]:
    for entry in tree.entries():
        if entry.path.startswith(FOLDERS) and entry.path.endswith((".yml", ".yaml")):
            yield entry.path


def gate_jobs(tree: Snapshot, *, by_hook: bool) -> tuple[tuple[Job, ...], tuple[Gap, ...]]:
    """The jobs that run the gate, and the workflows that may and cannot be read."""
    jobs: list[Job] = []
    hidden: list[Gap] = []
    for path in workflow_paths(tree):
        workflow = document(tree, path)
        if isinstance(workflow, Gap):
            hidden.append(workflow)
        elif workflow is not None:
            for name, body in entries(workflow.get("jobs")):
                if isinstance(body, MapNode) and _is_gate(body, by_hook):
                    jobs.append(Job(path, name, body, workflow, by_hook))
    return tuple(jobs), tuple(hidden)


def _is_gate(body: Node, by_hook: bool) -> bool:
    steps = items(child(body, "steps"))
    return _uses_gate(text(child(body, "uses")), by_hook) or any(
        _step_is_gate(step, by_hook) for step in steps
    )


def _step_is_gate(step: Node, by_hook: bool) -> bool:
    run = text(child(step, "run"))
    return _uses_gate(text(child(step, "uses")), by_hook) or runs_gate(run, by_hook=by_hook)


def _uses_gate(uses: str, by_hook: bool) -> bool:
    named = uses.partition("@")[0].lower()
    return "ftpolicy" in named or (by_hook and named == "pre-commit/action")


def job_gaps(job: Job) -> Iterator[Gap]:
    """All that is wrong with one job that runs the gate."""
    yield from trigger_gaps(job.workflow, job.path)
    yield from _conditions(job.body, job.path, "job")
    if job.body.get("needs") is not None and not _ALWAYS.fullmatch(text(job.body.get("if"))):
        yield gap(
            "needs", "the gate's job needs other jobs", key_place(job.body, "needs", job.path)
        )
    for holder in (job.workflow, job.body):
        yield from _skips(holder, job.path)
    yield from _unpinned(child(job.body, "uses"), job.path)
    for step in items(job.body.get("steps")):
        yield from _step(step, job)


def _step(step: Node, job: Job) -> Iterator[Gap]:
    uses = child(step, "uses")
    yield from _unpinned(uses, job.path)
    if text(uses).lower().startswith("actions/checkout@"):
        yield from _checkout(step, job)
    if not _step_is_gate(step, job.by_hook):
        return
    yield from _conditions(step, job.path, "step")
    yield from _skips(step, job.path)
    if text(uses).startswith("./"):
        place = place_of(uses, job.path)
        yield gap("own-code", f"`{text(uses)}` comes from the change itself", place)
    for run in scalars(child(step, "run")):
        shell = text(child(step, "shell"))
        yield from script_gaps(run, job.path, by_hook=job.by_hook, pipefail=shell == "bash")
        if "{0}" in shell and "-e" not in shell:
            place = key_place(step, "shell", job.path)
            yield gap("failure-ignored", f"the shell `{shell}` goes on after a failure", place)


def _conditions(node: Node, path: str, what: str) -> Iterator[Gap]:
    condition = child(node, "if")
    if condition is not None and not _ALWAYS.fullmatch(text(condition).strip()):
        low = text(condition).lower()
        whom = next((who for sign, who in _REASONS if sign in low), "some runs")
        message = f"`if` on the gate's {what} skips {whom}"
        yield gap("skipped", message, key_place(node, "if", path))
    ignored = text(child(node, "continue-on-error"))
    if ignored and ignored.lower() != "false":
        place = key_place(node, "continue-on-error", path)
        yield gap("failure-ignored", f"`continue-on-error` on the gate's {what}", place)


def _skips(node: Node, path: str) -> Iterator[Gap]:
    for name, value in entries(child(node, "env")):
        if name.text == "SKIP" and "ftpolicy" in text(value):
            place = Location(path, name.line, name.column)
            yield gap("hook-skipped", "`SKIP` leaves ftpolicy out", place)


def _unpinned(uses: Node | None, path: str) -> Iterator[Gap]:
    named, _, ref = text(uses).partition("@")
    if not named or named.startswith("./") or _HASH.fullmatch(ref):
        return
    if named.startswith("docker://"):
        if _DIGEST.search(text(uses)):
            return
        ref = text(uses).rpartition(":")[2]
    shown = f"`{named}` is pinned to `{ref}`" if ref else f"`{named}` is not pinned"
    yield gap("unpinned", f"{shown}, which can be moved", place_of(uses, path))


def _checkout(step: Node, job: Job) -> Iterator[Gap]:
    settings = child(step, "with")
    depth = text(child(settings, "fetch-depth"))
    if depth in ("", "1"):
        yield gap("shallow", "the checkout fetches one commit only", place_of(step, job.path))
    ref = text(child(settings, "ref"))
    triggers = job.workflow.get("on")
    names = (*texts(triggers), *(name.text for name, _ in entries(triggers)))
    if "pull_request_target" in names and re.search(r"head|merge|pull", ref):
        place = key_place(settings, "ref", job.path)
        yield gap("untrusted-checkout", "what is proposed is checked out with secrets", place)
