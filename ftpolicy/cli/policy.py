"""`ftpolicy policy`: what is asked, and where each value comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timezone
from decimal import Decimal

import click

from ftpolicy.cli._groups import Suggesting
from ftpolicy.cli._options import enter, in_folder
from ftpolicy.cli._output import say
from ftpolicy.errors import FtpolicyError
from ftpolicy.parse.plain import Plain
from ftpolicy.policy.load import BUILT_IN, Policy
from ftpolicy.report.json_report import Value, dumps
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import counted

_LONGEST = 4096


@click.group(name="policy", cls=Suggesting)
def command() -> None:
    """Look at the policy of this repository.

    \b
    ftpolicy policy show                    what holds at the root
    ftpolicy policy show configs/prod       what holds for a file or folder
    """


@command.command(name="show")
@click.argument("path", required=False, type=click.Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@in_folder
def show(path: str | None, form: str, folder: str) -> int:
    """Print the policy of the work tree, merged, with the origin of each value.

    `extends` is followed, and the policies of folders on the way to PATH tighten it. A change is
    judged by the policy of its base, not of the work tree.

    \b
    ftpolicy policy show
    ftpolicy policy show configs/prod/train.yaml --format json
    """
    enter(folder)
    from ftpolicy.changes.git import root_of
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.policy.folders import Folders
    from ftpolicy.policy.load import load

    root = os.path.realpath(root_of(os.getcwd()) or os.getcwd())
    today = datetime.now(timezone.utc).date()
    below = _below(path, root)
    policy = Folders(load(worktree(os.getcwd()).policy_trees, today, root), today).of((below,))
    if form == "json":
        say(dumps(_value(policy, below)))
    else:
        say("".join(f"{line}\n" for line in _lines(policy, below)))
    return 0


def _below(path: str | None, root: str) -> str:
    """A path from the root; a folder stands for the files in it, and a file may be to come."""
    full = os.path.realpath(path or root)
    below = os.path.relpath(full, root).replace(os.sep, "/")
    if below == ".." or below.startswith("../"):
        raise FtpolicyError(f"`{safe(path or '')}` lies outside of `{safe(root)}`")
    below = "" if below == "." else below
    return f"{below}/" if below and os.path.isdir(full) else below


def _lines(policy: Policy, below: str) -> Iterator[str]:
    where = safe(below) if below else "the repository"
    files = ", ".join(safe(each) for each in policy.files) or "built in"
    yield f"policy of {where}: {files}"
    yield f"mode today: {policy.mode}"
    for note in policy.notes:
        yield f"note: {note}"
    yield ""
    rows = [(it.key, safe(it.value), safe(it.origin, _LONGEST)) for it in policy.settings]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for key, value, origin in rows:
        yield f"{key:<{widths[0]}}  {value:<{min(widths[1], 40)}}  {origin}"
    yield ""
    yield counted(len(policy.waivers), "waiver")
    for one in policy.waivers:
        place = f"{safe(one.location.path)}:{one.location.line}"
        paths = ", ".join(safe(each) for each in one.paths)
        until = f"until {safe(one.expires) or 'no day'}, by {safe(one.owner) or 'nobody'}"
        yield f"  {safe(one.rule)} for {paths}, {until}: {safe(one.reason)} ({place})"
    yield f"{counted(len({it.path for it in policy.baseline}), 'tuning file')} in the baseline"


def _value(policy: Policy, below: str) -> Value:
    return {
        "schema_version": 1,
        "path": below or None,
        "files": list(policy.files),
        "sha256": policy.sha256,
        "mode": policy.mode,
        "notes": list(policy.notes),
        "settings": [
            {
                "key": it.key,
                "value": _plain(it.plain),
                "origin": it.origin,
                "default": it.origin == BUILT_IN,
            }
            for it in policy.settings
        ],
        "waivers": [
            {
                "rule": one.rule,
                "paths": list(one.paths),
                "reason": one.reason,
                "owner": one.owner,
                "expires": one.expires,
                "origin": one.location.path,
                "line": one.location.line,
            }
            for one in policy.waivers
        ],
        "baseline": len({it.path for it in policy.baseline}),
    }


def _plain(value: Plain) -> Value:
    """A setting as JSON has it; a share is a number there as well."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, (str, int)) else None
