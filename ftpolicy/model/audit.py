"""One repository of an audit as a row of plain values, and what many rows come to."""

from __future__ import annotations

from ftpolicy.model.values import dataclass

JUDGED, EMPTY, FAILED = "judged", "empty", "failed"
STATES = (JUDGED, EMPTY, FAILED)
"""What became of a repository; `reason` of its row says why it was not judged."""

COVERED, UNCOVERED, BASELINED, SET_ASIDE = "covered", "uncovered", "baselined", "set aside"
COVERAGES = (SET_ASIDE, COVERED, BASELINED, UNCOVERED)
"""Whether a live record covers a tuning file, in the order of how much is left to do; set aside are
examples and cleared false alarms."""

LIVE = ("accepted", "exploring", "proposed")
"""Statuses of records under which something is, or may be, tuned."""

PASSING = ("ready", "ready-with-warnings", "exploring")
"""Verdicts under which a case may go on."""


REQUIRED, PRESENT, ABSENT, UNSAID = "required", "present", "absent", "unknown"
GUARDS = (REQUIRED, PRESENT, ABSENT, UNSAID)
"""Whether a forge requires the gate, as its own settings have it: a gate that is present can be
passed by, and of an unknown one the forge says nothing."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a forge asks of a change before it may reach the default branch."""

    checks: tuple[str, ...] = ()  # names of checks, and of workflows of other repositories
    workflows: tuple[str, ...] = ()  # workflows of the repository itself, by their paths
    pipelines: bool = False  # GitLab: whatever its jobs are called, the pipeline must succeed
    unknown: str = ""  # why the forge does not say
    again: bool = False  # whether it may say when it is asked again


@dataclass(frozen=True, slots=True)
class Gate:
    """What in the repository runs ftpolicy; whether it is required is a setting of the forge."""

    hook: bool = False
    ci: bool = False
    gaps: tuple[str, ...] = ()  # ways past the gate, where there is one
    checks: tuple[str, ...] = ()  # names of the jobs that run it, as GitHub shows them
    files: tuple[str, ...] = ()  # CI files of GitHub and GitLab that run it
    required: str = ""  # one of GUARDS, empty where no forge was asked
    unknown: str = ""  # why it is


@dataclass(frozen=True, slots=True)
class Tuned:
    """One tuning file; None stands for unknown."""

    path: str
    line: int
    detector: str
    confidence: str
    method: str | None
    technique: str | None
    base_model: str | None
    datasets: tuple[str, ...] | None
    state: str
    record: str | None = None  # path of the record that covers it
    verdict: str | None = None  # of its case, None where it is set aside


@dataclass(frozen=True, slots=True)
class Broken:
    """A claim of a record that the measurement contradicts."""

    claim: str
    claimed: str
    measured: str
    source: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision record, whatever its status; dates are ISO, empty where not written."""

    path: str
    line: int
    id: str
    title: str
    status: str  # `malformed` for a record that cannot be judged
    owner: str
    verdict: str | None = None  # None when it is no case: not live, or covers nothing
    decided_on: str = ""
    next_review: str = ""
    results_due: str = ""
    examples: int | None = None  # as measured, else as claimed
    least_examples: int = 0  # what the policy asks for
    budget: str = ""  # a decimal number
    currency: str = ""
    per: str = ""
    outcome: str = ""
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A finding that stands."""

    code: str
    severity: str
    path: str
    line: int
    message: str
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Exempt:
    """A waiver of the policy in force."""

    rule: str
    paths: tuple[str, ...]
    owner: str
    reason: str
    expires: str


@dataclass(frozen=True, slots=True)
class DataUse:
    """A data set that tuning files use: `mark` is what it is known by in every repository."""

    mark: str  # `blob ID`, `hub NAME`, `uri ADDRESS`
    name: str  # as it is called here
    path: str  # of the first tuning file that uses it


@dataclass(frozen=True, slots=True)
class UncoveredCommit:
    """A commit of the branch that touched tuning files which no passing record covers."""

    commit: str
    day: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """All that an audit says of one repository at one commit."""

    name: str
    state: str
    reason: str = ""
    key: str = ""  # of what was looked at and by what; empty when it must be tried again
    schema_version: int = 1
    place: str = ""  # folder or address, without secrets
    ref: str = ""
    commit: str = ""
    committed: str = ""  # day of the commit
    judged_at: str = ""
    program: str = ""
    policy: str = ""  # its source in words
    policy_sha256: str = ""
    mode: str = ""
    page: str = ""  # address up to a path, empty where not known
    files: int = 0
    waived: int = 0
    gate: Gate = Gate()
    tuned: tuple[Tuned, ...] = ()
    decided: tuple[Decided, ...] = ()
    told: tuple[Told, ...] = ()
    waivers: tuple[Exempt, ...] = ()
    data: tuple[DataUse, ...] = ()
    commits: tuple[UncoveredCommit, ...] = ()
    history: str = ""  # how far back `commits` looks, or why it does not
    left_out: int = 0  # entries of these lists over what a row may hold
