"""Where a new record goes; what stands there is never overwritten."""

from __future__ import annotations

import os
from contextlib import suppress

from ftpolicy.changes.git import inside, root_of
from ftpolicy.changes.staged import toplevel
from ftpolicy.cli._output import beside
from ftpolicy.errors import FtpolicyError
from ftpolicy.parse.patterns import Patterns
from ftpolicy.policy.load import Policy

FOLDER = "decisions"
_SUFFIXES = {"yaml": (".yaml", ".yml"), "markdown": (".md", ".markdown")}


def place(output: str | None, record_id: str, form: str, policy: Policy) -> tuple[str, str]:
    """The file to write, and its path from the root of the tree."""
    cwd = os.getcwd()
    root = os.path.realpath(toplevel(cwd) if root_of(cwd) is not None else cwd)
    suffix = _SUFFIXES[form][0]
    whole = os.path.abspath(output or os.path.join(root, FOLDER, f"{record_id}{suffix}"))
    folder = os.path.realpath(os.path.dirname(whole))
    whole = os.path.join(folder, os.path.basename(whole))
    name = os.path.relpath(whole)
    if not whole.lower().endswith(_SUFFIXES[form]):
        wanted = " or ".join(f"`{each}`" for each in _SUFFIXES[form])
        raise FtpolicyError(f"`{name}` must end in {wanted} to hold a record as {form}")
    if not inside(whole, root):
        raise FtpolicyError(f"`{name}` lies outside of `{root}`")
    if os.path.lexists(whole):
        raise FtpolicyError(f"`{name}` is there already; give another --id or --output")
    path = os.path.relpath(whole, root).replace(os.sep, "/")
    if not Patterns(policy.records).match(path) or Patterns(policy.exclude).match(path):
        raise FtpolicyError(
            f"`{path}` is no place for records by the policy ({policy.source}); give an --output"
            " that its `records` hold and its `exclude` leaves in"
        )
    return whole, path


def write_new(path: str, data: bytes) -> None:
    """Write a whole new file or nothing; raises FtpolicyError when one stands there by now."""
    folder = os.path.dirname(path)
    made = _missing(folder)
    try:
        os.makedirs(folder, exist_ok=True)
        with beside(folder, data) as whole:
            _settle(whole, path)
    except BaseException as why:
        _remove(made)
        shown = os.path.relpath(path)
        if isinstance(why, FileExistsError):
            raise FtpolicyError(f"`{shown}` is there by now; nothing was written") from why
        if isinstance(why, OSError):
            raise FtpolicyError(f"cannot write `{shown}`: {why.strerror}") from why
        raise


def _settle(whole: str, path: str) -> None:
    """A link takes the name only when it is free; without links an exclusive copy does."""
    try:
        os.link(whole, path)
    except (OSError, AttributeError) as why:
        if isinstance(why, FileExistsError):
            raise
        with open(whole, "rb") as source, open(path, "xb") as target:
            target.write(source.read())


def _missing(folder: str) -> list[str]:
    """The folders that are still to be made, the innermost first."""
    found = []
    while folder and not os.path.isdir(folder):
        found.append(folder)
        folder = os.path.dirname(folder)
    return found


def _remove(folders: list[str]) -> None:
    with suppress(OSError):  # a folder that holds something by now stays
        for folder in folders:
            os.rmdir(folder)
