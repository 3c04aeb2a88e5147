"""The case: one record with the detections that it covers, the unit that is judged."""

from __future__ import annotations

from ftpolicy.model.detection import Detection, Profile, profile_of
from ftpolicy.model.evidence import Evidence
from ftpolicy.model.record import (
    DecisionRecord,
    MalformedRecord,
    NotFineTuning,
    RecordBook,
)
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Overlap:
    """A detection of this case that other live records cover as well."""

    detection: Detection
    others: tuple[DecisionRecord, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A record if any, its judged detections, and how the change touches them.

    Without a record there is exactly one detection; `dead` are then the rejected, superseded or
    retired records that cover it, `lost` the paths of records that covered it at the base.
    """

    record: DecisionRecord | MalformedRecord | None
    detections: tuple[Detection, ...]
    touched: bool = True  # the change touches the record, coverage or a premise
    dead: tuple[DecisionRecord, ...] = ()
    lost: tuple[str, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    idle: bool = False  # a live record that covers no tuning file of the tree
    earlier: tuple[DecisionRecord, ...] = ()  # exploring: explorations with the same premises
    shared_results: tuple[tuple[str, str], ...] = ()  # (result path, id of the other record)
    book: RecordBook = RecordBook()  # all records of the tree, to look others up
    evidence: Evidence | None = None  # None: its claims are taken as written
    outgrown: tuple[str, ...] = ()  # how its premises differ from what the baseline notes

    @property
    def decision(self) -> DecisionRecord | None:
        """The record when it is well-shaped."""
        return self.record if isinstance(self.record, DecisionRecord) else None

    @property
    def place(self) -> Location:
        """Where the case is shown when no field is meant: its record, else its tuning file."""
        if self.record is not None:
            return self.record.place
        return self.detections[0].location

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles of the record's methods and of the known methods of its files."""
        methods = [found.premises.method for found in self.detections if found.premises.method]
        if self.decision is not None:
            methods += self.decision.model.methods
        return tuple(dict.fromkeys(profile_of(method) for method in methods)) or (
            Profile.SUPERVISED,
        )


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that the gate cannot see inside: a submodule, a link out of the tree."""

    location: Location
    what: str


@dataclass(frozen=True, slots=True)
class OddPath:
    """A path with a twin (case, Unicode form) or an odd encoding."""

    location: Location
    what: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """A likely detection that a not-fine-tuning file cleared."""

    detection: Detection
    clearance: NotFineTuning
