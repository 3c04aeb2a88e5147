"""Processes of this machine, one task per repository; the default engine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import wait as wait_for

from ftpolicy.audit.work import Task, lost, work

Answers = Generator[tuple[Task, "str | None"], None, None]
"""Each task with its line, None when the known row holds."""

Work = Callable[[Task], "str | None"]

_AHEAD = 2  # tasks handed out for each process, so that none waits for the next
_DIED = "the process that judged it ended by itself, twice (out of memory?)"


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(tasks: Iterable[Task], jobs: int, do: Work = work) -> Answers:
    """Each task with its line, as they finish.

    A process that dies (the system kills what takes too much memory) takes the tasks of its pool
    with it: they are done again one by one, and the one that kills again is given up.
    """
    waiting = iter(tasks)
    while True:
        suspects: list[Task] = []
        yield from _pooled(waiting, jobs, do, suspects)
        if not suspects:
            return
        for one in suspects:
            again: list[Task] = []
            yield from _pooled(iter((one,)), 1, do, again)
            if again:
                yield one, lost(one, _DIED)


def _pooled(waiting: Iterator[Task], jobs: int, do: Work, unfinished: list[Task]) -> Answers:
    """The tasks in one pool; those that it left when it broke are added to `unfinished`."""
    running: dict[Future[str | None], Task] = {}
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context(_start()), _begin)
    most = jobs * _AHEAD
    try:
        while _filled(lambda task: pool.submit(do, task), waiting, running, unfinished, most):
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = {one for one in done if isinstance(one.exception(), BrokenProcessPool)}
            for future in done - broken:
                yield running.pop(future), future.result()
            if broken:
                break
        unfinished += running.values()
        running.clear()
    finally:
        pool.shutdown(wait=not running, cancel_futures=True)
        if running:  # interrupted: what is under way will be done again
            for process in multiprocessing.active_children():
                process.terminate()


def _start() -> str:
    """How processes begin: a fork is ten times faster, and safe only where no thread runs."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _filled(
    hand_out: Callable[[Task], Future[str | None]],
    waiting: Iterator[Task],
    running: dict[Future[str | None], Task],
    unfinished: list[Task],
    most: int,
) -> bool:
    """Hand out tasks until there are so many; False when the pool has broken meanwhile."""
    for task in islice(waiting, most - len(running)):
        unfinished.append(task)
        with suppress(BrokenProcessPool):
            future = hand_out(task)
            running[future] = unfinished.pop()
        if unfinished:
            return False
    return True


def _begin() -> None:
    """A process of the pool leaves interrupts to its parent, and ends when that has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
