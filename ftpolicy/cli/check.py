"""`ftpolicy check`: judge a change, a branch or a tree."""

from __future__ import annotations

import os
from datetime import date

import click

from ftpolicy import report as formats
from ftpolicy.cli import _formats, _options
from ftpolicy.cli._ci import by_the_base, ci_change_set
from ftpolicy.cli._judge import Wishes, in_ci, in_pull_request, judge
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet, ScopeKind
from ftpolicy.model.values import replace


@click.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--staged", is_flag=True, help="Judge what is staged against HEAD.")
@_options.base
@click.option("--head", metavar="REF", help="The other end of --base (default: HEAD).")
@click.option("--ci", is_flag=True, help="Judge what the CI event brings (--base overrides it).")
@click.option("--all", "whole", is_flag=True, help="Judge the whole work tree.")
@_options.in_folder
@click.option(
    "--format",
    "form",
    type=click.Choice(formats.names()),
    help="What standard output gets (default: text; in CI what its log understands).",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=_formats.parsed,
    help="Also write the report to a file (`-`: standard output); may be given several times.",
)
@_options.fail_on
@click.option("--policy", "policy_file", metavar="FILE", help="Use this policy, not the base's.")
@click.option(
    "--policy-from",
    type=click.Choice(["base", "head"]),
    default="base",
    help="Whose policy judges; head is for owners who repair a policy.",
)
@_options.as_of
@click.option("--no-evidence", is_flag=True, help="Take the record's claims as written.")
def command(
    paths: tuple[str, ...],
    staged: bool,
    base: str | None,
    head: str | None,
    ci: bool,
    whole: bool,
    folder: str,
    form: str | None,
    outputs: tuple[tuple[str, str], ...],
    fail_on: str,
    policy_file: str | None,
    policy_from: str,
    as_of: date | None,
    no_evidence: bool,
) -> int:
    """Judge fine-tuning against its decision records.

    \b
    ftpolicy check                        what is staged; in CI what its event brings
    ftpolicy check --base origin/main     this branch, as CI judges it
    ftpolicy check --all                  everything, under this tree's policy
    ftpolicy check configs/voice.yaml     these files
    """
    asked = [name for name, on in _scopes(paths, staged, base, ci, whole) if on]
    if len(asked) > 1:
        raise click.UsageError(f"{asked[0]} and {asked[1]} exclude each other")
    _options.both_ends(base, head)
    printed, files = _formats.split(form, outputs)
    wishes = Wishes(
        format=printed,
        outputs=files,
        fail_on=fail_on,
        policy_file=os.path.abspath(policy_file) if policy_file is not None else None,
        policy_from=policy_from,
        as_of=as_of,
        evidence=not no_evidence,
    )
    _options.enter(folder)
    change_set = _of_ci(base, head) if ci else _change_set(paths, base, head, whole, staged)
    entire = change_set.scope is ScopeKind.TREE and not paths
    return judge(change_set, replace(wishes, whole=entire))


def _scopes(
    paths: tuple[str, ...], staged: bool, base: str | None, ci: bool, whole: bool
) -> tuple[tuple[str, bool], ...]:
    return (
        ("--staged", staged),
        ("--ci", ci),
        ("--base", base is not None and not ci),
        ("--all", whole),
        ("named paths", bool(paths)),
    )


def _of_ci(base: str | None, head: str | None) -> ChangeSet:
    meant = ci_change_set(base, head)
    if meant is None:
        raise FtpolicyError(
            "no CI event is known here; give the target: `ftpolicy check --ci --base origin/main`,"
            " or set FTPOLICY_BASE to it"
        )
    return meant


def _change_set(
    paths: tuple[str, ...], base: str | None, head: str | None, whole: bool, staged: bool
) -> ChangeSet:
    if base is not None:
        from ftpolicy.changes.commits import between

        return between(base, head or "HEAD", os.getcwd())
    if whole or paths:
        from ftpolicy.changes.worktree import worktree

        tree = worktree(os.getcwd(), paths)
        return by_the_base(tree) if in_pull_request() else tree
    meant = None if staged else ci_change_set()
    if meant is not None:
        return meant
    if in_ci() and not staged:
        raise FtpolicyError(
            "nothing says what to judge in this CI run; give the target branch:"
            " `ftpolicy check --base origin/main` (or `--all` for the whole tree)"
        )
    from ftpolicy.changes.staged import staged as staged_changes

    return staged_changes(os.getcwd())
