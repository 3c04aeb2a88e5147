"""`ftpolicy completion`: the script by which a shell completes our commands."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from ftpolicy.cli._output import say

_PROGRAM = "ftpolicy"
_VARIABLE = "_FTPOLICY_COMPLETE"


@click.command(name="completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script of a shell: commands, options, codes, detectors, records.

    \b
    ftpolicy completion bash > ~/.local/share/bash-completion/completions/ftpolicy
    ftpolicy completion zsh > "${fpath[1]}/_ftpolicy"
    ftpolicy completion fish > ~/.config/fish/completions/ftpolicy.fish
    """
    from ftpolicy.cli._program import group

    known = get_completion_class(shell)
    assert known is not None  # noqa: S101 - the choice holds those that there are
    # bash's own `source` would start a bash to ask for its version
    say(ShellComplete.source(known(group, {}, _PROGRAM, _VARIABLE)) + "\n")
    return 0
