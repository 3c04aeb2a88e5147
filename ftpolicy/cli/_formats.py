"""Which formats a run writes, and where: files, standard output, the CI at hand."""

from __future__ import annotations

import os

import click

from ftpolicy import report as formats

STDOUT = "-"
Outputs = tuple[tuple[str, str], ...]


def parsed(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> Outputs:
    """Each `FORMAT=FILE`, with the file made absolute before `-C` changes the folder."""
    pairs: list[tuple[str, str]] = []
    for value in values:
        name, _, path = value.partition("=")
        if not path or name not in formats.names():
            raise click.BadParameter(
                f"`{value}` is not FORMAT=FILE with one of {', '.join(formats.names())}"
            )
        target = path if path == STDOUT else os.path.abspath(path)
        if target != STDOUT and any(target == other for _, other in pairs):
            raise click.BadParameter(f"two formats go to `{path}`")
        pairs.append((name, target))
    return tuple(pairs)


def split(asked: str | None, outputs: Outputs) -> tuple[str, Outputs]:
    """The one format of standard output, and those that go to files.

    Without a wish standard output speaks the language of the CI, text elsewhere.
    """
    printed = [*([asked] if asked is not None else [])]
    printed += [name for name, path in outputs if path == STDOUT]
    if len(printed) > 1:
        raise click.UsageError(
            f"`{printed[0]}` and `{printed[1]}` cannot both go to standard output; give one a file"
        )
    files = tuple(pair for pair in outputs if pair[1] != STDOUT)
    return (printed[0] if printed else _of_the_ci()), files


def _of_the_ci() -> str:
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "azure" if os.environ.get("TF_BUILD", "").lower() == "true" else "text"
