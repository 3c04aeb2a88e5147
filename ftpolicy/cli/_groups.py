"""Groups of commands that name the nearest one to a mistyped word."""

from __future__ import annotations

import click


class Suggesting(click.Group):
    """A group that says which command was meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            near = nearest(args[0], names)
            hint = f"; did you mean `{near}`?" if near else f"; there are {', '.join(names)}"
            raise click.UsageError(f"`{args[0]}` is no command{hint}", ctx)
        return super().resolve_command(ctx, args)


def nearest(word: str, names: list[str]) -> str | None:
    """The name that was probably meant, None when none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, names, n=1)), None)
