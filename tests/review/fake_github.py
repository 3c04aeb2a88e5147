"""GitHub's side of a pull request, number 7 of acme/app."""

from __future__ import annotations

from typing import Any

from tests.review.server import NOT_FOUND, Answer, Route, State

_REPO = "/repos/acme/app"


def review(state: State, login: str | None, verdict: str, commit: str | None) -> dict[str, Any]:
    """A review that stands on the pull request from now on."""
    user = state.person(login) if login is not None else None
    one = {"id": state.number(), "user": user, "state": verdict, "commit_id": commit, "body": ""}
    state.reviews.append(one)
    return one


def _pull(state: State) -> dict[str, Any]:
    repo = {"full_name": "acme/app"}
    head = {"sha": state.head, "ref": "proposed", "repo": repo}
    return {"number": 7, "head": head, "user": state.person(state.author)}


def _user(state: State) -> Answer | dict[str, Any]:
    if state.me.endswith("[bot]"):
        return 403, {"message": "Resource not accessible by integration"}
    return state.person(state.me)


def _added(state: State, to: list[dict[str, Any]], body: dict[str, Any]) -> Answer:
    one = {**body, "id": state.number(), "user": state.person(state.me)}
    to.append(one)
    return 201, one


def _edited(among: list[dict[str, Any]], number: str, body: dict[str, Any]) -> Answer:
    for one in among:
        if one["id"] == int(number):
            one.update(body)
            return 200, one
    return NOT_FOUND


def _line_comment(state: State, *, body: dict[str, Any]) -> Answer:
    if set(body) != {"body", "path", "line", "side", "commit_id"} or body["line"] > 1000:
        return 422, {"message": "Validation Failed"}
    return _added(state, state.line_comments, body)


def _reviewed(state: State, *, body: dict[str, Any]) -> Answer:
    states = {"REQUEST_CHANGES": "CHANGES_REQUESTED", "APPROVE": "APPROVED"}
    return _added(state, state.reviews, {**body, "state": states[body["event"]]})


def _dismissed(state: State, number: str, *, body: dict[str, Any]) -> Answer:
    assert body["message"]
    return _edited(state.reviews, number, {"state": "DISMISSED"})


def _permission(state: State, login: str) -> Answer | dict[str, Any]:
    return {"permission": state.people[login]} if login in state.people else NOT_FOUND


def _team(state: State, name: str) -> Answer | dict[str, Any]:
    return {"slug": name} if name in state.teams else NOT_FOUND


def _membership(state: State, name: str, login: str) -> Answer | dict[str, Any]:
    return {"state": "active"} if login in state.teams[name] else NOT_FOUND


def _commit(state: State, sha: str) -> dict[str, Any]:
    return {"author": state.person("eve"), "committer": None}


ROUTES: tuple[Route, ...] = (
    ("GET", "/user", _user),
    ("GET", f"{_REPO}/pulls/7", _pull),
    ("GET", f"{_REPO}/issues/7/comments", lambda state: state.comments),
    ("POST", f"{_REPO}/issues/7/comments", lambda it, body: _added(it, it.comments, body)),
    ("PATCH", f"{_REPO}/issues/comments/(.+)", lambda it, n, body: _edited(it.comments, n, body)),
    ("GET", f"{_REPO}/pulls/7/comments", lambda state: state.line_comments),
    ("POST", f"{_REPO}/pulls/7/comments", _line_comment),
    (
        "PATCH",
        f"{_REPO}/pulls/comments/(.+)",
        lambda it, n, body: _edited(it.line_comments, n, body),
    ),
    ("GET", f"{_REPO}/pulls/7/reviews", lambda state: state.reviews),
    ("POST", f"{_REPO}/pulls/7/reviews", _reviewed),
    ("PUT", f"{_REPO}/pulls/7/reviews/(.+)/dismissals", _dismissed),
    ("GET", f"{_REPO}/collaborators/(.+)/permission", _permission),
    ("GET", f"{_REPO}/activity", lambda state: state.pushes),
    ("GET", f"{_REPO}/commits/(.+)", _commit),
    ("GET", "/orgs/acme/teams/([^/]+)", _team),
    ("GET", "/orgs/acme/teams/([^/]+)/memberships/(.+)", _membership),
)
