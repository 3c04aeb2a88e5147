"""Where the program writes: standard output, or files beside which it first writes."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

import click

from ftpolicy.errors import FtpolicyError, UnheardError


def wants_colour(asked: str) -> bool | None:
    """True or False when flag or environment say so, None to let the terminal decide."""
    if asked != "auto":
        return asked == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def columns() -> int | None:
    """How wide the terminal is, None when standard output is none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def say(text: str) -> None:
    """To standard output, with colours only where they are wanted; raises UnheardError."""
    if sys.stdout is None:
        raise UnheardError("it is closed")
    # Paths may hold bytes that the locale cannot write; they are escaped, never an error.
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    shown = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        click.echo(shown, nl=False, color=click.get_current_context().color)
    except OSError as why:
        # what is still buffered would fail again when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UnheardError("" if isinstance(why, BrokenPipeError) else str(why.strerror)) from why


def remark(text: str) -> None:
    """To standard error, so that a machine format keeps standard output to itself."""
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"), err=True)


def write(path: str, text: str) -> None:
    """Write a text without its colours, as `write_bytes` does."""
    write_bytes(path, click.unstyle(text).encode("utf-8", "backslashreplace"))


def write_bytes(path: str, data: bytes) -> None:
    """Write a whole file or nothing: beside it first, then in its place."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle, beside = tempfile.mkstemp(prefix=".ftpolicy-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(beside, 0o666 & ~umask)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as why:
        raise FtpolicyError(f"cannot write `{path}`: {why.strerror}") from why
