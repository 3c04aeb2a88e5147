"""The commands and their options; a command is imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

import click

from ftpolicy import __version__, cli
from ftpolicy.cli._groups import Suggesting
from ftpolicy.cli._output import colour_by
from ftpolicy.errors import FtpolicyError

WRONG = 2


class _Commands(Suggesting):
    """One file of this folder is one command; files with a leading underscore are not."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(info.name for info in iter_modules(cli.__path__) if info.name[0] != "_")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found = import_module(f"{cli.__name__}.{cmd_name}").command
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ftpolicy", message="%(prog)s %(version)s")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour the text output; auto means on a terminal (NO_COLOR, FORCE_COLOR).",
)
def group(color: str) -> None:
    """Let fine-tuning in only with a decision record that shows its evidence.

    \b
    ftpolicy check --staged          judge what is about to be committed
    ftpolicy check --base main       judge a branch as CI does
    ftpolicy scan                    list the tuning files of this repository
    ftpolicy explain FT001           what a finding means and how to mend it
    """
    colour_by(color)


def run(arguments: list[str]) -> int:
    """Run a command; raises what is not about its options."""
    try:
        result = group.main(arguments, prog_name="ftpolicy", standalone_mode=False)
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.ClickException as wrong:
        wrong.show(sys.stderr)
        return WRONG
    except click.Abort:
        raise FtpolicyError("interrupted") from None
    return result if isinstance(result, int) else 0
