"""The command line: options in, exit code out; a command is imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

import click

from ftpolicy import __version__
from ftpolicy.cli._groups import Suggesting
from ftpolicy.errors import FtpolicyError, UnheardError

WRONG, BROKEN = 2, 3


class _Commands(Suggesting):
    """One file of this folder is one command; files with a leading underscore are not."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(info.name for info in iter_modules(__path__) if info.name[0] != "_")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found = import_module(f"{__name__}.{cmd_name}").command
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ftpolicy", message="%(prog)s %(version)s")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour the text output; auto means on a terminal (NO_COLOR, FORCE_COLOR).",
)
@click.pass_context
def group(ctx: click.Context, color: str) -> None:
    """Let fine-tuning in only with a decision record that shows its evidence.

    \b
    ftpolicy check --staged          judge what is about to be committed
    ftpolicy check --base main       judge a branch as CI does
    ftpolicy scan                    list the tuning files of this repository
    ftpolicy explain FT001           what a finding means and how to mend it
    """
    from ftpolicy.cli._output import wants_colour

    ctx.color = wants_colour(color)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code (spec.md 6)."""
    try:
        result = group.main(arguments, prog_name="ftpolicy", standalone_mode=False)
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.ClickException as wrong:
        wrong.show(sys.stderr)
        return WRONG
    except click.Abort:
        _complain("interrupted")
        return WRONG
    except FtpolicyError as wrong:
        _complain(str(wrong))
        return WRONG
    except UnheardError as why:
        if str(why):  # a closed pipe is what `| head` leaves behind
            _complain(f"standard output cannot be written: {why}")
        return BROKEN
    except Exception:  # noqa: BLE001 - the one place where a defect of ours is reported
        _complain(f"ftpolicy {__version__} broke; please report this with the lines below")
        import traceback

        traceback.print_exc()
        return BROKEN
    return result if isinstance(result, int) else 0


def _complain(text: str) -> None:
    from ftpolicy.report.safe import safe

    lines = [safe(line, 2000) for line in text.split("\n")]
    click.echo("ftpolicy: " + "\n".join(lines), err=True)
