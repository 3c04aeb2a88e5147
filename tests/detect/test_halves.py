"""Work in two processes: the same as in one, whatever becomes of the second."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence

import pytest

from ftpolicy.detect import halves
from ftpolicy.detect.halves import in_halves

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")

ITEMS = range(9)
DOUBLED = [2 * each for each in ITEMS]


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "_processors", lambda: 2)


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The children that are started."""
    started: list[int] = []
    fork = os.fork

    def counted() -> int:
        child = fork()
        if child:
            started.append(child)
        return child

    monkeypatch.setattr(os, "fork", counted)
    return started


def doubled(items: Sequence[int]) -> list[int]:
    return [2 * each for each in items]


def _in_a_child(what: Callable[[], object]) -> Callable[[Sequence[int]], list[int]]:
    """Work at which a child does something else first."""
    parent = os.getpid()

    def work(items: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            what()
        return doubled(items)

    return work


def _gone(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("count", [2, 3, 8, 2001])
def test_halves_make_a_whole(count: int, forks: list[int]) -> None:
    assert sorted(in_halves(doubled, range(count), fewest=2)) == doubled(range(count))
    assert len(forks) == 1
    assert _gone(forks[0])


def test_each_works_on_its_half() -> None:
    parent = os.getpid()
    rows = in_halves(lambda items: [(each, os.getpid()) for each in items], ITEMS, fewest=2)
    assert sorted(each for each, _ in rows) == [*ITEMS]
    assert {each for each, process in rows if process == parent} == {*ITEMS[::2]}
    assert len({process for _, process in rows}) == 2


@pytest.mark.parametrize("count", [0, 1, 7])
def test_few_items_are_not_shared(count: int, forks: list[int]) -> None:
    assert in_halves(doubled, range(count), fewest=8) == doubled(range(count))
    assert forks == []


def test_one_processor_is_not_shared(monkeypatch: pytest.MonkeyPatch, forks: list[int]) -> None:
    monkeypatch.setattr(halves, "_processors", lambda: 1)
    assert in_halves(doubled, ITEMS, fewest=2) == DOUBLED
    assert forks == []


def test_a_system_without_fork_works_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert in_halves(doubled, ITEMS, fewest=2) == DOUBLED


ENDS: dict[str, Callable[[], object]] = {
    "it is killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "it leaves": lambda: os._exit(0),
    "it fails": lambda: 1 // 0,
    "it runs out of memory": lambda: os._exit(137),
    "it cannot say what it found": lambda: os.closerange(3, 64),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_nothing_is_lost_with_a_child(
    end: Callable[[], object], forks: list[int], capfd: pytest.CaptureFixture[str]
) -> None:
    assert sorted(in_halves(_in_a_child(end), ITEMS, fewest=2)) == DOUBLED
    assert _gone(forks[0])
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_sent_is_worked_on_here() -> None:
    rows = in_halves(lambda items: [(each, lambda: None) for each in items], ITEMS, fewest=2)
    assert sorted(each for each, _ in rows) == [*ITEMS]


def test_what_goes_wrong_in_a_child_is_raised_here() -> None:
    def broken(items: Sequence[int]) -> list[int]:
        return [12 // (each - 3) for each in items]

    with pytest.raises(ZeroDivisionError):
        in_halves(broken, range(8), fewest=2)


def test_what_goes_wrong_here_leaves_no_child(forks: list[int]) -> None:
    def broken(items: Sequence[int]) -> list[bytes]:
        return [bytes(1 << 20) if each % 2 else b"" * (12 // (each - 4)) for each in items]

    with pytest.raises(ZeroDivisionError):
        in_halves(broken, range(8), fewest=2)
    assert _gone(forks[0])


def test_an_answer_larger_than_a_pipe_arrives() -> None:
    rows = in_halves(lambda items: [bytes([each]) * (1 << 20) for each in items], range(4), 2)
    assert sorted(rows) == [bytes([each]) * (1 << 20) for each in range(4)]
