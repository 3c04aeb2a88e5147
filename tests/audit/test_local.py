"""The processes of this machine: what dies, and what an interrupt leaves."""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import closing
from pathlib import Path

import pytest

from ftpolicy.audit.lines import row_of
from ftpolicy.audit.local import run
from ftpolicy.audit.targets import Target
from ftpolicy.audit.work import Task
from tests.audit.fleet import wishes


def do(task: Task) -> str | None:
    """Stands for the work in a process of the pool: one task kills it, one does so only once."""
    name, place = task.target.name, Path(task.target.place)
    if name == "killer" or (name == "once" and not place.exists()):
        place.touch()
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    return None if name == "known" else f"line of {name}"


def tasks(folder: Path, *names: str) -> list[Task]:
    return [Task(Target(name, str(folder / name)), wishes(folder)) for name in names]


def test_each_task_with_its_line(tmp_path: Path) -> None:
    named = [f"r{number}" for number in range(9)]
    found = {task.target.name: line for task, line in run(tasks(tmp_path, *named, "known"), 2, do)}
    assert found == {**{name: f"line of {name}" for name in named}, "known": None}


def test_what_kills_its_process_is_given_up_alone(tmp_path: Path) -> None:
    named = ("a", "killer", "b", "once", "c", "d", "e")
    found = {task.target.name: line for task, line in run(tasks(tmp_path, *named), 1, do)}
    lost = row_of(found.pop("killer") or "")
    assert found == {name: f"line of {name}" for name in named if name != "killer"}
    assert (lost.state, lost.key) == ("failed", "")
    assert lost.reason == "the process that judged it ended by itself, twice (out of memory?)"


def test_an_interrupt_ends_the_processes(tmp_path: Path) -> None:
    with closing(run(tasks(tmp_path, *(f"r{number}" for number in range(20))), 2, do)) as answers:
        next(answers)
    # The pool's own thread waits for the same processes, so one may be gone and not yet booked.
    left = multiprocessing.active_children()
    for process in left:
        process.join(60)
    for process in left:
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid or 0, 0)


def test_nothing_to_do() -> None:
    assert list(run([], 2, do)) == []


def test_no_process_outlives_its_parent() -> None:
    pytest.importorskip("fcntl")
    from ftpolicy.audit.local import _end_with_parent

    _end_with_parent()  # here is no parent that it could wait for
