"""The repositories of an organisation, and what its forge asks of a change to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from ftpolicy.changes.login import Login
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import Guard
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass
from ftpolicy.review.access import GITHUB, GITLAB, HOSTS, VARIABLES, Access

_PART = r"(?!\.{1,2}(?:/|$))[\w.-]+"
_PATH = regex(rf"{_PART}(?:/{_PART})*", re.ASCII)
_USERS = {GITHUB: "x-access-token", GITLAB: "oauth2"}
_PAGES = {GITHUB: "blob", GITLAB: "-/blob"}
_CLOUD = "https://api."  # GitHub's own servers have the API beside the pages, not below them
_NEEDS = {
    GITHUB: "a token that may read the organisation's repositories (`contents: read`)",
    GITLAB: "a token of the group with the scopes `read_api` and `read_repository`",
}


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of GitHub, or a group of GitLab with all below it."""

    host: str
    path: str

    def __str__(self) -> str:
        return f"{self.host}:{self.path}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A repository as its forge lists it."""

    path: str  # `acme/app`; what a forge says is checked before anything is made of it
    id: int
    branch: str  # the default one, empty where there is none
    archived: bool
    fork: bool
    address: str  # where the forge says that it is cloned from


class Fleet(Protocol):
    """A forge; every method raises FtpolicyError."""

    name: str

    def repositories(self, path: str) -> Iterator[Listed]:
        """All that the token may see in an organisation."""

    def guard(self, one: Listed) -> Guard:
        """What must pass before a change reaches the default branch."""


def organisation(text: str) -> Organisation:
    """`github:acme`, `gitlab:acme/ml`; raises FtpolicyError."""
    host, _, path = text.partition(":")
    path = path.strip("/")
    single = host == GITHUB and "/" in path
    if host not in HOSTS or single or not _PATH.fullmatch(path):
        raise FtpolicyError(
            f"`{shown(text)}` names no organisation (`github:acme`, `gitlab:acme/ml`)"
        )
    return Organisation(host, path)


def fleet(asked: Access) -> Fleet:
    """The forge; its library is an extra and imported only here."""
    if not asked.token:
        name = VARIABLES[asked.host][0]
        raise FtpolicyError(f"`{name}` is not set; give it {_NEEDS[asked.host]}")
    try:
        if asked.host == GITLAB:
            from ftpolicy.review.gitlab_fleet import GitLabFleet

            return GitLabFleet(asked)
        from ftpolicy.review.github_fleet import GitHubFleet

        return GitHubFleet(asked)
    except ModuleNotFoundError as why:
        library = {GITHUB: "PyGithub", GITLAB: "python-gitlab"}[asked.host]
        raise FtpolicyError(
            f"`{library}` is not installed; run `pip install 'ftpolicy[{asked.host}]'`"
        ) from why


def login(asked: Access) -> Login:
    """How git is let in at the same forge; the token itself is no part of it."""
    return Login(_root(asked), _USERS[asked.host], VARIABLES[asked.host], asked.bundle)


def address(one: Listed, asked: Access) -> str:
    """Where a listed repository is cloned from; raises FtpolicyError where the forge says it oddly.

    It is made of the forge's own address, so that no answer sends a token elsewhere.
    """
    if not _PATH.fullmatch(one.path) or "/" not in one.path:
        raise FtpolicyError(f"the forge calls it `{shown(one.path)}`, which is no name")
    ours = f"{_root(asked)}{one.path}.git"
    if one.address.casefold() != ours.casefold():
        raise FtpolicyError(
            f"the forge says that it is cloned from `{shown(one.address)}`, not from `{ours}`;"
            " name that address yourself, if you trust it"
        )
    return ours


def pages(one: Listed, asked: Access) -> str:
    """Where the forge shows its files, up to a commit."""
    return f"{_root(asked)}{one.path}/{_PAGES[asked.host]}/"


def _root(asked: Access) -> str:
    """The forge's own address: `https://github.com/`, `https://acme.example/gitlab/`."""
    if asked.host == GITLAB:
        return asked.api.removesuffix("/api/v4") + "/"
    if asked.api.startswith(_CLOUD):
        return f"https://{asked.api.removeprefix(_CLOUD)}/"
    return asked.api.removesuffix("/api/v3") + "/"
