"""Repositories by address: fetched bare and shallow into a cache, by GitPython."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile

from ftpolicy.changes.git import command, environment, executable
from ftpolicy.changes.login import Login, secrets, variables
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.regex import regex

FETCHED = "refs/ftpolicy/fetched"
"""Where the fetched commit stands in a clone of the cache."""

LONGEST = 900
"""Seconds after which a fetch is given up."""

_TRANSPORTS = "https:ssh:file"
_ADDRESS = regex(r"(https|ssh|file)://[^\s\0]+")
_SHORT = regex(r"[\w.-]+@[\w.-]+:[^\s\0:][^\s\0]*")
_OTHER = regex(r"[a-z][a-z0-9+.-]*:(//|:)", re.IGNORECASE)
_SECRET = regex(r"(://)[^/@\s]*@")
_REF = regex(r"(?!-)[^\s\0:+^~?*\[\\]+")
_QUIET_SSH = "ssh -oBatchMode=yes"


class NothingThereError(FtpolicyError):
    """The repository is there and holds no branch and no tag."""


def is_address(text: str) -> bool:
    """Whether a text names a repository elsewhere, not a folder; raises for other transports."""
    if _ADDRESS.fullmatch(text) or _SHORT.fullmatch(text):
        return True
    if _OTHER.match(text):
        raise FtpolicyError(
            f"`{without_secret(shown(text))}`: clones are made over https, ssh and file alone"
        )
    return False


def without_secret(address: str) -> str:
    """The address without a user or a token before the host."""
    return _SECRET.sub(r"\1", address)


def clone(address: str, ref: str, cache: str, login: Login | None = None) -> str:
    """The folder of a bare clone whose `FETCHED` is the commit of `ref`, fetched now.

    Nothing is checked out and no hook, template, submodule or filter is used; a clone that
    could not be made leaves nothing behind. Raises NothingThereError for an empty repository.
    """
    if not _REF.fullmatch(ref):
        raise FtpolicyError(f"`{shown(ref)}` names no branch, tag or commit")
    name = hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    folder = os.path.join(cache, f"{name}.git")
    if not os.path.isdir(folder):
        os.makedirs(cache, mode=0o700, exist_ok=True)
        fresh = tempfile.mkdtemp(prefix=".new-", dir=cache)
        try:
            _git(["init", "--quiet", "--bare", "--template=", fresh], cache, address, None)
            _fetch(address, ref, fresh, login)
            os.replace(fresh, folder)
        except OSError as why:
            raise FtpolicyError(f"cannot write `{folder}`: {why.strerror}") from why
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return folder
    _fetch(address, ref, folder, login)
    return folder


def _fetch(address: str, ref: str, folder: str, login: Login | None) -> None:
    args = [
        *("-c", "gc.auto=0", "-c", "maintenance.auto=false"),
        *("-c", "fetch.recurseSubmodules=false"),
        *("fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--no-write-fetch-head"),
        *("--", address, f"+{ref}:{FETCHED}"),
    ]
    try:
        _git(args, folder, address, login)
    except FtpolicyError as why:
        listing = ["ls-remote", "--quiet", "--", address]
        if "remote ref" in str(why) and not _git(listing, folder, address, login):
            raise NothingThereError("it holds no commit") from why
        raise


def _git(args: list[str], folder: str, address: str, login: Login | None) -> str:
    """What one git by GitPython prints, which may reach out; raises with its own reason."""
    os.environ["GIT_PYTHON_GIT_EXECUTABLE"] = executable(folder)  # what the import below runs
    from git.cmd import Git

    ours = variables(login) if login is not None else {}
    ours |= {
        "GIT_ALLOW_PROTOCOL": _TRANSPORTS,
        "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", _QUIET_SSH),
    }
    code, output, errors = Git().execute(
        command(args, folder),
        env={**dict.fromkeys(os.environ, ""), **environment(), **ours},
        with_extended_output=True,
        with_exceptions=False,
        stdout_as_string=True,
        kill_after_timeout=LONGEST if os.name == "posix" else None,
    )
    if code != 0:
        hidden = secrets(login) if login is not None else ()
        raise FtpolicyError(f"cannot be fetched: {_reason(str(errors), address, hidden)}")
    return str(output)


def _reason(errors: str, address: str, hidden: tuple[str, ...]) -> str:
    """The first line in which git says why, without the secrets that it may hold."""
    told = errors.replace(address, without_secret(address))
    for secret in hidden:
        told = told.replace(secret, "...")
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    said = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return without_secret(shown(said[0])) if said else "git gave no reason"
