"""`ftpolicy hook`: what pre-commit runs; it works out the change by itself."""

from __future__ import annotations

from datetime import date

import click

from ftpolicy.cli import _options
from ftpolicy.cli._commit import judge_commit


@click.command(name="hook")
@_options.as_of
def command(as_of: date | None) -> int:
    """Judge what is being committed, merged or pushed (run by pre-commit)."""
    return judge_commit(as_of)
