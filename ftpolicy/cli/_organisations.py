"""The repositories of organisations for an audit: listed by their forges, which are asked again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ftpolicy.audit.targets import Target, of_forge, refused
from ftpolicy.cli._output import remark
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import Guard
from ftpolicy.model.values import dataclass, field
from ftpolicy.report.safe import safe
from ftpolicy.review.access import Access, access
from ftpolicy.review.fleet import Fleet, Listed, Organisation, address, fleet, login, pages
from ftpolicy.review.host import ForbiddenError

_TIMES = 3
"""Failures in a row after which a forge is not asked what it requires any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which repositories of an organisation are looked at besides its own living ones."""

    archived: bool = False
    forks: bool = False


@dataclass(slots=True)
class Forges:
    """The forges as far as they were asked; `targets` is what they list."""

    targets: list[Target] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)  # why one did not say what it requires
    known: dict[str, tuple[Fleet, Listed]] = field(default_factory=dict)  # by address
    failed: int = 0  # times in a row

    def guard(self, target: Target) -> Guard | None:
        """What the forge of a repository requires, None for one that no forge listed."""
        if target.place not in self.known:
            return None
        forge, one = self.known[target.place]
        found = self._asked(forge, one)
        if found.unknown:
            self.silent.append(found.unknown)
        return found

    def _asked(self, forge: Fleet, one: Listed) -> Guard:
        if self.failed >= _TIMES:
            return Guard(unknown=self.silent[-1], again=True)
        try:
            found = forge.guard(one)
        except ForbiddenError as why:
            found = Guard(unknown=str(why))
        except FtpolicyError as why:
            self.failed += 1
            return Guard(unknown=str(why), again=True)
        self.failed = 0
        return found


def listed(organisations: Iterable[Organisation], api: str, wanted: Wanted) -> Forges:
    """What the forges list, said on standard error; raises where one cannot be asked."""
    found = Forges()
    for one in organisations:
        asked = access(one.host, os.environ, api)
        forge = fleet(asked)
        every = list(forge.repositories(one.path))
        kept = [it for it in every if _is_wanted(it, wanted)]
        found.targets += (_target(it, asked, forge, found) for it in kept)
        remark(f"ftpolicy: {'; '.join(_told(one, every, kept))}")
    return found


def _is_wanted(one: Listed, wanted: Wanted) -> bool:
    return (wanted.archived or not one.archived) and (wanted.forks or not one.fork)


def _target(one: Listed, asked: Access, forge: Fleet, found: Forges) -> Target:
    try:
        place = address(one, asked)
    except FtpolicyError as why:
        return refused(f"{asked.host}:{safe(one.path, 100)}", str(why))
    found.known[place] = (forge, one)
    return of_forge(place, login(asked), pages(one, asked))


def _told(one: Organisation, every: list[Listed], kept: list[Listed]) -> Iterator[str]:
    noun = "repository" if len(kept) == 1 else "repositories"
    yield f"{len(kept)} {noun} of `{one}`"
    if left := len(every) - len(kept):
        archived = sum(it.archived for it in every) - sum(it.archived for it in kept)
        yield f"left out: {archived} archived, {left - archived} forked"
