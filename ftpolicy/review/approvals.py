"""Who approved a decision: pure, over what a host told (FT010).

Names in a file are claims; what counts is the last word of each person whom the base's policy
names, who may write, who did not propose the change, and whose word was about this decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ftpolicy.model.values import dataclass
from ftpolicy.review.host import Opinion, Person

_DECISIVE = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policy of the base asks, and who has no say."""

    count: int
    approvers: tuple[str, ...]  # logins and teams (`acme/leads`); empty: whoever may write
    author: Person | None
    pushers: tuple[str, ...] = ()  # logins whose approval does not count: they pushed last


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whose word counts, and why that of others does not."""

    count: int
    approved: tuple[str, ...]
    objecting: tuple[str, ...]
    ignored: tuple[tuple[str, str], ...]  # login, and why its approval does not count

    @property
    def enough(self) -> bool:
        return len(self.approved) >= self.count and not self.objecting


@dataclass(frozen=True, slots=True)
class Questions:
    """What only the host and the repository can answer."""

    may_write: Callable[[Person], bool]
    in_team: Callable[[str, Person], bool]
    outdated: Callable[[str | None], str]  # why an approval at a commit does not hold, else empty


def last_words(opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
    """The last decisive word of each person; what accounts said that are gone counts no more."""
    last: dict[int, Opinion] = {}
    for one in opinions:
        if one.person is not None and one.state in _DECISIVE:
            last.pop(one.person.id, None)
            last[one.person.id] = one
    return tuple(last.values())


def weighed(opinions: Iterable[Opinion], terms: Terms, ask: Questions) -> Outcome:
    """Count approvals and objections; the host is asked only about people who might count."""
    approved, objecting, ignored = [], [], []
    for one in last_words(opinions):
        person = one.person
        if person is None or one.state == "DISMISSED":
            continue
        if one.state == "CHANGES_REQUESTED":
            if not _no_say(person, terms, ask):
                objecting.append(person.login)
            continue
        why = _no_say(person, terms, ask) or _pushed(person, terms) or ask.outdated(one.commit)
        if why:
            ignored.append((person.login, why))
        else:
            approved.append(person.login)
    return Outcome(terms.count, tuple(approved), tuple(objecting), tuple(ignored))


def _no_say(person: Person, terms: Terms, ask: Questions) -> str:
    """Why the word of a person counts for nothing, empty when it counts."""
    if terms.author is not None and _is(person, terms.author):
        return "is the author of this change"
    if person.bot:
        return "is a bot"
    if terms.approvers and not any(_named(each, person, ask) for each in terms.approvers):
        return "is not named by the policy"
    return "" if ask.may_write(person) else "has no write access"


def _pushed(person: Person, terms: Terms) -> str:
    own = any(_same(person.login, each) for each in terms.pushers)
    return "pushed last" if own else ""


def _named(approver: str, person: Person, ask: Questions) -> bool:
    name = approver.removeprefix("@")
    return ask.in_team(name, person) if "/" in name else _same(name, person.login)


def _is(one: Person, other: Person) -> bool:
    return one.id == other.id or _same(one.login, other.login)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
