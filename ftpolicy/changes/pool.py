"""The processes that read a repository's objects, shared by all trees of it that are judged."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary

from ftpolicy.changes.blobs import Blobs


class Pool:
    """Idle `cat-file`s: each reading has one for itself, so that readings may be nested."""

    def __init__(self, cwd: str) -> None:
        self._cwd = cwd
        self._idle: list[Blobs] = []
        self._owner = os.getpid()

    @contextmanager
    def lent(self) -> Iterator[Blobs]:
        if self._owner != os.getpid():  # in a fork: two readers of one pipe would mix answers
            with Blobs(self._cwd) as own:
                yield own
            return
        blobs = self._idle.pop() if self._idle else Blobs(self._cwd)
        try:
            yield blobs
        finally:
            self._idle.append(blobs)


_pools: WeakValueDictionary[str, Pool] = WeakValueDictionary()


def pool_of(cwd: str) -> Pool:
    """The pool of a folder; its processes end with the last tree that holds it."""
    pool = _pools.get(cwd)
    if pool is None:
        pool = _pools[cwd] = Pool(cwd)
    return pool
