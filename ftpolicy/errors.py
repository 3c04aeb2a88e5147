"""What the user can mend: a bad policy, no repository, an unknown revision."""

from __future__ import annotations


class FtpolicyError(Exception):
    """The user's command, policy or repository is wrong; the text says what, where and how.

    The program ends with exit code 2 and prints the text as its one line.
    """


class UnheardError(Exception):
    """The report could not be written, so nobody may take the run for a pass."""
