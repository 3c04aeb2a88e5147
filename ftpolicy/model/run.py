"""What a rule is told: the run as a whole, and what the policy asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from ftpolicy.model.baseline import BaselineEntry
from ftpolicy.model.case import Case, Cleared, Hidden, OddPath
from ftpolicy.model.detection import Detection, Profile, Unreadable
from ftpolicy.model.finding import Finding, Waiver
from ftpolicy.model.period import Period
from ftpolicy.model.record import RecordBook
from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of the policy, with their defaults."""

    min_examples: int = 100
    recommended_examples: int = 500
    min_few_shot_examples: int = 3
    min_variations: int = 10
    min_test_examples: int = 100
    min_prompt_tokens: int = 300
    max_duplicate_share: float = 0.05
    baseline_max_age: Period = Period("P180D", 0, 180)
    prices_max_age: Period = Period("P180D", 0, 180)
    max_payback_months: int = 12
    max_waiver: Period = Period("P180D", 0, 180)


class WaiverFault(str, Enum):
    """Why a waiver that fits a finding does not silence it, or that nothing needs it."""

    EXPIRED = "expired"
    INCOMPLETE = "incomplete"
    TOO_LONG = "too long"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver that did not work; `finding` is None when it is unused."""

    waiver: Waiver
    fault: WaiverFault
    finding: Finding | None
    detail: str = ""  # what is missing, or the last end that would have been allowed
    touched: bool = True  # False when only the clock brings it up


@dataclass(frozen=True, slots=True)
class StaleEntry:
    """An entry of the baseline that nothing needs, and why in one clause."""

    entry: BaselineEntry
    why: str


@dataclass(frozen=True, slots=True)
class GateEdit:
    """A file of the gate itself that this change edits."""

    path: str
    what: str  # policy, baseline, workflow, hook entry, CODEOWNERS, .gitattributes, ...
    fault: str = ""  # why the file that this change brings cannot be read


@dataclass(frozen=True, slots=True)
class Asked:
    """What the policy asks and when: all that a rule may know besides its case."""

    today: date
    limits: Limits = Limits()
    profile_limits: Mapping[Profile, Limits] | None = None
    enforcing: bool = False  # --ci or --base: proposed records block
    proposal: bool = False  # --ci on a pull or merge request: approvals block
    whole_tree: bool = False  # --all or audit: everything is judged, waste is noted
    required_fields: tuple[str, ...] = ()
    experiment_paths: tuple[str, ...] = ()
    experiment_max: Period | None = None
    approvals: int = 0
    evidence_least: str = "remote"  # the level of data under which it counts as not measured

    def limits_for(self, profile: Profile) -> Limits:
        """The limits of a profile, the general ones where the policy names none."""
        return (self.profile_limits or {}).get(profile, self.limits)

    def strictest(self, profiles: tuple[Profile, ...]) -> Limits:
        """The limits of the profile that asks for the most examples."""
        return max((self.limits_for(each) for each in profiles), key=lambda it: it.min_examples)


@dataclass(frozen=True, slots=True)
class Run:
    """What has no case: files that cannot be read or seen into, waivers, edits of the gate."""

    cases: tuple[Case, ...] = ()
    book: RecordBook = RecordBook()
    unreadable: tuple[Unreadable, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    odd_paths: tuple[OddPath, ...] = ()
    cleared: tuple[Cleared, ...] = ()
    examples: tuple[Detection, ...] = ()
    gate_edits: tuple[GateEdit, ...] = ()
    waiver_uses: tuple[WaiverUse, ...] = ()
    stale_entries: tuple[StaleEntry, ...] = ()  # known only when everything was judged
