"""The same work through a Dask cluster of two workers, one of which is killed on the way."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ftpolicy.audit import cluster
from ftpolicy.audit.journal import Journal
from ftpolicy.audit.local import Answers
from ftpolicy.audit.run import audit
from ftpolicy.audit.targets import targets
from ftpolicy.errors import FtpolicyError
from tests.audit.conftest import here
from tests.audit.fleet import PLAIN, UNCOVERED, commit, wishes
from tests.conftest import Repo


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Any]:
    """A cluster of this machine: two worker processes under nannies."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=None,
        local_directory=str(tmp_path / "dask"),
        silence_logs=50,
    ) as started:
        yield started


def test_a_killed_worker_loses_nothing(repo: Repo, scheduler: Any, tmp_path: Path) -> None:
    top = tmp_path / "clones"
    for number in range(12):
        commit(top / f"app{number}", UNCOVERED if number % 2 else PLAIN)
    wanted = targets((), (), (str(top), str(tmp_path / "clones/app0")))
    rows = {}
    for name, engine in (("here", here), ("cluster", _killing(scheduler))):
        path = tmp_path / f"{name}.jsonl"
        with closing(Journal(str(path))) as journal:
            audit(wanted, wishes(tmp_path), journal, engine, lambda _, __: None)
        rows[name] = path.read_bytes()
    assert rows["cluster"] == rows["here"]
    assert rows["here"].count(b"\n") == 12


def _killing(scheduler: Any) -> Any:
    """The engine, with a worker killed after the second answer."""

    def run(tasks: Any) -> Answers:
        victim = next(iter(scheduler.workers.values())).process.process.pid
        for number, answer in enumerate(cluster.run(tasks, scheduler.scheduler_address)):
            if number == 2:
                os.kill(victim, signal.SIGKILL)
            yield answer

    return run


def test_no_scheduler(repo: Repo) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    with pytest.raises(FtpolicyError, match="no Dask scheduler answers at `nowhere://x`"):
        list(cluster.run([], "nowhere://x"))


def test_the_extra_is_missing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(FtpolicyError) as refused:
        list(cluster.run([], "tcp://localhost:1"))
    assert str(refused.value) == (
        "`--dask` needs Dask, also on its workers: `pip install 'ftpolicy[audit]'`"
    )
