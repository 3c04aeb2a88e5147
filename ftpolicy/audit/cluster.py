"""An existing Dask cluster (the extra `audit`): the same work, placed and retried by Dask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any, Protocol, cast

from ftpolicy.audit.local import Answers
from ftpolicy.audit.work import Task, lost, work
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError

_RETRIES = 2
_AHEAD = 4  # tasks handed out for each thread of the cluster: the client's memory stays flat
_FEWEST = 16


class _Client(Protocol):
    """What is used of `distributed.Client`."""

    def submit(self, func: object, *args: object, **options: object) -> object: ...
    def nthreads(self) -> dict[str, int]: ...
    def cancel(self, futures: list[object]) -> None: ...
    def close(self) -> None: ...


def run(tasks: Iterable[Task], address: str) -> Answers:
    """Each task with its line, as they finish; a lost worker's tasks run again elsewhere."""
    distributed = _library()
    try:
        client = cast("_Client", distributed.Client(address, timeout="10s"))
    except (OSError, ValueError) as why:
        raise FtpolicyError(f"no Dask scheduler answers at `{shown(address)}`: {why}") from why
    try:
        yield from _streamed(iter(tasks), client, distributed.as_completed)
    finally:
        client.close()


def _streamed(waiting: Iterator[Task], client: _Client, as_completed: Any) -> Answers:
    running: dict[object, Task] = {}
    most = max(sum(client.nthreads().values()) * _AHEAD, _FEWEST)

    def submitted(task: Task) -> object:
        future = client.submit(work, task, pure=False, retries=_RETRIES)
        running[future] = task
        return future

    try:
        done = as_completed([submitted(one) for one in islice(waiting, most)])
        for future in done:
            task = running.pop(future)
            error = future.exception() if future.status != "finished" else None
            line = future.result() if future.status == "finished" else lost(task, _gone(error))
            for one in islice(waiting, 1):
                done.add(submitted(one))
            yield task, line
    finally:
        client.cancel(list(running))


def _gone(error: object) -> str:
    kind = type(error).__name__ if error is not None else "cancelled"
    return f"the cluster gave it up after {_RETRIES} retries: {kind}: {shown(str(error))}"


def _library() -> Any:
    try:
        return import_module("distributed")
    except ImportError as why:
        raise FtpolicyError(
            "`--dask` needs Dask, also on its workers: `pip install 'ftpolicy[audit]'`"
        ) from why
