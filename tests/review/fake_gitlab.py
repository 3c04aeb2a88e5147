"""GitLab's side of a merge request, number 7 of the project 42."""

from __future__ import annotations

from typing import Any

from tests.review.server import NOT_FOUND, Answer, Route, State

_PROJECT = "/api/v4/projects/42"
_MERGE = f"{_PROJECT}/merge_requests/7"


def _request(state: State) -> dict[str, Any]:
    refs = {"base_sha": "b" * 40, "start_sha": "c" * 40, "head_sha": state.head}
    author = state.person(state.author)
    return {"iid": 7, "sha": state.head, "author": author, "diff_refs": refs}


def _note(state: State, body: dict[str, Any]) -> dict[str, Any]:
    author = state.person(state.me)
    return {"id": state.number(), "system": False, "type": None, "author": author, **body}


def _noted(state: State, *, body: dict[str, Any]) -> Answer:
    state.notes.append(_note(state, body))
    return 201, state.notes[-1]


def _edited(state: State, number: str, *, body: dict[str, Any]) -> Answer:
    for one in state.notes:
        if one["id"] == int(number):
            one.update(body)
            return 200, one
    return NOT_FOUND


def _opened(state: State, *, body: dict[str, Any]) -> Answer:
    if body.get("position", {}).get("new_line", 1) > 1000:
        return 400, {"message": "400 Bad request - Note {:line_code=>[must be a valid]}"}
    note = {**_note(state, body), "resolvable": True, "resolved": False}
    state.threads.append({"id": f"t{state.number()}", "notes": [note]})
    return 201, state.threads[-1]


def _thread(state: State, name: str) -> dict[str, Any]:
    return next(one for one in state.threads if one["id"] == name)


def _answered(state: State, name: str, *, body: dict[str, Any]) -> Answer:
    note = _note(state, body)
    _thread(state, name)["notes"].append(note)
    return 201, note


def _resolved(state: State, name: str, *, body: dict[str, Any]) -> Answer:
    thread = _thread(state, name)
    thread["notes"][0]["resolved"] = body["resolved"]
    return 200, thread


def _reworded(state: State, name: str, number: str, *, body: dict[str, Any]) -> Answer:
    note = _thread(state, name)["notes"][0]
    assert note["id"] == int(number)
    note.update(body)
    return 200, note


def _member(state: State, number: str) -> Answer | dict[str, Any]:
    for login, level in state.people.items():
        if state.person(login)["id"] == int(number):
            return {**state.person(login), "access_level": int(level)}
    return NOT_FOUND


def _in_group(state: State, name: str, number: str) -> Answer | dict[str, Any]:
    for login in state.teams[name]:
        if state.person(login)["id"] == int(number):
            return {**state.person(login), "access_level": 10}
    return NOT_FOUND


def _user(state: State, number: str) -> dict[str, Any]:
    return {"id": int(number), "bot": int(number) == state.person("helper")["id"]}


ROUTES: tuple[Route, ...] = (
    ("GET", "/api/v4/user", lambda state: state.person(state.me)),
    ("GET", "/api/v4/users/(.+)", _user),
    ("GET", _MERGE, _request),
    ("GET", f"{_MERGE}/notes", lambda state: state.notes),
    ("POST", f"{_MERGE}/notes", _noted),
    ("PUT", f"{_MERGE}/notes/(.+)", _edited),
    ("GET", f"{_MERGE}/discussions", lambda state: state.threads),
    ("POST", f"{_MERGE}/discussions", _opened),
    ("PUT", f"{_MERGE}/discussions/([^/]+)", _resolved),
    ("POST", f"{_MERGE}/discussions/([^/]+)/notes", _answered),
    ("PUT", f"{_MERGE}/discussions/([^/]+)/notes/(.+)", _reworded),
    ("GET", f"{_MERGE}/approvals", lambda state: {"approved_by": state.approved_by}),
    ("GET", f"{_MERGE}/reviewers", lambda state: state.reviewers),
    ("GET", f"{_MERGE}/versions", lambda state: state.versions),
    ("GET", f"{_PROJECT}/members/all/(.+)", _member),
    ("GET", f"{_PROJECT}/events", lambda state: state.pushes),
    (
        "GET",
        "/api/v4/groups/([^/]+/[^/]+)",
        lambda it, n: {"id": 1} if n in it.teams else NOT_FOUND,
    ),
    ("GET", "/api/v4/groups/([^/]+/[^/]+)/members/all/(.+)", _in_group),
)
