"""`ftpolicy schema`: print a schema, for editors and other tools."""

from __future__ import annotations

import click

from ftpolicy.cli._output import say


@click.command(name="schema")
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """Print a JSON schema; without NAME list them.

    \b
    ftpolicy schema decision-record > decision-record.schema.json
    """
    from ftpolicy.parse.schema import names, schema_text

    if name is None:
        say("".join(f"{each}\n" for each in names()))
        return 0
    if name not in names():
        raise click.UsageError(f"`{name}` is none of {', '.join(names())}")
    say(schema_text(name))
    return 0
