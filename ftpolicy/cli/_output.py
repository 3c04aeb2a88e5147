"""Where the program writes: standard output, or files beside which it first writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TextIO

from ftpolicy.errors import FtpolicyError, UnheardError
from ftpolicy.model.regex import regex

_COLOUR: ContextVar[str] = ContextVar("colour", default="auto")
_STYLE = regex(r"\x1b\[[0-9;]*m")


def colour_by(asked: str) -> None:
    """Whether this run colours its text: `always`, `never`, or `auto`."""
    _COLOUR.set(asked)


def _coloured(stream: TextIO) -> bool:
    """By the flag, else by the environment (https://no-color.org), else on a terminal."""
    asked = _COLOUR.get()
    if asked != "auto":
        return asked == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def columns() -> int | None:
    """How wide the terminal is, None when standard output is none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def say(text: str) -> None:
    """To standard output, with colours only where they are wanted; raises UnheardError."""
    if sys.stdout is None:
        raise UnheardError("it is closed")
    try:
        _write(sys.stdout, text)
    except OSError as why:
        # what is still buffered would fail again when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UnheardError("" if isinstance(why, BrokenPipeError) else str(why.strerror)) from why


def remark(text: str) -> None:
    """To standard error, so that a machine format keeps standard output to itself."""
    with suppress(OSError):  # nobody hears it, and the exit code says the same
        if sys.stderr is not None:
            _write(sys.stderr, text + "\n")


def _write(stream: TextIO, text: str) -> None:
    # Paths may hold bytes that the locale cannot write; they are escaped, never an error.
    encoding = getattr(stream, "encoding", None) or "utf-8"
    shown = text.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(shown if _coloured(stream) else _STYLE.sub("", shown))
    stream.flush()


def write(path: str, text: str) -> None:
    """Write a text without its colours, as `write_bytes` does."""
    write_bytes(path, _STYLE.sub("", text).encode("utf-8", "backslashreplace"))


def write_bytes(path: str, data: bytes) -> None:
    """Write a whole file or nothing: beside it first, then in its place."""
    try:
        with beside(os.path.dirname(os.path.abspath(path)), data) as whole:
            os.replace(whole, path)
    except OSError as why:
        raise FtpolicyError(f"cannot write `{path}`: {why.strerror}") from why


@contextmanager
def beside(folder: str, data: bytes) -> Iterator[str]:
    """A file of the folder that holds the data; it is gone in the end unless it was moved away."""
    import tempfile

    handle, path = tempfile.mkstemp(prefix=".ftpolicy-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(path, 0o666 & ~umask)
        yield path
    finally:
        with suppress(FileNotFoundError):
            os.unlink(path)
