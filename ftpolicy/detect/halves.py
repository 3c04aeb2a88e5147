"""Work on many files in two processes, where the system can fork and has a second processor."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

FEWEST = 2000
"""Items below which a second process costs more than it saves."""

Item = TypeVar("Item")
Row = TypeVar("Row")


def in_halves(
    work: Callable[[Sequence[Item]], list[Row]], items: Sequence[Item], fewest: int = FEWEST
) -> list[Row]:
    """What `work` makes of the items; every second one may be worked on by a forked child.

    Nothing is lost with a child that ends early: its half is then worked on here, and what
    went wrong is raised here.
    """
    if len(items) < fewest or not hasattr(os, "fork") or _processors() < 2:
        return work(items)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(work, items[1::2], reading, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        try:
            rows = work(items[::2])
            answer = stream.read()
        finally:
            stream.close()  # a child that is still writing ends by that
            _, status = os.waitpid(child, 0)
    if status or not answer:
        return [*rows, *work(items[1::2])]
    theirs: list[Row] = pickle.loads(answer)  # noqa: S301 - written by our own child
    return [*rows, *theirs]


def _answer(
    work: Callable[[Sequence[Item]], list[Row]], items: Sequence[Item], reading: int, writing: int
) -> None:
    """The child's life; it never returns into the program of its parent."""
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(work(items), stream, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
