"""`ftpolicy audit`: many repositories to one report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, datetime, timezone

import click

from ftpolicy.audit.formats import FORMATS, Audited, render
from ftpolicy.audit.journal import Journal, rows_of
from ftpolicy.audit.run import Engine, audit
from ftpolicy.audit.targets import Target, targets
from ftpolicy.audit.trend import seen, trend
from ftpolicy.audit.work import BROKE, Wishes
from ftpolicy.cli import _options
from ftpolicy.cli._judge import FINDINGS
from ftpolicy.cli._organisations import Forges, Wanted, listed
from ftpolicy.cli._output import remark, say
from ftpolicy.cli._progress import progress
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import FAILED
from ftpolicy.report.safe import safe
from ftpolicy.review.fleet import organisation

_BROKEN = 3
_LARGEST = 1 << 20


@click.command(name="audit")
@click.argument("repositories", nargs=-1, metavar="[REPO]...")
@click.option(
    "--from-file",
    "files",
    multiple=True,
    metavar="FILE",
    help="Repositories, one a line (folders are relative to the file).",
)
@click.option(
    "--folder", "folders", multiple=True, metavar="DIR", help="Every repository below DIR."
)
@click.option(
    "--organisation",
    "--org",
    "organisations",
    multiple=True,
    metavar="FORGE:NAME",
    help="Every repository that github:ORGANISATION or gitlab:GROUP lists.",
)
@click.option("--include-archived", is_flag=True, help="Also those that it has archived.")
@click.option("--include-forks", is_flag=True, help="Also those that it has forked.")
@click.option("--api-url", metavar="URL", default="", help="The forge's API (default: the CI's).")
@click.option("--ref", default="HEAD", show_default=True, help="Which commit is looked at.")
@click.option(
    "--output",
    metavar="FILE.jsonl",
    help="Write one line per repository as it is done; a second run goes on where it ended.",
)
@click.option("--since", metavar="FILE.jsonl", help="Also say what changed since that audit.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="table")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes on this machine (default: one per processor).",
)
@click.option("--dask", metavar="ADDRESS", help="Send the work to this Dask scheduler instead.")
@click.option("--cache-dir", metavar="DIR", help="Where clones of addresses are kept.")
@click.option("--policy", "policy_file", metavar="FILE", help="Use this policy for all of them.")
@_options.as_of
@click.option("--no-evidence", is_flag=True, help="Take the records' claims as written.")
@click.option(
    "--time-limit",
    type=click.IntRange(1),
    default=600,
    show_default=True,
    metavar="SECONDS",
    help="For one repository; with --dask the cluster's own limits hold.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="The least severity that ends with exit code 1.",
)
def command(
    repositories: tuple[str, ...],
    files: tuple[str, ...],
    folders: tuple[str, ...],
    organisations: tuple[str, ...],
    include_archived: bool,
    include_forks: bool,
    api_url: str,
    ref: str,
    output: str | None,
    since: str | None,
    form: str,
    jobs: int | None,
    dask: str | None,
    cache_dir: str | None,
    policy_file: str | None,
    as_of: date | None,
    no_evidence: bool,
    time_limit: int,
    fail_on: str,
) -> int:
    """Judge many repositories, from their git objects: nothing is checked out, no hook runs.

    \b
    ftpolicy audit ../app ../voice                    two clones
    ftpolicy audit --folder clones --output rows.jsonl   all clones; can be interrupted
    ftpolicy audit --from-file repos.txt --format html > audit.html
    ftpolicy audit --organisation github:acme            as the token of GITHUB_TOKEN sees it
    """
    if not (repositories or files or folders or organisations):
        raise click.UsageError("name repositories, a --from-file, a --folder or an --organisation")
    if dask is not None and jobs is not None:
        raise click.UsageError("--jobs and --dask exclude each other")
    forges = _listed(organisations, api_url, Wanted(include_archived, include_forks))
    wanted = targets(repositories, files, folders, tuple(forges.targets))
    if organisations and not wanted:
        raise FtpolicyError(f"there is no repository to audit in `{', '.join(organisations)}`")
    wishes = Wishes(
        ref=ref,
        today=as_of or datetime.now(timezone.utc).date(),
        cache=os.path.abspath(cache_dir) if cache_dir is not None else _cache(),
        policy=_policy(policy_file),
        evidence=not no_evidence,
        seconds=time_limit,
    )
    before = seen(rows_of(since)) if since is not None else None
    with _journal(output) as journal:
        _run(wanted, wishes, journal, _engine(jobs, dask, len(wanted)), forges)
        now = seen(journal.rows())
        audited = Audited(
            rows=journal.rows,
            totals=now.totals,
            judged_at=wishes.today.isoformat(),
            trend=trend(before, now) if before is not None else None,
        )
        for part in render(form, audited):
            say(part)
        return _exit_code(audited, fail_on)


def _listed(organisations: tuple[str, ...], api: str, wanted: Wanted) -> Forges:
    named = tuple(dict.fromkeys(organisation(each) for each in organisations))
    if api and len({each.host for each in named}) != 1:
        raise click.UsageError("--api-url is for the organisations of one forge")
    return listed(named, api, wanted)


def _run(
    wanted: tuple[Target, ...], wishes: Wishes, journal: Journal, engine: Engine, forges: Forges
) -> None:
    kept = 0
    with progress(len(wanted), "audited") as one:

        def heard(_: Target, judged: bool) -> None:
            nonlocal kept
            kept += not judged
            one()

        audit(wanted, wishes, journal, engine, heard, forges.guard)
    if kept:
        remark(f"ftpolicy: {kept} of {len(wanted)} had not changed since they were judged")
    if forges.silent:
        why, count = forges.silent[0], len(forges.silent)
        remark(f"ftpolicy: whether the gate is required is not known of {count}: {safe(why, 600)}")


@contextmanager
def _journal(output: str | None) -> Iterator[Journal]:
    """The file of rows; without one named it is gone at the end."""
    with ExitStack() as held:
        path = output
        if path is None:
            folder = held.enter_context(tempfile.TemporaryDirectory(prefix="ftpolicy-"))
            path = os.path.join(folder, "rows.jsonl")
        yield held.enter_context(closing(Journal(os.path.abspath(path))))


def _engine(jobs: int | None, dask: str | None, count: int) -> Engine:
    if dask is not None:
        from ftpolicy.audit import cluster

        return lambda tasks: cluster.run(tasks, dask)
    from ftpolicy.audit import local

    processes = max(min(jobs or local.processors(), count), 1)
    return lambda tasks: local.run(tasks, processes)


def _cache() -> str:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "ftpolicy", "clones")


def _policy(path: str | None) -> tuple[str, bytes] | None:
    if path is None:
        return None
    try:
        with open(path, "rb") as stream:
            return os.path.basename(path), stream.read(_LARGEST)
    except OSError as why:
        raise FtpolicyError(f"cannot read the policy `{path}`: {why.strerror}") from why


def _exit_code(audited: Audited, fail_on: str) -> int:
    """An audit that could not look everywhere is no success, unless nothing is to fail."""
    if any(row.reason.startswith(BROKE) for row in audited.rows()):
        return _BROKEN
    if fail_on == "never":
        return 0
    whole = audited.totals
    failing = whole.severities["error"] + whole.repositories[FAILED]
    if fail_on == "warning":
        failing += whole.severities["warning"]
    return FINDINGS if failing else 0
