"""`ftpolicy review`: put the report on the pull or merge request of this CI run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, timezone

import click

from ftpolicy import report as formats
from ftpolicy.changes.git import root_of
from ftpolicy.cli import _options
from ftpolicy.cli._ci import ci_change_set
from ftpolicy.cli._host import links
from ftpolicy.cli._judge import exit_code
from ftpolicy.cli._output import remark, say
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.finding import Report
from ftpolicy.model.values import dataclass, replace
from ftpolicy.pipeline import check
from ftpolicy.policy.load import Policy, load
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import closing
from ftpolicy.review import acts, connect, settle
from ftpolicy.review.diff import Diff
from ftpolicy.review.host import ForbiddenError, Host
from ftpolicy.review.target import Target, target


@dataclass(frozen=True, slots=True)
class _Wishes:
    comment: bool
    inline: bool
    request_changes: bool
    dry_run: bool


@click.command(name="review")
@_options.base
@click.option("--head", metavar="REF", help="The other end of --base (default: the event's head).")
@_options.in_folder
@click.option("--comment/--no-comment", default=True, help="Keep one comment (default: yes).")
@click.option("--inline", is_flag=True, help="Also comment on the lines of the diff.")
@click.option("--request-changes", is_flag=True, help="Request changes while an error stands.")
@click.option("--api-url", metavar="URL", default="", help="The server's API (default: the CI's).")
@click.option(
    "--author",
    metavar="LOGIN",
    default="",
    help="The account that writes (default: FTPOLICY_REVIEW_AUTHOR, else the host is asked).",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@_options.fail_on
@_options.as_of
def command(
    base: str | None,
    head: str | None,
    folder: str,
    comment: bool,
    inline: bool,
    request_changes: bool,
    api_url: str,
    author: str,
    dry_run: bool,
    fail_on: str,
    as_of: date | None,
) -> int:
    """Judge as `check --ci` does, ask for approvals, and write it on the request.

    \b
    ftpolicy review                      one comment, kept up to date
    ftpolicy review --inline             and comments on the lines of the diff
    ftpolicy review --request-changes    and a review that blocks until it is mended
    """
    _options.both_ends(base, head)
    _options.enter(folder)
    change_set = ci_change_set(base, head)
    if change_set is None:
        raise FtpolicyError(
            "no CI event is known here; run `ftpolicy review` in the pipeline of a pull or merge"
            " request, or judge a branch with `ftpolicy check --base origin/main`"
        )
    today = as_of or datetime.now(timezone.utc).date()
    wishes = _Wishes(comment, inline, request_changes, dry_run)
    found = _reviewed(change_set, target(os.environ, api_url, author), today, wishes)
    return exit_code(found, fail_on)


def _reviewed(change_set: ChangeSet, asked: Target | None, today: date, wishes: _Wishes) -> Report:
    policy = load(change_set.policy_trees, today, root_of(os.getcwd()) or os.getcwd())
    report = check(change_set, policy, today)
    report = replace(report, links=links(report.head))
    if asked is None:
        _close(report)
        remark("ftpolicy: this run is about no pull or merge request, so nothing is written")
        return report
    if not asked.token:
        if not asked.fork or settle.asks(report):
            raise asked.missing
        _close(report)
        _annotate(report, asked, "without a token")
        return report
    return _on_host(report, change_set, policy, today, asked, wishes)


def _on_host(
    report: Report,
    change_set: ChangeSet,
    policy: Policy,
    today: date,
    asked: Target,
    wishes: _Wishes,
) -> Report:
    host = connect(asked)
    if settle.asks(report):
        report = settle.settled(report, change_set, policy, today, host, asked.head)
    _close(report)
    try:
        if acts.superseded(host, asked.head, os.getcwd()):
            remark(f"ftpolicy: {host.name} has a newer head of the request; its run will write")
            return report
        for act in _planned(report, change_set, asked, host, wishes):
            _perform(act, wishes.dry_run)
    except ForbiddenError as why:
        if not asked.fork:
            raise
        _annotate(report, asked, str(why))
    return report


def _planned(
    report: Report, change_set: ChangeSet, asked: Target, host: Host, wishes: _Wishes
) -> Iterator[acts.Act]:
    if wishes.comment:
        yield from acts.sticky(report, host)
    if wishes.inline:
        diff = Diff(change_set, asked.head)
        if not diff.known:
            remark(
                "ftpolicy: no new comments on lines: where the request left its target is not in"
                ' this checkout; fetch the whole history (`fetch-depth: 0`, `GIT_DEPTH: "0"`)'
            )
        yield from acts.lines(report, host, diff, asked.head)
    if wishes.request_changes:
        yield from acts.changes(report, host, asked.head)


def _perform(act: acts.Act, dry_run: bool) -> None:
    if dry_run:
        say(f"would {act.words}:\n{act.text}\n")
        return
    said = act.do()
    remark(f"ftpolicy: {said or f'did {act.words}'}")


def _close(report: Report) -> None:
    say(f"{closing(report)}\n")
    for note in report.notes:
        remark(f"ftpolicy: {safe(note, 600)}")


def _annotate(report: Report, asked: Target, why: str) -> None:
    """The findings in the run's own log, where a fork's change may not be commented on."""
    remark(
        "ftpolicy: this change comes from a fork, whose run may not write on it; its findings"
        f" stand in this log instead ({safe(why, 400)})"
    )
    say(formats.render("github" if asked.host == "github" else "text", report))
