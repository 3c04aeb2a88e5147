"""How many examples there are, claimed and measured, in all and for each covered tuning file."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Detection, Profile, profile_of
from ftpolicy.model.record_parts import Dataset
from ftpolicy.model.run import Asked, Limits
from ftpolicy.model.values import dataclass
from ftpolicy.parse.same import same_data


@dataclass(frozen=True, slots=True)
class ExampleCount:
    """The smaller of claim and measurement, where the record speaks of it, and its limits.

    `tuning_file` is None for the record as a whole.
    """

    examples: int
    place: str
    limits: Limits
    tuning_file: str | None = None
    measured: bool = False

    @property
    def subject(self) -> str:
        """What has so many examples, for a message."""
        if self.tuning_file is not None:
            return f"the data sets of `{self.tuning_file}` have"
        return "the data files hold" if self.measured else "the record claims"


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
    """The counts that have a limit: a document of continued pretraining has none.

    A union over files is never credited: each tuning file is judged by its own sets.
    """
    record = case.decision
    labelled = tuple(each for each in case.profiles if each is not Profile.CONTINUED)
    if record is None or not labelled:
        return
    claimed = claimed_in_all(record.dataset)
    measured = case.evidence.examples if case.evidence is not None else None
    in_all = _least(claimed, measured)
    if in_all is None:
        return
    limits = asked.strictest(labelled)
    yield ExampleCount(in_all, "dataset.examples", limits, measured=in_all != claimed)
    seen: set[tuple[str, int]] = set()
    for detection in case.detections:
        method = detection.premises.method
        own = asked.limits_for(profile_of(method)) if method else limits
        stated = _stated_for(detection, record.dataset) if record.dataset is not None else None
        examples = _least(stated, _measured_for(detection, case))
        if examples is None or examples >= in_all or profile_of(method) is Profile.CONTINUED:
            continue
        if (detection.path, examples) not in seen:
            seen.add((detection.path, examples))
            yield ExampleCount(examples, "dataset.sources", own, detection.path)


def _least(*numbers: int | None) -> int | None:
    """The number that is less favourable to fine-tuning, of those that are known."""
    return min((each for each in numbers if each is not None), default=None)


def _measured_for(detection: Detection, case: Case) -> int | None:
    training = case.evidence.training if case.evidence is not None else ()
    return next((each.examples for each in training if each.path == detection.path), None)


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
