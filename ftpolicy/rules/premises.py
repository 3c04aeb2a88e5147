"""Whether the premises of a tuning file are those of its record."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.detection import Detection
from ftpolicy.model.record import DecisionRecord, RecordBook
from ftpolicy.model.record_parts import Source
from ftpolicy.model.values import dataclass
from ftpolicy.parse.same import same_data, same_model


@dataclass(frozen=True, slots=True)
class Difference:
    """A known premise of a tuning file that is not the record's; `field` is the record's."""

    premise: str
    field: str
    found: tuple[str, ...]
    allowed: tuple[str, ...]


def differences(
    detection: Detection, record: DecisionRecord, book: RecordBook
) -> Iterator[Difference]:
    """One difference per premise; an unknown premise is never one.

    A record without a data set is no difference: that it has none is FT201.
    """
    known = detection.premises
    names = model_names(record, book)
    if (model := known.base_model) and not any(same_model(model, name) for name in names):
        yield Difference("base model", "model.base", (model,), names)
    methods = record.model.methods
    if known.method and known.method not in methods:
        yield Difference("method", "model.methods", (known.method,), methods)
    if record.dataset is not None:
        sources = record.dataset.sources
        strange = tuple(
            name
            for name in known.datasets or ()
            if not any(same_data(name, source, detection.path) for source in sources)
        )
        if strange:
            named = tuple(name for source in sources for name in _names(source))
            yield Difference("data set", "dataset.sources", strange, named)


def model_names(record: DecisionRecord, book: RecordBook) -> tuple[str, ...]:
    """The base models that the record allows: its patterns, aliases and `from_record`'s results."""
    earlier = book.named(record.model.from_record) if record.model.from_record else ()
    results = tuple(
        result.model
        for each in earlier
        if each.evaluation is not None
        for result in each.evaluation.tuned_results
        if result.model
    )
    return (*record.model.base, *record.model.aliases, *results)


def _names(source: Source) -> tuple[str, ...]:
    return tuple(each for each in (source.path, source.hub, source.uri) if each)
