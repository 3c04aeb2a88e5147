"""Shell text to commands, and to the documents and calls of its here-documents."""

from __future__ import annotations

from collections.abc import Sequence

from ftpolicy.model.source import Command, Language, Parsed, Unparsed
from ftpolicy.parse.language import MAX_TEXT, recipe_of
from ftpolicy.parse.shell_options import Place
from ftpolicy.parse.shell_reader import ShellReader, below
from ftpolicy.parse.shell_words import ShellError
from ftpolicy.parse.text import Lines


def parse_shell(text: str, path: str) -> Parsed | Unparsed:
    """The commands of a script, or of the recipes of a Makefile, Justfile or Dockerfile."""
    if len(text) > MAX_TEXT:
        return Unparsed(Language.SHELL, f"it is larger than {MAX_TEXT >> 20} MiB")
    reader = ShellReader()
    try:
        recipe = recipe_of(path)
        if recipe is None:
            reader.read(text, Lines(text).at)
        else:
            from ftpolicy.parse.recipe_text import read_recipes

            read_recipes(text, recipe, reader)
    except ShellError as error:
        return Unparsed(Language.SHELL, error.reason, *(error.at or (1, 1)))
    return reader.parsed()


def commands_of(
    written: str | Sequence[str], line: int = 1, column: int = 1
) -> tuple[Command, ...]:
    """The commands of a text, or of a list of words, that another file holds.

    `line` and `column` are where its first line starts. A text that is no shell gives none.
    """
    reader = ShellReader()
    try:
        if isinstance(written, str):
            reader.read(written, below(Lines(written), line, column))
        else:
            reader.run(written, [Place(line, column, 0)] * len(written))
    except ShellError:
        return ()
    return reader.parsed().commands
