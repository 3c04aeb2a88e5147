"""What the measuring of one run shares: the tree, the budget, and what was counted already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.count import Counted, Prompts, count, prompts
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.evidence.datasets.questions import questions
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


@dataclass(slots=True)
class Session:
    """One run's measuring; `near` is the size up to which near duplicates are looked for."""

    tree: Tree
    today: date
    near: int = 0
    budget: Budget = field(default_factory=Budget)
    _counts: dict[object, Counted] = field(default_factory=dict)
    _prompts: dict[object, Prompts] = field(default_factory=dict)

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
                against=self._asked_in(test) if test else None,
                budget=self.budget,
                near=self._size(parts) < self.near,
            )
        return self._counts[mark]

    def questions(self, test: Sequence[Part]) -> tuple[str, ...]:
        """What a test set asks, none for one that is too large to be looked for in prompts."""
        if not test or self._size(test) > MOST_ASKED:
            return ()
        return questions(self.tree.snapshot, test, self.budget)

    def _asked_in(self, parts: Sequence[Part]) -> Prompts:
        mark = tuple(parts)
        if mark not in self._prompts:
            self._prompts[mark] = prompts(self.tree.snapshot, parts, self.budget)
        return self._prompts[mark]

    def _size(self, parts: Sequence[Part]) -> int:
        return sum(self.tree.snapshot.size(each.path) or 0 for each in parts)


def session(tree: Snapshot, today: date, *, near: int = 0, budget: Budget | None = None) -> Session:
    """A session that has read nothing yet."""
    return Session(Tree(tree), today, near, budget or Budget())
