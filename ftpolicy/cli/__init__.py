"""The command line: options in, exit code out."""

from __future__ import annotations

import gc
import sys

from ftpolicy import __version__
from ftpolicy.errors import FtpolicyError, UnheardError

WRONG, BROKEN = 2, 3
_GARBAGE = 50_000
"""Values between two searches for garbage; what we build is kept, or is no circle."""


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code."""
    gc.set_threshold(_GARBAGE)
    asked = sys.argv[1:] if arguments is None else arguments
    try:
        if asked == ["hook"]:  # on the way of every commit: click takes longer than the rest
            from ftpolicy.cli._commit import judge_commit

            return judge_commit()
        from ftpolicy.cli._program import run

        return run(asked)
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


def _complain(text: str) -> None:
    from ftpolicy.cli._output import remark
    from ftpolicy.report.safe import safe

    lines = [safe(line, 2000) for line in text.split("\n")]
    remark("ftpolicy: " + "\n".join(lines))
