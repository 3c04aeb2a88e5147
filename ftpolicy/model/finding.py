"""Findings, verdicts and the report: all that a reporter knows."""

from __future__ import annotations

from enum import Enum

from ftpolicy.model.baseline import BaselineEntry
from ftpolicy.model.case import Case
from ftpolicy.model.detection import Detection
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass


class Severity(str, Enum):
    """How much a finding weighs; only errors block by default."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for a note, 2 for an error."""
        return {"note": 0, "warning": 1, "error": 2}[self.value]


class Verdict(str, Enum):
    """What a case comes to; the first that applies, in this order, is shown."""

    USE_RAG = "use-rag"
    NO_DECISION = "no-decision"
    CORRECT_THE_RECORD = "correct-the-record"
    STATE_GOAL = "state-goal"
    KEEP_PROMPTING = "keep-prompting"
    COLLECT_DATA = "collect-data"
    DEFINE_METRIC = "define-metric"
    PLAN_RETRAINING = "plan-retraining"
    DOES_NOT_PAY = "does-not-pay"
    DECISION_STALE = "decision-stale"
    AWAITING_APPROVAL = "awaiting-approval"
    EXPLORING = "exploring"
    READY_WITH_WARNINGS = "ready-with-warnings"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A named, reasoned, expiring exception of the policy; empty text where a part is missing."""

    rule: str
    paths: tuple[str, ...]
    reason: str
    owner: str
    expires: str  # ISO date as written, empty when missing
    location: Location


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found, placed and with its remedy.

    `due` marks a finding that only the clock brought up: in a case that the change does not
    touch it is a note. `case` is the index into `Report.cases`, None for a finding of the run.
    """

    code: str
    name: str
    severity: Severity
    message: str
    remedy: str
    location: Location
    verdict: Verdict
    record: str | None = None  # path of the record, None without one
    case: int | None = None
    due: bool = False
    waived: Waiver | None = None
    baseline: BaselineEntry | None = None  # the entry of the baseline that silences it

    @property
    def stands(self) -> bool:
        """Whether neither a waiver nor the baseline silences it."""
        return self.waived is None and self.baseline is None


@dataclass(frozen=True, slots=True)
class Shift:
    """What the change made of one premise or number; None where it was, or is, not stated."""

    what: str  # dotted field of the record, or `base_model of configs/train.yaml`
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case with what it comes to, and what is new since the base."""

    case: Case
    verdict: Verdict
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """Which policy judged: `source` in words (`.ftpolicy.yaml at 1a2b3c4`, `built-in`)."""

    source: str
    sha256: str
    mode: str  # observe | warn | block


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says of itself, for formats that explain the codes that they use."""

    code: str
    name: str
    severity: Severity  # the rule's own, before the policy
    summary: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Links:
    """Where the judged files can be read; empty where that is not known."""

    files: str = ""  # address up to a path: `https://github.com/acme/app/blob/1a2b3c4/`
    folder: str = ""  # absolute folder of the checkout, for hosts that ask for absolute paths


@dataclass(frozen=True, slots=True)
class Report:
    """Enough for every reporter; silenced findings are in `findings` with what silenced them."""

    version: str
    judged_at: str  # ISO date
    label: str
    base: str | None
    head: str | None
    policy: PolicyInForce
    changed_files: int
    detections: tuple[Detection, ...]
    covered: int  # detections with a live record
    cases: tuple[JudgedCase, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()  # loud lines: not enforced yet, judged by the head's policy
    lines: tuple[tuple[Location, str], ...] = ()  # the text of each line that a finding points at
    rules: tuple[RuleText, ...] = ()  # those of the findings, by code
    links: Links = Links()

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that neither a waiver nor the baseline silenced."""
        return tuple(found for found in self.findings if found.stands)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings that a waiver silenced."""
        return tuple(found for found in self.findings if found.waived is not None)

    @property
    def baselined(self) -> tuple[BaselineEntry, ...]:
        """The entries of the baseline in force, each once."""
        return tuple(dict.fromkeys(it.baseline for it in self.findings if it.baseline))

    def count(self, severity: Severity) -> int:
        """How many standing findings have this severity."""
        return sum(found.severity is severity for found in self.standing)
