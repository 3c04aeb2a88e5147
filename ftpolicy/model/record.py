"""The decision record as typed values; built only by `records/load.py`."""

from __future__ import annotations

from datetime import date
from enum import Enum

from ftpolicy.model.costs import Economics
from ftpolicy.model.detection import Profile, profile_of
from ftpolicy.model.record_parts import (
    Alternative,
    Baseline,
    Dataset,
    Evaluation,
    Goal,
    ModelPart,
    Outcome,
    Retraining,
)
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass


class Status(str, Enum):
    """Where a decision stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EXPLORING = "exploring"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Places:
    """Where each field of a record stands: `few_shot_baselines.0.score` to line and column."""

    path: str
    known: tuple[tuple[str, int, int, int], ...] = ()  # dotted field, line, column, width

    def of(self, dotted: str) -> Location:
        """The place of a field, of its nearest parent when absent, line 1 at worst."""
        places = {name: (line, column, width) for name, line, column, width in self.known}
        while dotted:
            if dotted in places:
                return Location(self.path, *places[dotted])
            dotted = dotted.rpartition(".")[0]
        return Location(self.path)

    def has(self, dotted: str) -> bool:
        """Whether the author wrote the field at all, with a value."""
        return any(name == dotted for name, *_ in self.known)


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A well-shaped decision record; None and empty tuples stand for what is not written."""

    path: str
    id: str
    status: Status
    covers: tuple[str, ...]
    places: Places
    sha256: str = ""
    digest: str = ""  # decision digest: the record without tuned_results, outcome, review dates
    title: str | None = None
    decided_on: date | None = None
    ends: date | None = None
    owners: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    model: ModelPart = ModelPart()
    goal: Goal | None = None
    few_shot_baselines: tuple[Baseline, ...] = ()
    dataset: Dataset | None = None
    evaluation: Evaluation | None = None
    retraining: Retraining | None = None
    economics: Economics | None = None
    alternatives: tuple[Alternative, ...] = ()
    outcome: Outcome | None = None

    @property
    def profile(self) -> Profile:
        """The profile of its first method: what one of its examples is."""
        return profile_of(self.model.methods[0] if self.model.methods else None)

    @property
    def place(self) -> Location:
        return self.places.of("id")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file's shape: what, and where."""

    message: str
    location: Location
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class MalformedRecord:
    """A record that cannot be judged; what its `covers` can be read to cover stays covered."""

    path: str
    faults: tuple[Fault, ...]
    id: str | None = None
    covers: tuple[str, ...] = ()
    status: Status | None = None
    sha256: str = ""

    @property
    def place(self) -> Location:
        return self.faults[0].location if self.faults else Location(self.path)


@dataclass(frozen=True, slots=True)
class NotFineTuning:
    """A `not-fine-tuning` file: clears likely detections, shown to the reviewer."""

    path: str
    covers: tuple[str, ...]
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class RecordBook:
    """All records of one tree."""

    records: tuple[DecisionRecord, ...] = ()
    malformed: tuple[MalformedRecord, ...] = ()
    clearances: tuple[NotFineTuning, ...] = ()

    @property
    def decisions(self) -> tuple[DecisionRecord | MalformedRecord, ...]:
        """The records that can cover something, well-shaped ones first."""
        return (*self.records, *self.malformed)

    def named(self, record_id: str) -> tuple[DecisionRecord, ...]:
        """The records that bear an id; more than one is FT008."""
        return tuple(record for record in self.records if record.id == record_id)
