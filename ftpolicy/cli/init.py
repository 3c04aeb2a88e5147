"""`ftpolicy init`: wire the gate into a repository, after showing what that changes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from difflib import unified_diff

import click

from ftpolicy.cli._output import columns, remark, say, write_bytes
from ftpolicy.errors import FtpolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftpolicy.wiring.edit import ByHand, Edit

NOT_WRITTEN = 1
_FORGES = ("github", "gitlab")


@click.command(name="init")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--forge", type=click.Choice(_FORGES), help="Where CI runs (default: found out).")
@click.option("--owner", metavar="@TEAM", help="Who owns the gate (default: git's user.email).")
def command(yes: bool, forge: str | None, owner: str | None) -> int:
    """Add the hook, a policy, a CI job and CODEOWNERS lines to this repository.

    Shows each change as a diff and writes only on consent. What is there stays as it is, with
    its comments; run again, it has nothing to do.

    Exit code 1 says that something is still to be written.

    \b
    ftpolicy init           shows the changes and asks
    ftpolicy init --yes     writes them
    """
    from ftpolicy.changes.git import root_of
    from ftpolicy.changes.staged import toplevel
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.pipeline.wire import plan
    from ftpolicy.report.safe import safe

    if owner is not None and ("@" not in owner or not owner.isprintable() or " " in owner):
        raise FtpolicyError(f"`{owner}` is no owner; write `@name`, `@org/team` or a mail address")
    if root_of(os.getcwd()) is None:
        raise FtpolicyError("this is no git repository; run `git init` first")
    root = toplevel(os.getcwd())
    wiring = plan(worktree(root).after, root, forge, owner)
    for one in wiring.edits:
        say("".join(_diff(one)))
    for note in wiring.notes:
        remark(f"ftpolicy: {safe(note, 400)}")
    for each in wiring.by_hand:
        remark(_told(each))
    if not wiring.edits:
        remark(f"ftpolicy: nothing to {'write' if wiring.by_hand else 'do'}")
        return NOT_WRITTEN if wiring.by_hand else 0
    if not yes and not _agreed(len(wiring.edits)):
        remark("ftpolicy: nothing was written; `ftpolicy init --yes` does so")
        return NOT_WRITTEN
    for one in wiring.edits:
        _write(root, one)
    _next(wiring.edits)
    return NOT_WRITTEN if wiring.by_hand else 0


def _agreed(count: int) -> bool:
    """Whether the person at the terminal says yes; without a terminal nobody does."""
    if columns() is None or not sys.stdin.isatty():
        return False
    say(f"Write {'this file' if count == 1 else f'these {count} files'}? (yes, no)\n[no] > ")
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _diff(one: Edit) -> Iterator[str]:
    """The change of one file as a coloured diff; what is hidden in a line is shown."""
    from ftpolicy.report.safe import safe

    name = safe(one.path)
    yield click.style(f"{name}: {one.why}\n", bold=True)
    before = (one.before or "").replace("\r\n", "\n").splitlines()
    after = one.after.replace("\r\n", "\n").splitlines()
    old = "/dev/null" if one.before is None else f"a/{name}"
    for line in unified_diff(before, after, old, f"b/{name}", lineterm=""):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        yield click.style(safe(line, 400), fg=colour) + "\n"
    yield "\n"


def _told(one: ByHand) -> str:
    from ftpolicy.report.safe import safe

    lines = [f"ftpolicy: {safe(one.path)} was left alone, since {safe(one.why)}; add by hand:"]
    return "\n".join([*lines, *(f"    {line}" for line in one.text.splitlines())])


def _write(root: str, one: Edit) -> None:
    from ftpolicy.changes.git import inside

    path = os.path.join(root, one.path)
    if not inside(os.path.realpath(os.path.dirname(path)), os.path.realpath(root)):
        raise FtpolicyError(f"the folder of `{one.path}` is a link out of the repository")
    if one.before is None and os.path.lexists(path):
        raise FtpolicyError(f"`{one.path}` is there by now; run `ftpolicy init` again")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as why:
        raise FtpolicyError(f"cannot make the folder of `{one.path}`: {why.strerror}") from why
    write_bytes(path, one.after.encode())


def _next(edits: tuple[Edit, ...]) -> None:
    """What is left to do."""
    for one in edits:
        remark(f"wrote {one.path}")
    paths = " ".join(one.path for one in edits)
    remark(
        f"next: `pre-commit install`, then `git add {paths}` and commit; require the check"
        " `ftpolicy` on protected branches; `ftpolicy doctor` looks for ways past the gate"
    )
