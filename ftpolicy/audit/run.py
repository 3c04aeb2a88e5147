"""One audit from its targets to a file with a row of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

from ftpolicy.audit.guarded import Asked, guarded
from ftpolicy.audit.journal import Journal
from ftpolicy.audit.local import Answers
from ftpolicy.audit.targets import Target
from ftpolicy.audit.work import Task, Wishes

Engine = Callable[[Iterable[Task]], Answers]
"""Does tasks and gives each back as it is done."""

Heard = Callable[[Target, bool], None]
"""Told of each repository when it is done, and whether it had to be judged."""


def audit(
    wanted: Sequence[Target],
    wishes: Wishes,
    journal: Journal,
    engine: Engine,
    heard: Heard,
    ask: Asked = lambda _: None,
) -> None:
    """Judge every repository of which the journal holds no row that still holds.

    The forge is asked here and not where the work is done, which needs no right to ask it.
    """
    known = journal.keys
    tasks = (Task(one, wishes, known.get(one.name, "")) for one in wanted)
    with closing(engine(tasks)) as answers:  # interrupted: the engine ends what it started
        for task, line in answers:
            if line is not None:
                journal.add(task.target.name, guarded(line, task.target, ask))
            heard(task.target, line is not None)
    journal.settle(one.name for one in wanted)
