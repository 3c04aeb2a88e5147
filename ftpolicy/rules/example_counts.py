"""How many examples a record claims, as a whole and for each tuning file that it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Detection, Profile, profile_of
from ftpolicy.model.record import Dataset
from ftpolicy.model.run import Asked, Limits
from ftpolicy.parse.same import same_data


@dataclass(frozen=True, slots=True)
class ExampleCount:
    """A count, where the record states it, and the limits that hold for it.

    `tuning_file` is None for the record as a whole.
    """

    examples: int
    place: str
    limits: Limits
    tuning_file: str | None = None

    @property
    def subject(self) -> str:
        """What has so many examples, for a message."""
        if self.tuning_file is None:
            return "the record claims"
        return f"the data sets of `{self.tuning_file}` have"


def claimed_in_all(dataset: Dataset | None) -> int | None:
    """The record's own count, else the sum over its sources when each states one."""
    if dataset is None:
        return None
    if dataset.examples is not None:
        return dataset.examples
    stated = [source.examples for source in dataset.sources]
    known = [examples for examples in stated if examples is not None]
    return sum(known) if known and len(known) == len(stated) else None


def counts(case: Case, asked: Asked) -> Iterator[ExampleCount]:
    """The claimed counts that have a limit: a document of continued pretraining has none.

    A union over files is never credited: a tuning file whose sources state their counts is
    judged by the sum of its own.
    """
    record = case.decision
    if record is None or record.dataset is None:
        return
    labelled = tuple(each for each in case.profiles if each is not Profile.CONTINUED)
    if not labelled:
        return
    in_all = claimed_in_all(record.dataset)
    if in_all is None:
        return
    yield ExampleCount(in_all, "dataset.examples", asked.strictest(labelled))
    for detection in case.detections:
        method = detection.premises.method
        own = asked.limits_for(profile_of(method)) if method else asked.strictest(labelled)
        stated = _stated_for(detection, record.dataset)
        if stated is None or stated >= in_all or profile_of(method) is Profile.CONTINUED:
            continue
        yield ExampleCount(stated, "dataset.sources", own, detection.path)


def _stated_for(detection: Detection, dataset: Dataset) -> int | None:
    """The sum over the sources that a tuning file uses, None when one of them states none."""
    used: set[int] = set()
    for name in detection.premises.datasets or ():
        found = {
            index
            for index, source in enumerate(dataset.sources)
            if same_data(name, source, detection.path)
        }
        if not found:
            return None
        used |= found
    stated = [dataset.sources[index].examples for index in used]
    known = [examples for examples in stated if examples is not None]
    return sum(known) if known and len(known) == len(stated) else None
