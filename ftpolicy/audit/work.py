"""What is done for one repository, the same in any engine: a task in, the line of its row out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import NoReturn

from ftpolicy.audit.gather import Judged, gathered
from ftpolicy.audit.lines import line_of
from ftpolicy.audit.program import program
from ftpolicy.audit.targets import Target
from ftpolicy.changes import repository
from ftpolicy.changes.clones import FETCHED, NothingThereError, clone, without_secret
from ftpolicy.changes.commits import commit, is_shallow, pushed_tree
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import EMPTY, FAILED, JUDGED, Row
from ftpolicy.model.change import Snapshot
from ftpolicy.model.values import dataclass, replace
from ftpolicy.pipeline import check
from ftpolicy.policy.load import Policy, load, load_file

BROKE = "ftpolicy broke: "
"""How the reason of a row opens when the defect is ours."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of every repository of an audit."""

    ref: str
    today: date
    cache: str
    policy: tuple[str, bytes] | None = None  # name and text, None: each repository's own
    evidence: bool = True
    most_files: int = 1_000_000
    seconds: int = 600  # for one repository, where the engine can tell the time


@dataclass(frozen=True, slots=True)
class Task:
    """One repository, and the key of the row that is already known of it (empty: none)."""

    target: Target
    wishes: Wishes
    known: str = ""


class TooLongError(BaseException):
    """The time for one repository is over; no handler on the way may take it for its own."""


def work(task: Task) -> str | None:
    """The line of the row; None when the known one still holds. Nothing of a repository raises."""
    row = Row(
        name=task.target.name,
        state=FAILED,
        place=without_secret(task.target.place),
        ref=task.wishes.ref,
        judged_at=task.wishes.today.isoformat(),
        program=program(),
    )
    try:
        with _limited(task.wishes.seconds):
            found = _looked_at(task, row)
    except NothingThereError as why:
        found = replace(row, state=EMPTY, reason=str(why))
    except FtpolicyError as why:
        found = replace(row, reason=" ".join(str(why).split()))
    except TooLongError:
        found = replace(row, reason=f"took longer than {task.wishes.seconds} seconds")
    except MemoryError:
        found = replace(row, reason="needs more memory than there is")
    except Exception as why:  # noqa: BLE001 - a defect of ours must not end the audit
        found = replace(row, reason=_broke(why))
    return line_of(found) if found is not None else None


def lost(task: Task, reason: str) -> str:
    """The line for a repository of which no engine brought a result."""
    place = without_secret(task.target.place)
    row = Row(name=task.target.name, state=FAILED, reason=reason, place=place)
    return line_of(
        replace(
            row,
            ref=task.wishes.ref,
            judged_at=task.wishes.today.isoformat(),
            program=program(),
        )
    )


def _looked_at(task: Task, row: Row) -> Row | None:
    repository.forget_surroundings()
    target, wishes = task.target, task.wishes
    folder, ref, address = target.place, wishes.ref, target.place
    if target.refused:
        raise FtpolicyError(target.refused)
    if target.remote:
        folder, ref = clone(target.place, wishes.ref, wishes.cache, target.login), FETCHED
    else:
        repository.verify(folder)
        address = repository.origin(folder)
    if repository.is_unborn(folder):
        return replace(row, state=EMPTY, reason="it holds no commit")
    head = commit(ref, folder)
    files = repository.count_files(head, folder, wishes.most_files)
    if files > wishes.most_files:
        return replace(row, commit=head, reason=f"holds more than {wishes.most_files:,} files")
    if files == 0:
        return replace(row, state=EMPTY, commit=head, reason="its commit holds no file")
    tree = pushed_tree(head, folder)
    policy = _policy(wishes, tree.policy_trees[0], folder)
    key = _key(row, head, policy, task)
    if key == task.known:
        return None
    report = check(tree, policy, wishes.today, whole=True, evidence=wishes.evidence)
    row = replace(
        row,
        state=JUDGED,
        key=key,
        commit=head,
        committed=repository.day_of(head, folder),
        page=f"{target.pages}{head}/" if target.pages else repository.page(address, head),
    )
    judged = Judged(folder, head, tree.after, policy, report, wishes.today)
    return gathered(row, judged, shallow=target.remote or is_shallow(folder))


def _policy(wishes: Wishes, tree: Snapshot, folder: str) -> Policy:
    if wishes.policy is not None:
        name, text = wishes.policy
        return load_file(text, name, wishes.today, folder)
    return load((tree,), wishes.today, folder)


def _key(row: Row, head: str, policy: Policy, task: Task) -> str:
    """By what a row is known to hold still: commit, program, policy, day and what was asked."""
    asked = (str(task.wishes.evidence), *((task.target.pages,) if task.target.pages else ()))
    of_row = (row.name, row.place, row.ref, head, row.program, row.judged_at)
    parts = (*of_row, policy.source, policy.sha256, policy.mode, *asked)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _broke(why: Exception) -> str:
    """The kind of the error and where it was raised, for a report of the defect."""
    trace, place = why.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{os.path.basename(code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{BROKE}{type(why).__name__} at {place}: {shown(str(why))}"


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """Raises TooLongError when the time is over; only a main thread can be interrupted."""
    import signal
    import threading

    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(number: int, frame: FrameType | None) -> NoReturn:
    raise TooLongError
