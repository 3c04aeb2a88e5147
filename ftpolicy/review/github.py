"""GitHub and GitHub Enterprise Server, through PyGithub (the extra `github`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from ftpolicy.errors import FtpolicyError
from ftpolicy.review.fields import at, items, number, text
from ftpolicy.review.github_api import NAME, Api, UnfitError
from ftpolicy.review.host import (
    CHANGES_MARKER,
    Comment,
    ForbiddenError,
    Opinion,
    Person,
    Request,
    Spot,
)
from ftpolicy.review.target import Target

_COMMENTING = "`pull-requests: write`"
_READING = "`pull-requests: read`"
_WRITERS = ("admin", "maintain", "write", "push")


class GitHub:
    """One pull request; what is not asked for is not fetched."""

    name = NAME

    def __init__(self, target: Target) -> None:
        self._api = Api(target.access)
        self._repo = f"/repos/{target.project}"
        self._pull = f"{self._repo}/pulls/{target.number}"
        self._issue = f"{self._repo}/issues/{target.number}"
        self._known: object = None
        self._me = target.author

    def request(self) -> Request:
        return Request(text(self._shown(), "head.sha"), _person(at(self._shown(), "user")))

    def me(self) -> str:
        if not self._me:
            try:
                answer = self._ask("GET", "/user", "be asked whose it is", "an account")
                self._me = text(answer, "login")
            except ForbiddenError as why:  # the token of an app; only its slug would tell
                raise FtpolicyError(
                    "GitHub does not tell whose the token is; name the account that comments:"
                    " `FTPOLICY_REVIEW_AUTHOR='your-app[bot]'`"
                ) from why
        return self._me

    def comments(self) -> tuple[Comment, ...]:
        return self._comments(f"{self._issue}/comments", "read the comments")

    def add_comment(self, body: str) -> str:
        path = f"{self._issue}/comments"
        return text(self._ask("POST", path, "comment", _COMMENTING, {"body": body}), "user.login")

    def edit_comment(self, comment: str, body: str) -> None:
        path = f"{self._repo}/issues/comments/{comment}"
        self._ask("PATCH", path, "edit its comment", _COMMENTING, {"body": body})

    def inline_comments(self) -> tuple[Comment, ...]:
        return self._comments(f"{self._pull}/comments", "read the comments on lines")

    def add_inline(self, head: str, spot: Spot, body: str) -> bool:
        place = {"path": spot.path, "line": spot.line, "side": "RIGHT", "commit_id": head}
        asked = {"body": body, **place}
        path = f"{self._pull}/comments"
        try:
            self._ask("POST", path, "comment on a line", _COMMENTING, asked)
        except UnfitError:
            return False
        return True

    def edit_inline(self, comment: str, body: str, *, resolved: bool) -> None:
        path = f"{self._repo}/pulls/comments/{comment}"
        self._ask("PATCH", path, "edit its comment on a line", _COMMENTING, {"body": body})

    def objections(self) -> tuple[Comment, ...]:
        return tuple(
            Comment(str(number(one, "id")), text(one, "user.login"), text(one, "body"))
            for one in self._all(f"{self._pull}/reviews", "read the reviews")
            if text(one, "state") == "CHANGES_REQUESTED"
        )

    def ask_for_changes(self, head: str, body: str) -> None:
        asked = {"event": "REQUEST_CHANGES", "body": body, "commit_id": head}
        self._ask("POST", f"{self._pull}/reviews", "request changes", _COMMENTING, asked)

    def withdraw(self, objection: str, words: str) -> None:
        path = f"{self._pull}/reviews/{objection}/dismissals"
        needs = f"{_COMMENTING}, and on a protected branch the right to dismiss reviews"
        asked = {"message": words, "event": "DISMISS"}
        self._ask("PUT", path, "dismiss its request for changes", needs, asked)

    def opinions(self) -> tuple[Opinion, ...]:
        return tuple(
            Opinion(_person(at(one, "user")), text(one, "state"), text(one, "commit_id") or None)
            for one in self._all(f"{self._pull}/reviews", "read the reviews")
            if not text(one, "body").startswith(CHANGES_MARKER)
        )

    def may_write(self, person: Person) -> bool:
        path = f"{self._repo}/collaborators/{quote(person.login, safe='')}/permission"
        what = f"read the permission of `{person.login}`"
        answer = self._api.found(path, what, "`metadata: read`")
        return text(answer, "permission") in _WRITERS

    def in_team(self, team: str, person: Person) -> bool:
        organisation, _, slug = team.partition("/")
        path = f"/orgs/{quote(organisation, safe='')}/teams/{quote(slug, safe='')}"
        what, needs = (
            f"read the team `{team}`",
            "`read:org` (the job's own token has no such right)",
        )
        self._ask("GET", path, what, needs)  # a hidden team answers below as one without members
        answer = self._api.found(f"{path}/memberships/{quote(person.login, safe='')}", what, needs)
        return text(answer, "state") == "active"

    def pushers(self, head: str) -> tuple[str, ...]:
        """The account that pushed, and those that the commit names."""
        what, needs = "read who pushed last", "`contents: read` on the head's repository"
        repo, branch = text(self._shown(), "head.repo.full_name"), text(self._shown(), "head.ref")
        asked = {"ref": f"refs/heads/{branch}", "per_page": 100}
        pushes = self._ask("GET", f"/repos/{repo}/activity", what, needs, asked)
        actors = [text(it, "actor.login") for it in items(pushes) if text(it, "after") == head]
        if not actors:
            raise FtpolicyError(
                f"GitHub does not tell who pushed `{head[:12]}`, which"
                " `approvals.exclude_last_pusher` needs"
            )
        commit = self._ask("GET", f"{self._repo}/commits/{head}", what, needs)
        named = (text(commit, "author.login"), text(commit, "committer.login"))
        return tuple(each for each in (*actors, *named) if each)

    def _shown(self) -> object:
        if self._known is None:
            self._known = self._ask("GET", self._pull, "read the pull request", _READING)
        return self._known

    def _comments(self, path: str, what: str) -> tuple[Comment, ...]:
        return tuple(
            Comment(str(number(one, "id")), text(one, "user.login"), text(one, "body"))
            for one in self._all(path, what)
        )

    def _all(self, path: str, what: str) -> Iterator[object]:
        return self._api.all(path, what, _READING)

    def _ask(
        self, verb: str, path: str, what: str, needs: str, asked: Mapping[str, object] | None = None
    ) -> object:
        return self._api.ask(verb, path, what, needs, asked)


def _person(value: object) -> Person | None:
    login = text(value, "login")
    if not login:
        return None
    bot = text(value, "type") == "Bot" or login.endswith("[bot]")
    return Person(number(value, "id"), login, bot)
