"""Counts the rows of a data set: every file once, every example once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b

from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.evidence.datasets.questions import Questions
from ftpolicy.evidence.datasets.reading import Read, read
from ftpolicy.evidence.datasets.stream import CHUNK, opened
from ftpolicy.evidence.datasets.tally import Tally
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Profile
from ftpolicy.model.evidence import Count
from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class PartRead:
    """How far one part was read; `rows` are those that it selects."""

    part: Part
    rows: int | None
    counted: bool  # row by row; False with `rows`: by its footer
    why: str = ""  # why it was not counted


@dataclass(frozen=True, slots=True)
class Counted:
    """What is known of a data set.

    `count` covers all parts that could be counted; None when there are none, or when one of them
    broke off in the middle.
    """

    count: Count | None
    rows: int | None = None  # of the parts whose number of rows alone is known
    why: str = ""  # why some part was not counted
    parts: tuple[PartRead, ...] = ()
    keys: Collection[bytes] = ()  # digests of the distinct examples, for unions


@dataclass(frozen=True, slots=True)
class CountedTest:
    """A test set: its count whether or not its rows have answers, and what it asks."""

    counted: Counted
    prompts: frozenset[bytes]  # digests
    questions: tuple[str, ...]  # as text


class Keys(Collection[bytes]):
    """Digests that are made anew at each iteration: a set of them would double the space."""

    __slots__ = ("_tally",)

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def __iter__(self) -> Iterator[bytes]:
        return self._tally.keys()

    def __len__(self) -> int:
        return self._tally.distinct()

    def __contains__(self, key: object) -> bool:
        return any(key == one for one in self)


def count(
    tree: Snapshot,
    parts: Sequence[Part],
    profile: Profile,
    *,
    against: frozenset[bytes] = frozenset(),
    budget: Budget,
    near: bool = False,
) -> Counted:
    """The rows of the parts as examples of a profile; `against` are prompts of a test set."""
    tally = Tally(profile, against, near)
    return _counted(tally, tallied(tree, parts, tally, budget))


def count_test_set(
    tree: Snapshot, parts: Sequence[Part], budget: Budget, *, most: int
) -> CountedTest:
    """A test set, of which so many questions are kept."""
    tally = Questions(most)
    counted = _counted(tally, tallied(tree, parts, tally, budget))
    return CountedTest(counted, tally.prompts(), tuple(tally.asked))


def _counted(tally: Tally, found: list[Read]) -> Counted:
    counted = [one for one in found if one.counted]
    footers = [one.rows for one in found if not one.counted and one.rows is not None]
    broken = any(one.broke for one in found)
    return Counted(
        tally.count() if counted and not broken else None,
        sum(footers) if footers else None,
        next((f"`{one.part.path}`: {one.why}" for one in found if one.why), ""),
        tuple(PartRead(one.part, one.rows, one.counted, one.why) for one in found),
        Keys(tally) if not broken else (),
    )


def tallied(tree: Snapshot, parts: Sequence[Part], tally: Tally, budget: Budget) -> list[Read]:
    """Every part, in order; parts of one content are read in one go, and the same part once."""
    distinct = list(dict.fromkeys(parts))
    contents = _contents(tree, [one.path for one in distinct], budget)
    groups: dict[object, list[Part]] = {}
    for one in distinct:
        groups.setdefault((contents[one.path], one.key, one.columns), []).append(one)
    found: dict[Part, Read] = {}
    for group in groups.values():
        found.update((one.part, one) for one in read(tree, group, tally, budget))
    return [found[one] for one in distinct]


def _contents(tree: Snapshot, paths: list[str], budget: Budget) -> dict[str, object]:
    """What is equal for two paths exactly when their files are."""
    found: dict[str, object] = {}
    sizes: dict[int | None, list[str]] = {}
    for path in dict.fromkeys(paths):
        entry = tree.entry(path)
        found[path] = entry.blob if entry is not None and entry.blob else path
        if entry is not None and not entry.blob:
            sizes.setdefault(tree.size(path), []).append(path)
    for twins in sizes.values():
        if len(twins) > 1:
            found.update((path, _digest(tree, path, budget)) for path in twins)
    return found


def _digest(tree: Snapshot, path: str, budget: Budget) -> object:
    told = blake2b(digest_size=16)
    try:
        with opened(tree, path, budget) as stream:
            while data := stream.read(CHUNK):
                told.update(data)
    except Unread:
        return path  # it is told when its rows are read
    return told.digest()
