"""Options that several commands have, and what is done with their values."""

from __future__ import annotations

import os
from datetime import date, datetime

import click

from ftpolicy.errors import FtpolicyError

in_folder = click.option(
    "-C", "folder", metavar="DIR", default=".", help="Run as if started in DIR."
)
base = click.option("--base", metavar="REF", help="Judge what --head has that REF lacks.")
fail_on = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    help="The least severity that ends with exit code 1 (default: error).",
)


def _day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value is not None else None


as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    callback=_day,
    help="Judge as on this day (default: today, UTC).",
)


def enter(folder: str) -> None:
    """Go to the folder of `-C`, after what is named relative to the first one was made absolute."""
    try:
        os.chdir(folder)
    except OSError as why:
        raise FtpolicyError(f"cannot enter `{folder}`: {why.strerror}") from why


def both_ends(first: str | None, head: str | None) -> None:
    """Refuse a `--head` that has no `--base`."""
    if head is not None and first is None:
        raise click.UsageError("--head needs --base")
