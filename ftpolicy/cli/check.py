"""`ftpolicy check`: judge a change, a branch or a tree."""

from __future__ import annotations

import os
from datetime import date, datetime

import click

from ftpolicy import report as formats
from ftpolicy.cli._judge import Wishes, in_ci, in_pull_request, judge
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet


def _outputs(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Each `FORMAT=FILE`, with the file made absolute before `-C` changes the folder."""
    pairs = []
    for value in values:
        name, _, path = value.partition("=")
        if not path or name not in formats.names():
            raise click.BadParameter(
                f"`{value}` is not FORMAT=FILE with one of {', '.join(formats.names())}"
            )
        pairs.append((name, os.path.abspath(path)))
    return tuple(pairs)


@click.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--staged", is_flag=True, help="Judge what is staged against HEAD.")
@click.option("--base", metavar="REF", help="Judge what --head has that REF lacks.")
@click.option("--head", metavar="REF", help="The other end of --base (default: HEAD).")
@click.option("--all", "whole", is_flag=True, help="Judge the whole work tree.")
@click.option("-C", "folder", metavar="DIR", default=".", help="Run as if started in DIR.")
@click.option("--format", "form", type=click.Choice(formats.names()), default="text")
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=_outputs,
    help="Also write the report to a file; may be given several times.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    help="The least severity that ends with exit code 1 (default: error).",
)
@click.option("--policy", "policy_file", metavar="FILE", help="Use this policy, not the base's.")
@click.option(
    "--policy-from",
    type=click.Choice(["base", "head"]),
    default="base",
    help="Whose policy judges; head is for owners who repair a policy.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge as on this day (default: today, UTC).",
)
@click.option("--no-evidence", is_flag=True, help="Take the record's claims as written.")
def command(
    paths: tuple[str, ...],
    staged: bool,
    base: str | None,
    head: str | None,
    whole: bool,
    folder: str,
    form: str,
    outputs: tuple[tuple[str, str], ...],
    fail_on: str,
    policy_file: str | None,
    policy_from: str,
    as_of: datetime | None,
    no_evidence: bool,
) -> int:
    """Judge fine-tuning against its decision records.

    \b
    ftpolicy check                        what is staged
    ftpolicy check --base origin/main     this branch, as CI judges it
    ftpolicy check --all                  everything, under this tree's policy
    ftpolicy check configs/voice.yaml     these files
    """
    asked = [name for name, on in _scopes(paths, staged, base, whole) if on]
    if len(asked) > 1:
        raise click.UsageError(f"{asked[0]} and {asked[1]} exclude each other")
    if head is not None and base is None:
        raise click.UsageError("--head needs --base")
    wishes = Wishes(
        format=form,
        outputs=outputs,
        fail_on=fail_on,
        policy_file=os.path.abspath(policy_file) if policy_file is not None else None,
        policy_from=policy_from,
        as_of=_day(as_of),
        whole=whole,
    )
    try:
        os.chdir(folder)
    except OSError as why:
        raise FtpolicyError(f"cannot enter `{folder}`: {why.strerror}") from why
    return judge(_change_set(paths, base, head, whole, staged), wishes)


def _scopes(
    paths: tuple[str, ...], staged: bool, base: str | None, whole: bool
) -> tuple[tuple[str, bool], ...]:
    return (
        ("--staged", staged),
        ("--base", base is not None),
        ("--all", whole),
        ("named paths", bool(paths)),
    )


def _day(as_of: datetime | None) -> date | None:
    return as_of.date() if as_of is not None else None


def _change_set(
    paths: tuple[str, ...], base: str | None, head: str | None, whole: bool, staged: bool
) -> ChangeSet:
    if base is not None:
        from ftpolicy.changes.commits import between

        return between(base, head or "HEAD", os.getcwd())
    if whole or paths:
        if in_pull_request():
            raise FtpolicyError(
                "in a pull request the work tree must not be judged by its own policy;"
                " give the target: `ftpolicy check --base origin/main`"
            )
        from ftpolicy.changes.worktree import worktree

        return worktree(os.getcwd(), paths)
    if in_ci() and not staged:
        raise FtpolicyError(
            "nothing says what to judge in this CI run; give the target branch:"
            " `ftpolicy check --base origin/main` (or `--all` for the whole tree)"
        )
    from ftpolicy.changes.staged import staged as staged_changes

    return staged_changes(os.getcwd())
