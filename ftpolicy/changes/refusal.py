"""What the user is told when git refuses: one line, with the mend."""

from __future__ import annotations

import os
from collections.abc import Callable

from ftpolicy.errors import FtpolicyError

OLDEST = (2, 30)
_LONGEST = 300


def shown(text: str) -> str:
    """Text from outside for a message: nothing in it ends a line or moves a cursor."""
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in cut)


def missing_object(what: str) -> FtpolicyError:
    return FtpolicyError(
        f"{what} is missing or damaged in this repository (a partial clone?);"
        " run `git fetch --refetch --no-filter origin`"
    )


def refusal(name: str, cwd: str, errors: str, version: Callable[[], bytes]) -> FtpolicyError:
    """The error for `git name` that failed in `cwd`; asks for the version if nothing else fits."""
    here = shown(os.path.abspath(cwd))
    low = errors.lower()
    if "dubious ownership" in low or "unsafe repository" in low:
        owned = shown(_quoted(errors) or os.path.abspath(cwd))
        return FtpolicyError(
            f"git refuses `{owned}`, which belongs to another user; if you trust it,"
            f" run `git config --global --add safe.directory {owned}`"
        )
    if "not a git repository" in low:
        return FtpolicyError(f"`{here}` is not in a git repository; change into one, or `git init`")
    if "must be run in a work tree" in low:
        return FtpolicyError(
            f"`{here}` has no work tree, so there is no index to judge;"
            " judge commits with `ftpolicy check --base REF --head REF`"
        )
    if any(sign in low for sign in ("promisor", "could not fetch", "not allowed", "lazy fetch")):
        return missing_object("an object")
    return too_old(version()) or FtpolicyError(
        f"`git {name}` failed in `{here}`: {_reason(errors)}"
    )


def too_old(version: bytes) -> FtpolicyError | None:
    """The error for a git of this version, None for one that serves."""
    found = _version(version)
    if found is None or found >= OLDEST:
        return None
    return FtpolicyError(
        f"git {found[0]}.{found[1]} is too old; ftpolicy needs git {OLDEST[0]}.{OLDEST[1]}"
    )


def _quoted(errors: str) -> str:
    """The folder that git names: `... in repository at '/srv/x'`."""
    return errors.partition("'")[2].partition("'")[0]


def _reason(errors: str) -> str:
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    for mark in ("fatal: ", "error: "):
        for line in lines:
            if line.startswith(mark):
                return shown(line.removeprefix(mark))
    return shown(lines[-1]) if lines else "it gave no reason"


def _version(text: bytes) -> tuple[int, int] | None:
    """`git version 2.39.5 (Apple Git-154)` to (2, 39)."""
    words = text.decode("ascii", "replace").split()
    numbers = words[2].split(".") if len(words) > 2 else []
    if len(numbers) < 2 or not (numbers[0].isdigit() and numbers[1].isdigit()):
        return None
    return int(numbers[0]), int(numbers[1])
