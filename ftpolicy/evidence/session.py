"""What the measuring of one run shares: the tree, the budget, and what was counted already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.count import Counted, CountedTest, count, count_test_set
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.evidence.locate import Tree
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Profile
from ftpolicy.model.values import dataclass, field

MOST_NEAR = 32 << 20
"""Bytes of a data set up to which near duplicates are looked for in CI; they cost more than all
other measuring together, so that a hook does not look for them.
"""

MOST_ASKED = 8 << 20
"""Bytes of a test set up to which its questions are looked for in the prompts."""

MOST_QUESTIONS = 5000
"""Questions of a test set that are looked for, the first ones of a larger set."""


@dataclass(slots=True)
class Session:
    """One run's measuring; `near` is the size up to which near duplicates are looked for."""

    tree: Tree
    today: date
    near: int = 0
    budget: Budget = field(default_factory=Budget)
    _counts: dict[object, Counted] = field(default_factory=dict)
    _tested: dict[object, CountedTest] = field(default_factory=dict)

    def counted(
        self, parts: Sequence[Part], profile: Profile, test: Sequence[Part] = ()
    ) -> Counted:
        """The count of the parts against the prompts of the test set, made once for the same."""
        mark = (tuple(parts), profile, tuple(test))
        if mark not in self._counts:
            self._counts[mark] = count(
                self.tree.snapshot,
                parts,
                profile,
                against=self.tested(test).prompts if test else frozenset(),
                budget=self.budget,
                near=self._size(parts) < self.near,
            )
        return self._counts[mark]

    def tested(self, parts: Sequence[Part]) -> CountedTest:
        """A test set, read once for its count, its prompts and its questions."""
        mark = tuple(parts)
        if mark not in self._tested:
            most = MOST_QUESTIONS if self._size(parts) <= MOST_ASKED else 0
            self._tested[mark] = count_test_set(self.tree.snapshot, parts, self.budget, most=most)
        return self._tested[mark]

    def _size(self, parts: Sequence[Part]) -> int:
        return sum(self.tree.snapshot.size(each.path) or 0 for each in parts)


def session(tree: Snapshot, today: date, *, near: int = 0, budget: Budget | None = None) -> Session:
    """A session that has read nothing yet."""
    return Session(Tree(tree), today, near, budget or Budget())
