"""`ftpolicy hook`: what pre-commit runs; it works out the change by itself."""

from __future__ import annotations

from datetime import datetime

import click

from ftpolicy.cli._commit import judge_commit


@click.command(name="hook")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge as on this day (default: today, UTC).",
)
def command(as_of: datetime | None) -> int:
    """Judge what is being committed, merged or pushed (run by pre-commit)."""
    return judge_commit(as_of.date() if as_of is not None else None)
