"""Repositories by address: fetched bare and shallow into a cache, by GitPython."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile

from ftpolicy.changes.git import command, environment, executable
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


def clone(address: str, ref: str, cache: str) -> str:
    """The folder of a bare clone whose `FETCHED` is the commit of `ref`, fetched now.

    Nothing is checked out and no hook, template, submodule or filter is used; a clone that
    could not be made leaves nothing behind.
    """
    if not _REF.fullmatch(ref):
        raise FtpolicyError(f"`{shown(ref)}` names no branch, tag or commit")
    name = hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    folder = os.path.join(cache, f"{name}.git")
    if not os.path.isdir(folder):
        os.makedirs(cache, mode=0o700, exist_ok=True)
        fresh = tempfile.mkdtemp(prefix=".new-", dir=cache)
        try:
            _git(["init", "--quiet", "--bare", "--template=", fresh], cache, address)
            _fetch(address, ref, fresh)
            os.replace(fresh, folder)
        except OSError as why:
            raise FtpolicyError(f"cannot write `{folder}`: {why.strerror}") from why
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return folder
    _fetch(address, ref, folder)
    return folder


def _fetch(address: str, ref: str, folder: str) -> None:
    _git(
        [
            *("-c", "gc.auto=0", "-c", "maintenance.auto=false"),
            *("-c", "fetch.recurseSubmodules=false"),
            *("fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--no-write-fetch-head"),
            *("--", address, f"+{ref}:{FETCHED}"),
        ],
        folder,
        address,
    )


def _git(args: list[str], folder: str, address: str) -> None:
    """One git by GitPython that may reach out; raises FtpolicyError with its own reason."""
    os.environ["GIT_PYTHON_GIT_EXECUTABLE"] = executable(folder)  # what the import below runs
    from git.cmd import Git

    ours = {
        "GIT_ALLOW_PROTOCOL": _TRANSPORTS,
        "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", _QUIET_SSH),
    }
    code, _, errors = Git().execute(
        command(args, folder),
        env={**dict.fromkeys(os.environ, ""), **environment(), **ours},
        with_extended_output=True,
        with_exceptions=False,
        stdout_as_string=True,
        kill_after_timeout=LONGEST if os.name == "posix" else None,
    )
    if code != 0:
        raise FtpolicyError(f"cannot be fetched: {_reason(str(errors), address)}")


def _reason(errors: str, address: str) -> str:
    """The first line in which git says why, without the secret that the address may hold."""
    told = errors.replace(address, without_secret(address))
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    said = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return without_secret(shown(said[0])) if said else "git gave no reason"
