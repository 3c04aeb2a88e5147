"""How git is let in at a forge: by a token that stands in a variable, and nowhere else.

Git reads it from its environment, so that it is on no command line and in no file, and sends it
to the forge's own address alone.
"""

from __future__ import annotations

import os
from base64 import b64encode

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass

_TOKEN = regex(r"[!-~]+")
_COUNT = regex(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Login:
    """A forge's address and the names of variables; what is handed on holds no secret."""

    root: str  # `https://github.com/`
    user: str  # the name under which the forge takes a token for a password
    variables: tuple[str, ...]  # the first that is set holds the token
    bundle: str = ""  # file with the certificates to trust, empty for the usual ones


def secrets(login: Login) -> tuple[str, ...]:
    """What no message may hold."""
    token = _token(login)
    return token, _basic(login, token)


def variables(login: Login) -> dict[str, str]:
    """The variables by which git sends the token, after those that are set already.

    Redirects are refused: what follows one would be sent the token as well.
    """
    settings = [
        (f"http.{login.root}.extraHeader", f"Authorization: Basic {_basic(login, _token(login))}"),
        (f"http.{login.root}.followRedirects", "false"),
    ]
    if login.bundle:
        settings.append((f"http.{login.root}.sslCAInfo", os.path.abspath(login.bundle)))
    counted = os.environ.get("GIT_CONFIG_COUNT", "")
    start = int(counted) if _COUNT.fullmatch(counted) else 0
    found = {"GIT_CONFIG_COUNT": str(start + len(settings)), "GIT_TRACE_REDACT": "1"}
    for number, (name, value) in enumerate(settings, start):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def _token(login: Login) -> str:
    name = next((each for each in login.variables if os.environ.get(each)), "")
    token = os.environ.get(name, "")
    if not _TOKEN.fullmatch(token):
        raise FtpolicyError(f"`{login.variables[0]}` holds no token where this was to be fetched")
    return token


def _basic(login: Login, token: str) -> str:
    return b64encode(f"{login.user}:{token}".encode("ascii")).decode("ascii")
