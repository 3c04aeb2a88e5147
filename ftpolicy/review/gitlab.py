"""GitLab, self-managed or not, through python-gitlab (the extra `gitlab`).

GitLab has no request for changes that a program may make, so ours is a thread, which blocks the
merge where all threads must be resolved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.regex import regex
from ftpolicy.review.fields import at, items, number, text
from ftpolicy.review.gitlab_api import NAME, AbsentError, Api, UnfitError
from ftpolicy.review.host import Comment, Opinion, Person, Request, Spot
from ftpolicy.review.target import Target
from ftpolicy.review.trouble import odd

_COMMENTING = "the scope `api` and the role Reporter"
_READING = "the scope `read_api` and the role Reporter"
_DEVELOPER = 30
_BOT = regex(r"(project|group)_\d+_bot(_\w+)?|ghost|support-bot|alert-bot")


class GitLab:
    """One merge request; what is not asked for is not fetched."""

    name = NAME

    def __init__(self, target: Target) -> None:
        self._target = target
        self._api = Api(target.access)
        self._project = f"/projects/{target.project}"
        self._merge = f"{self._project}/merge_requests/{target.number}"
        self._known: object = None
        self._me = target.author

    def request(self) -> Request:
        return Request(text(self._shown(), "sha"), _person(at(self._shown(), "author")))

    def me(self) -> str:
        if not self._me:
            self._me = text(self._get("/user", "be asked whose it is", _READING), "username")
        return self._me

    def comments(self) -> tuple[Comment, ...]:
        return tuple(
            Comment(str(number(one, "id")), text(one, "author.username"), text(one, "body"))
            for one in self._notes()
            if at(one, "system") is not True and at(one, "type") is None
        )

    def add_comment(self, body: str) -> str:
        answer = self._post(f"{self._merge}/notes", "comment", {"body": body})
        return text(answer, "author.username")

    def edit_comment(self, comment: str, body: str) -> None:
        self._put(f"{self._merge}/notes/{comment}", "edit its comment", {"body": body})

    def inline_comments(self) -> tuple[Comment, ...]:
        return tuple(_opening(one) for one in self._threads() if at(_first(one), "position"))

    def add_inline(self, head: str, spot: Spot, body: str) -> bool:
        refs = at(self._shown(), "diff_refs")
        position: dict[str, object] = {
            "position_type": "text",
            "base_sha": text(refs, "base_sha"),
            "start_sha": text(refs, "start_sha"),
            "head_sha": head,
            "new_path": spot.path,
            "old_path": spot.path,
            "new_line": spot.line,
        }
        if spot.old is not None:
            position["old_line"] = spot.old
        asked = {"body": body, "position": position}
        try:
            self._post(f"{self._merge}/discussions", "comment on a line", asked)
        except UnfitError:
            return False
        return True

    def edit_inline(self, comment: str, body: str, *, resolved: bool) -> None:
        thread, _, note = comment.partition("/")
        path = f"{self._merge}/discussions/{thread}"
        self._put(f"{path}/notes/{note}", "edit its comment on a line", {"body": body})
        self._put(path, "resolve its thread", {"resolved": resolved})

    def objections(self) -> tuple[Comment, ...]:
        return tuple(
            _opening(one)
            for one in self._threads()
            if at(_first(one), "resolvable") is True and at(_first(one), "resolved") is False
        )

    def ask_for_changes(self, head: str, body: str) -> None:
        self._post(f"{self._merge}/discussions", "open a thread", {"body": body})

    def withdraw(self, objection: str, words: str) -> None:
        thread = objection.partition("/")[0]
        path = f"{self._merge}/discussions/{thread}"
        self._post(f"{path}/notes", "answer in its thread", {"body": words})
        self._put(path, "resolve its thread", {"resolved": True})

    def opinions(self) -> tuple[Opinion, ...]:
        """The approvals in force and the requests for changes; GitLab keeps the last of each."""
        given = self._get(f"{self._merge}/approvals", "read the approvals", _READING)
        if at(given, "approved_by") is None:
            raise odd(self.name, "read the approvals")
        found = [self._approval(one) for one in items(given, "approved_by")]
        asking = (
            Opinion(_person(at(one, "user")), "CHANGES_REQUESTED", None)
            for one in self._list(f"{self._merge}/reviewers", "read the reviewers")
            if text(one, "state") == "requested_changes"
        )
        return (*found, *asking)

    def may_write(self, person: Person) -> bool:
        return self._access(self._project, f"read the role of `{person.login}`", person) >= (
            _DEVELOPER
        )

    def in_team(self, team: str, person: Person) -> bool:
        path, what = f"/groups/{quote(team, safe='')}", f"read the group `{team}`"
        self._get(path, what, _READING)  # a hidden group answers below as one without members
        return self._access(path, what, person) > 0

    def pushers(self, head: str) -> tuple[str, ...]:
        source = number(self._shown(), "source_project_id") or self._target.project
        pushes = self._list(f"/projects/{source}/events?action=pushed", "read who pushed last")
        found = [
            text(one, "author.username") or text(one, "author_username")
            for one in pushes
            if text(one, "push_data.commit_to") == head
        ]
        if not any(found):
            raise FtpolicyError(
                f"GitLab does not tell who pushed `{head[:12]}`, which"
                " `approvals.exclude_last_pusher` needs"
            )
        return tuple(each for each in found if each)

    def _approval(self, given: object) -> Opinion:
        person = _person(at(given, "user"))
        if person is not None and not person.bot:
            account = self._get(f"/users/{person.id}", f"read `{person.login}`", _READING)
            person = Person(person.id, person.login, at(account, "bot") is True)
        when = text(given, "approved_at") or self._noted(person)
        return Opinion(person, "APPROVED", self._head_at(when) if when else None)

    def _noted(self, person: Person | None) -> str:
        """When the system noted an approval, for servers that do not tell it otherwise."""
        times = [
            text(one, "created_at")
            for one in self._notes()
            if at(one, "system") is True
            and text(one, "body").startswith("approved this merge request")
            and person is not None
            and number(one, "author.id") == person.id
        ]
        return max(times, default="")

    def _head_at(self, when: str) -> str | None:
        """The head that the request had at a time, None where it had none yet."""
        versions = [
            (_time(text(one, "created_at")), text(one, "head_commit_sha"))
            for one in self._list(f"{self._merge}/versions", "read the versions")
        ]
        before = [one for one in versions if one[0] <= _time(when)]
        return max(before)[1] if before else None

    def _access(self, path: str, what: str, person: Person) -> int:
        try:
            found = self._get(f"{path}/members/all/{person.id}", what, _READING)
        except AbsentError:
            return 0
        return number(found, "access_level") if text(found, "state") == "active" else 0

    def _shown(self) -> object:
        if self._known is None:
            self._known = self._get(self._merge, "read the merge request", _READING)
        return self._known

    def _notes(self) -> list[object]:
        return self._list(f"{self._merge}/notes?sort=asc&order_by=created_at", "read the comments")

    def _threads(self) -> list[object]:
        return self._list(f"{self._merge}/discussions", "read the threads")

    def _list(self, path: str, what: str) -> list[object]:
        return self._api.all(path, what, _READING)

    def _get(self, path: str, what: str, needs: str) -> object:
        return self._api.get(path, what, needs)

    def _post(self, path: str, what: str, asked: Mapping[str, object]) -> object:
        return self._api.post(path, what, _COMMENTING, asked)

    def _put(self, path: str, what: str, asked: Mapping[str, object]) -> None:
        self._api.put(path, what, _COMMENTING, asked)


def _first(thread: object) -> object:
    return next(iter(items(thread, "notes")), None)


def _opening(thread: object) -> Comment:
    """A thread by its first note: `thread/note` finds both again."""
    note = _first(thread)
    place = f"{text(thread, 'id')}/{number(note, 'id')}"
    return Comment(place, text(note, "author.username"), text(note, "body"))


def _time(when: str) -> datetime:
    try:
        return datetime.fromisoformat(when.replace("Z", "+00:00"))
    except ValueError as why:
        raise odd("GitLab", "tell when something happened") from why


def _person(value: object) -> Person | None:
    login = text(value, "username")
    if not login:
        return None
    return Person(number(value, "id"), login, _BOT.fullmatch(login) is not None)
