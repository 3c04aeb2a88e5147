"""How a forge is asked: the address of its API, a token, and the certificates to trust."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass, field

GITHUB, GITLAB = "github", "gitlab"
HOSTS = (GITHUB, GITLAB)
VARIABLES = {GITHUB: ("GITHUB_TOKEN", "GH_TOKEN"), GITLAB: ("GITLAB_TOKEN",)}
"""Where the token of a forge stands; the first that is set counts."""

_APIS = {
    GITHUB: (("GITHUB_API_URL",), "https://api.github.com"),
    GITLAB: (("CI_API_V4_URL", "CI_SERVER_URL"), "https://gitlab.com"),
}
_BUNDLES = {GITHUB: ("SSL_CERT_FILE",), GITLAB: ("SSL_CERT_FILE", "CI_SERVER_TLS_CA_FILE")}
_ADDRESS = regex(r"https?://[\w.-]+(:\d+)?(/[\w.~/-]*)?", re.ASCII)
_TOKEN = regex(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Access:
    """A forge as this run may ask it; `token` is empty where none is set."""

    host: str  # one of HOSTS
    api: str
    token: str = field(repr=False)
    bundle: str = ""  # file with the certificates to trust, empty for the usual ones


def access(host: str, environment: Mapping[str, str], api: str = "") -> Access:
    """The forge by the variables of its own CI; `api` is used instead of theirs."""
    names, usual = _APIS[host]
    return Access(
        host=host,
        api=_address(api or _first(names, environment) or usual),
        token=_token(VARIABLES[host], environment),
        bundle=_first(_BUNDLES[host], environment),
    )


def _first(names: tuple[str, ...], environment: Mapping[str, str]) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")


def _token(names: tuple[str, ...], environment: Mapping[str, str]) -> str:
    token = _first(names, environment)
    if token and not _TOKEN.fullmatch(token):
        raise FtpolicyError(f"`{names[0]}` holds no token: a space, a line end or another letter")
    return token


def _address(url: str) -> str:
    if not _ADDRESS.fullmatch(url):
        raise FtpolicyError(f"`{shown(url)}` is no address of a server (`https://ghe.acme/api/v3`)")
    return url.rstrip("/")
