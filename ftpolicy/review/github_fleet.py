"""The repositories of an organisation of GitHub, and the checks that their branches require."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from ftpolicy.model.audit import Guard
from ftpolicy.review.access import Access
from ftpolicy.review.fields import at, items, number, text
from ftpolicy.review.fleet import Listed
from ftpolicy.review.github_api import NAME, AbsentError, Api
from ftpolicy.review.trouble import odd

_LISTING = "`metadata: read` on them (`repo` and `read:org` of a classic token)"
_READING = "`contents: read` and `metadata: read`"
_MOST_PAGES = 1000


class GitHubFleet:
    """An organisation's repositories, the oldest first, so that a new one moves no page."""

    name = NAME

    def __init__(self, asked: Access) -> None:
        self._api = Api(asked)

    def repositories(self, path: str) -> Iterator[Listed]:
        what = f"list the repositories of `{path}`"
        asked = {"type": "all", "sort": "created", "direction": "asc"}
        url = f"/orgs/{quote(path, safe='')}/repos"
        for one in self._api.all(url, what, _LISTING, asked, _MOST_PAGES):
            yield _listed(one, what)

    def guard(self, one: Listed) -> Guard:
        """By branch protection and by rulesets, wherever they are set.

        What a token with read access is shown of both; who may pass them by is not told.
        """
        what = f"read what `{one.path}` requires"
        if not one.branch:
            return Guard(unknown=f"GitHub names no default branch of `{one.path}`")
        repo, branch = f"/repos/{one.path}", quote(one.branch, safe="")
        shown = self._api.ask("GET", f"{repo}/branches/{branch}", what, _READING)
        if not isinstance(at(shown, "protected"), bool):
            raise odd(NAME, what)
        checks = list(_protected(shown))
        workflows: list[str] = []
        for rule in self._rules(f"{repo}/rules/branches/{branch}", what):
            checks += _named(at(rule, "parameters"))
            for each in items(rule, "parameters.workflows"):
                own = number(each, "repository_id") == one.id
                (workflows if own else checks).append(text(each, "path"))
        return Guard(tuple(filter(None, checks)), tuple(filter(None, workflows)))

    def _rules(self, path: str, what: str) -> Iterator[object]:
        """The rules in force; servers without rulesets know no such page."""
        try:
            yield from self._api.all(path, what, _READING)
        except AbsentError:
            return


def _listed(value: object, what: str) -> Listed:
    path = text(value, "full_name")
    if not path:
        raise odd(NAME, what)
    return Listed(
        path=path,
        id=number(value, "id"),
        branch=text(value, "default_branch"),
        archived=at(value, "archived") is True,
        fork=at(value, "fork") is True,
        address=text(value, "clone_url"),
    )


def _protected(branch: object) -> Iterator[str]:
    """The checks of the branch's own protection; switched off it may still name some."""
    required = at(branch, "protection.required_status_checks")
    if at(branch, "protected") is not True or text(required, "enforcement_level") == "off":
        return
    yield from (each for each in items(required, "contexts") if isinstance(each, str))
    yield from (text(each, "context") for each in items(required, "checks"))


def _named(parameters: object) -> Iterator[str]:
    yield from (text(each, "context") for each in items(parameters, "required_status_checks"))
