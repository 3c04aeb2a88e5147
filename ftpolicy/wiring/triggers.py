"""When a GitHub workflow runs, and for which changes it does not."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.source import Location, MapNode, Node
from ftpolicy.wiring.gap import Gap, gap
from ftpolicy.wiring.nodes import child, entries, key_place, texts

_REQUESTS = ("pull_request", "pull_request_target")
_NEEDED_TYPES = ("opened", "synchronize", "reopened")


def trigger_gaps(workflow: MapNode, path: str) -> Iterator[Gap]:
    """What is wrong with `on`; a workflow that is only called is judged where it is called."""
    on = workflow.get("on")
    named = dict.fromkeys(texts(on)) | {key.text: value for key, value in entries(on)}
    place = key_place(workflow, "on", path)
    requests = [name for name in _REQUESTS if name in named]
    if set(named) == {"workflow_call"}:
        return
    if not requests:
        yield gap("not-on-requests", "the gate does not run on pull requests", place)
        return
    for name in requests:
        yield from _filters(name, named[name], on, path)
    if "pull_request_target" in named:
        where = key_place(on, "pull_request_target", path)
        yield gap("target-trigger", "`pull_request_target` runs with secrets", where)
    if "merge_group" not in named:
        yield gap("not-in-queue", "the gate does not run in a merge queue", place)
    else:
        yield from _filters("merge_group", named["merge_group"], on, path)
    push = named.get("push")
    if "push" in named and child(push, "branches") is None and child(push, "tags") is None:
        yield gap("also-on-push", "the gate also runs on every push", _at(on, "push", path, place))


def _filters(name: str, trigger: Node | None, on: Node | None, path: str) -> Iterator[Gap]:
    for key in ("paths", "paths-ignore"):
        if child(trigger, key) is not None:
            place = key_place(trigger, key, path)
            yield gap("path-filter", f"`{key}` under `{name}` leaves changes out", place)
    for key in ("branches", "branches-ignore"):
        if child(trigger, key) is not None:
            place = key_place(trigger, key, path)
            yield gap("branch-filter", f"`{key}` under `{name}` leaves targets out", place)
    types = texts(child(trigger, "types"))
    missing = [one for one in _NEEDED_TYPES if one not in types]
    if types and missing and name != "merge_group":
        listed = ", ".join(f"`{one}`" for one in missing)
        place = key_place(trigger, "types", path)
        yield gap("not-on-requests", f"`types` under `{name}` lacks {listed}", place)


def _at(on: Node | None, key: str, path: str, otherwise: Location) -> Location:
    return key_place(on, key, path) if isinstance(on, MapNode) else otherwise
