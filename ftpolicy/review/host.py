"""What a host is asked and told about one pull or merge request, whichever host it is."""

from __future__ import annotations

from typing import Protocol

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.values import dataclass

CHANGES_MARKER = "<!-- ftpolicy:changes:v1 -->"
"""Opens our requests for changes, which are no opinion of anybody's."""


class ForbiddenError(FtpolicyError):
    """The token may not do what was asked; the text names the permission."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the host."""

    id: int
    login: str
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """The request as the host knows it now."""

    head: str
    author: Person | None  # None for an account that is gone


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said of the request, in the words of GitHub.

    `state` is APPROVED, CHANGES_REQUESTED, DISMISSED, COMMENTED or PENDING.
    """

    person: Person | None  # None for an account that is gone
    state: str
    commit: str | None  # the head that was looked at, None where the host does not tell


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment by an account, whose id is whatever the host needs to find it again."""

    id: str
    author: str
    body: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of the request's diff; `old` is its number before, None for an added line."""

    path: str
    line: int
    old: int | None


class Host(Protocol):
    """A forge; every method raises FtpolicyError, and ForbiddenError where rights are missing."""

    name: str

    def request(self) -> Request:
        """The request itself."""

    def me(self) -> str:
        """The login under which we write."""

    def comments(self) -> tuple[Comment, ...]:
        """All comments under the request, everybody's, the oldest first."""

    def add_comment(self, body: str) -> str:
        """Comment, and tell the login under which the host noted it."""

    def edit_comment(self, comment: str, body: str) -> None: ...

    def inline_comments(self) -> tuple[Comment, ...]:
        """All comments on lines, everybody's, the oldest first."""

    def add_inline(self, head: str, spot: Spot, body: str) -> bool:
        """Comment on a line of the diff; False when the host does not take the line."""

    def edit_inline(self, comment: str, body: str, *, resolved: bool) -> None: ...

    def objections(self) -> tuple[Comment, ...]:
        """The requests for changes that hold, everybody's."""

    def ask_for_changes(self, head: str, body: str) -> None: ...

    def withdraw(self, objection: str, words: str) -> None: ...

    def opinions(self) -> tuple[Opinion, ...]:
        """What was said of the request, all of it, the oldest first."""

    def may_write(self, person: Person) -> bool:
        """Whether the account has write access, which an approval is worth nothing without."""

    def in_team(self, team: str, person: Person) -> bool:
        """Whether the account is in the team `acme/leads`; raises where the team is hidden."""

    def pushers(self, head: str) -> tuple[str, ...]:
        """The logins behind the last push; raises where the host does not tell."""
