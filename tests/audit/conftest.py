"""The fleet that several tests look at, and its rows."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from ftpolicy.audit.formats import Audited
from ftpolicy.audit.journal import Journal, rows_of
from ftpolicy.audit.local import Answers
from ftpolicy.audit.run import audit
from ftpolicy.audit.targets import targets
from ftpolicy.audit.trend import seen
from ftpolicy.audit.work import Task, work
from tests.audit.fleet import TODAY, fleet, wishes


@pytest.fixture(scope="session")
def clones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fleet, made once; no test changes it."""
    with pytest.MonkeyPatch.context() as patch:
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_NAME", "Dana")
            patch.setenv(f"GIT_{who}_EMAIL", "dana@example.com")
            patch.setenv(f"GIT_{who}_DATE", "2026-11-20T12:00:00+00:00")
        return fleet(tmp_path_factory.mktemp("fleet") / "clones")


@pytest.fixture(scope="session")
def audited(clones: Path, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """The fleet, judged once in this process."""
    return judged(clones, tmp_path_factory.mktemp("rows") / "rows.jsonl")


def here(tasks: Iterable[Task]) -> Answers:
    """The engine of tests: one task after another in this process."""
    for task in tasks:
        yield task, work(task)


def judged(folder: Path, rows: Path) -> Audited:
    """All repositories below a folder, judged in this process."""
    with closing(Journal(str(rows))) as journal:
        wanted = targets((), (), (str(folder),))
        audit(wanted, wishes(rows.parent), journal, here, lambda _, __: None)
    found = seen(rows_of(str(rows)))
    return Audited(lambda: rows_of(str(rows)), found.totals, TODAY.isoformat())
