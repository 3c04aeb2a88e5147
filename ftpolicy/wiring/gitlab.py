"""GitLab CI files: the jobs that run the gate, and how they could let a change pass."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import MapNode, Node, Scalar
from ftpolicy.wiring.commands import runs_gate, script_gaps
from ftpolicy.wiring.gap import Gap, gap
from ftpolicy.wiring.nodes import (
    child,
    document,
    entries,
    is_true,
    items,
    key_place,
    place_of,
    scalars,
    text,
    texts,
)

FILE = ".gitlab-ci.yml"
FOLDER = ".gitlab/"
_HASH_LENGTHS = (40, 64)
_REQUEST = "merge_request"


def gitlab_paths(tree: Snapshot) -> Iterator[str]:
    for entry in tree.entries():
        if entry.path == FILE or (
            entry.path.startswith(FOLDER) and entry.path.endswith((".yml", ".yaml"))
        ):
            yield entry.path


def gitlab_gaps(tree: Snapshot, *, by_hook: bool) -> tuple[bool, tuple[Gap, ...]]:
    """Whether some job or include runs the gate, and what is wrong with those."""
    found = False
    gaps: list[Gap] = []
    for path in gitlab_paths(tree):
        pipeline = document(tree, path)
        if isinstance(pipeline, Gap):
            gaps.append(pipeline)
            continue
        for include in _includes(pipeline):
            found = True
            gaps += _include(include, path)
        for name, job in entries(pipeline):
            if isinstance(job, MapNode) and _is_gate(job, by_hook):
                found = True
                gaps += _job(name, job, pipeline, path, by_hook)
    return found, tuple(gaps)


def _is_gate(job: MapNode, by_hook: bool) -> bool:
    return any(runs_gate(line.text, by_hook=by_hook) for line in scalars(job.get("script")))


def _includes(pipeline: MapNode | None) -> Iterator[Node]:
    """The includes that bring the gate by their name."""
    include = child(pipeline, "include")
    for one in items(include) or ((include,) if include is not None else ()):
        names = [text(value) for _, value in entries(one)] or [text(one)]
        files = [name for _, value in entries(one) for name in texts(value)]
        if any("ftpolicy" in name.lower() for name in (*names, *files)):
            yield one


def _include(include: Node, path: str) -> Iterator[Gap]:
    component = text(child(include, "component"))
    ref = text(child(include, "ref")) or component.rpartition("@")[2]
    place = place_of(include, path)
    if child(include, "local") is not None or isinstance(include, Scalar):
        return
    if len(ref) not in _HASH_LENGTHS:
        shown = f"at `{ref}`" if ref else "at its default branch"
        yield gap("unpinned", f"the gate is included {shown}, which can be moved", place)


def _job(
    name: Scalar, job: MapNode, pipeline: MapNode | None, path: str, by_hook: bool
) -> Iterator[Gap]:
    if child(job, "allow_failure") is not None and text(job.get("allow_failure")) != "false":
        place = key_place(job, "allow_failure", path)
        yield gap("failure-ignored", f"`allow_failure` on `{name.text}`", place)
    if text(job.get("when")) in ("manual", "never", "on_failure"):
        place = key_place(job, "when", path)
        yield gap("skipped", f"`{name.text}` runs `when: {text(job.get('when'))}`", place)
    if job.get("needs") is not None and items(job.get("needs")):
        place = key_place(job, "needs", path)
        yield gap("needs", f"`{name.text}` needs other jobs", place)
    yield from _rules(name, job, path)
    yield from _depth(name, job, pipeline, path)
    for line in scalars(job.get("script")):
        yield from script_gaps(line, path, by_hook=by_hook, pipefail=True)


def _rules(name: Scalar, job: MapNode, path: str) -> Iterator[Gap]:
    rules = job.get("rules")
    for rule in items(rules):
        if child(rule, "changes") is not None or child(rule, "exists") is not None:
            yield gap(
                "path-filter", f"a rule of `{name.text}` asks for paths", place_of(rule, path)
            )
        if is_true(child(rule, "allow_failure")):
            place = key_place(rule, "allow_failure", path)
            yield gap("failure-ignored", f"a rule of `{name.text}` allows its failure", place)
        if text(child(rule, "when")) in ("manual", "never") and _REQUEST in text(child(rule, "if")):
            yield gap(
                "skipped", f"a rule of `{name.text}` leaves requests out", place_of(rule, path)
            )
    asked = [text(child(rule, "if")) for rule in items(rules)]
    only = texts(job.get("only")) + texts(child(job.get("only"), "refs"))
    for key in ("only", "except"):
        if child(job.get(key), "changes") is not None:
            place = key_place(job, key, path)
            yield gap("path-filter", f"`{key}` of `{name.text}` asks for paths", place)
    runs = any(not one or _REQUEST in one.lower() for one in asked) if asked else False
    if not runs and "merge_requests" not in only:
        place = key_place(job, "rules" if asked else "only", path)
        yield gap("not-on-requests", f"no rule runs `{name.text}` on merge requests", place)


def _depth(name: Scalar, job: MapNode, pipeline: MapNode | None, path: str) -> Iterator[Gap]:
    for holder in (job, pipeline):
        depth = child(child(holder, "variables"), "GIT_DEPTH")
        if depth is not None:
            if (text(depth) or text(child(depth, "value"))) == "0":
                return
            break
    place = place_of(name, path)
    yield gap("shallow", f"`{name.text}` fetches a part of the history", place)
