"""How far a long run is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from ftpolicy.cli._output import remark
from ftpolicy.report.wording import counted

_EVERY = 30.0  # seconds between two plain lines
_MINUTE = 60.0


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[], None]]:
    """Yields what is called after each item."""
    started = time.monotonic()
    count, last = 0, started
    if sys.stderr is not None and sys.stderr.isatty():
        with click.progressbar(
            range(total),
            label=what,
            show_pos=True,
            file=sys.stderr,
            item_show_func=lambda _: _rate(count, started),
        ) as bar:

            def moved() -> None:
                nonlocal count
                count += 1
                bar.update(1)

            yield moved
        return

    def plain() -> None:
        nonlocal count, last
        count += 1
        now = time.monotonic()
        if now - last >= _EVERY and count < total:
            last = now
            left = (now - started) / count * (total - count)
            remark(f"ftpolicy: {count} of {total}, {_rate(count, started)}, {_time(left)} left")

    yield plain
    remark(f"ftpolicy: {what} {count} of {total}, {_rate(count, started)}")


def _rate(done: int, started: float) -> str:
    passed = max(time.monotonic() - started, 0.001)
    return f"{done / passed * _MINUTE:.0f} a minute"


def _time(seconds: float) -> str:
    minutes = round(seconds / _MINUTE)
    return counted(minutes, "minute") if minutes else "less than a minute"
