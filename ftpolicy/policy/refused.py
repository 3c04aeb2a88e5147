"""What is wrong with a file that says what is asked, as the one error that it ends in."""

from __future__ import annotations

from collections.abc import Sequence

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.record import Fault

_MOST_SHOWN = 5


def refused(subject: str, found: Sequence[Fault]) -> FtpolicyError:
    """The error that lists the first faults of a policy or baseline by place."""
    lines = [
        f"{it.location.path}:{it.location.line}:{it.location.column}: {it.message}"
        for it in found[:_MOST_SHOWN]
    ]
    if len(found) > _MOST_SHOWN:
        lines.append(f"and {len(found) - _MOST_SHOWN} more")
    return FtpolicyError(f"the {subject} cannot be used:\n" + "\n".join(lines))
