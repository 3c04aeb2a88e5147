"""What the rows of an audit come to, added up one after another; only what is shown is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from ftpolicy.model.audit import (
    COVERAGES,
    COVERED,
    JUDGED,
    LIVE,
    PASSING,
    PRESENT,
    REQUIRED,
    SET_ASIDE,
    UNSAID,
    DataUse,
    Decided,
    Exempt,
    Row,
    Tuned,
)
from ftpolicy.model.period import Period
from ftpolicy.model.values import dataclass, field

SOON = Period("P30D", 0, 30)
"""A waiver that ends within this time is worth a look."""

UNKNOWN = "unknown"
_NEVER = "9999"


@dataclass(frozen=True, slots=True)
class Budget:
    """What was set aside for decisions that were refused, in one currency and for one thing."""

    currency: str
    per: str
    amount: Decimal
    decisions: int


@dataclass(slots=True)
class Totals:
    """Counts over all repositories; files count once for each repository."""

    repositories: Counter[str] = field(default_factory=Counter)  # by state
    tuning: Counter[str] = field(default_factory=Counter)  # repositories that tune, by gate
    files: Counter[str] = field(default_factory=Counter)  # tuning files by coverage
    frameworks: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    base_models: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)  # cases
    severities: Counter[str] = field(default_factory=Counter)  # findings
    statuses: Counter[str] = field(default_factory=Counter)  # records
    attention: Counter[str] = field(default_factory=Counter)  # what is due, ending or broken
    budgets: dict[tuple[str, str], tuple[Decimal, int]] = field(default_factory=dict)
    data: dict[str, list[tuple[str, DataUse]]] = field(default_factory=dict)  # by mark
    commits: int = 0
    left_out: int = 0

    @property
    def asked(self) -> int:
        """Tuning files that need a decision."""
        return sum(count for state, count in self.files.items() if state != SET_ASIDE)

    @property
    def coverage(self) -> float | None:
        """The share of those that a live record covers, None without any."""
        return self.files[COVERED] / self.asked if self.asked else None

    @property
    def shared(self) -> tuple[tuple[tuple[str, DataUse], ...], ...]:
        """Each data set that more than one repository uses, the most used first."""
        found = [tuple(uses) for uses in self.data.values() if len({it for it, _ in uses}) > 1]
        return tuple(sorted(found, key=lambda uses: (-len(uses), uses[0][1].mark)))

    @property
    def unspent(self) -> tuple[Budget, ...]:
        """What the refused decisions would have spent."""
        return tuple(
            Budget(currency, per, amount, count)
            for (currency, per), (amount, count) in sorted(self.budgets.items())
        )


def totals(rows: Iterable[Row]) -> Totals:
    """The rows added up; dates are compared with the day on which each was judged."""
    whole = Totals()
    for row in rows:
        _add(whole, row)
    return whole


def _add(whole: Totals, row: Row) -> None:
    whole.repositories[row.state] += 1
    if row.state != JUDGED:
        return
    if any(one.state != SET_ASIDE for one in row.tuned):
        whole.tuning[gate_word(row)] += 1
    _add_files(whole, row.tuned)
    for verdict in cases(row).values():
        whole.verdicts[verdict] += 1
    whole.severities.update(one.severity for one in row.told)
    whole.statuses.update(one.status for one in row.decided)
    for name, found in attention(row).items():
        if found:
            whole.attention[name] += len(found)
    for one in row.decided:
        _add_budget(whole, one)
    for use in row.data:
        whole.data.setdefault(use.mark, []).append((row.name, use))
    whole.commits += len(row.commits)
    whole.left_out += row.left_out


def _add_files(whole: Totals, tuned: tuple[Tuned, ...]) -> None:
    whole.files.update(by_file(tuned).values())
    for counted, pairs in (
        (whole.frameworks, {(one.path, one.detector) for one in tuned}),
        (whole.methods, {(one.path, one.method or UNKNOWN) for one in tuned}),
        (whole.base_models, {(one.path, one.base_model or UNKNOWN) for one in tuned}),
    ):
        counted.update(kind for _, kind in pairs)


def by_file(tuned: tuple[Tuned, ...]) -> dict[str, str]:
    """The coverage of each file; of several detections the one that is covered least decides."""
    found: dict[str, str] = {}
    for one in tuned:
        found[one.path] = max(found.get(one.path, SET_ASIDE), one.state, key=COVERAGES.index)
    return found


def cases(row: Row) -> dict[tuple[str, str], str]:
    """The verdict of each case: of a record, or of a tuning file without one."""
    found = {("", one.path): one.verdict for one in row.tuned if one.record is None and one.verdict}
    found |= {(one.path, ""): one.verdict for one in row.decided if one.verdict}
    return found


def attention(row: Row) -> dict[str, tuple[Decided | Exempt, ...]]:
    """What somebody must look at, by what it is."""
    day = row.judged_at
    live = [one for one in row.decided if one.status in LIVE]
    soon = SOON.after(date.fromisoformat(day)).isoformat()
    return {
        "review overdue": tuple(one for one in live if (one.next_review or _NEVER) < day),
        "results overdue": tuple(one for one in live if (one.results_due or _NEVER) < day),
        "evidence no longer holds": tuple(one for one in live if one.broken),
        "not passing": tuple(one for one in live if one.verdict and one.verdict not in PASSING),
        "waiver expired": tuple(one for one in row.waivers if (one.expires or _NEVER) < day),
        "waiver expires soon": tuple(
            one for one in row.waivers if day <= (one.expires or _NEVER) <= soon
        ),
    }


def gate_word(row: Row) -> str:
    """Whether the forge requires the gate, else what runs it in the repository, in a few words."""
    if row.gate.required == UNSAID:
        return UNSAID
    if row.gate.required in (REQUIRED, PRESENT):
        return row.gate.required + (" with gaps" if row.gate.gaps else "")
    if row.gate.ci:
        return "in CI with gaps" if row.gate.gaps else "in CI"
    return "hook only" if row.gate.hook else "absent"


def _add_budget(whole: Totals, one: Decided) -> None:
    if one.status != "rejected" or not one.budget:
        return
    try:
        amount = Decimal(one.budget)
    except InvalidOperation:
        return
    before, count = whole.budgets.get((one.currency, one.per), (Decimal(0), 0))
    if amount.is_finite():
        whole.budgets[one.currency, one.per] = (before + amount, count + 1)
