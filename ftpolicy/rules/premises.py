"""Whether the premises of a tuning file are those of its record."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ftpolicy.model.detection import Detection
from ftpolicy.model.record import DecisionRecord, RecordBook, Source
from ftpolicy.parse.patterns import Patterns


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


def same_model(name: str, pattern: str) -> bool:
    """Whether a pattern names the model: whole, or by the last path part, case apart."""
    name, pattern = _plain(name).casefold(), _plain(pattern).casefold()
    if _fits(name, pattern):
        return True
    last = pattern.rpartition("/")[2]
    # `meta-llama/*` must not let in every model of the world by its last part
    return bool(last.strip("*?")) and _fits(name.rpartition("/")[2], last)


def same_data(name: str, source: Source, tuning_path: str) -> bool:
    """Whether a data set of the tuning file at `tuning_path` is the source."""
    outside = (source.hub, source.uri)
    if any(each and _fits(name.casefold(), each.casefold()) for each in outside):
        return True
    if not source.path:
        return False
    pattern, path = _plain(source.path), _plain(name)
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(tuning_path), path))
    folder = pattern.removesuffix("/**").removesuffix("/*")
    if path in (pattern, folder) or beside in (pattern, folder):
        return True
    # an absolute path is the repository as it is mounted where the training runs
    rooted = f"**/{pattern}" if path.startswith("/") else f"/{pattern}"
    return any(Patterns((rooted,)).match(each.lstrip("/")) for each in (path, beside))


def _names(source: Source) -> tuple[str, ...]:
    return tuple(each for each in (source.path, source.hub, source.uri) if each)


def _plain(name: str) -> str:
    return name.strip().replace("\\", "/").removeprefix("./").rstrip("/")


def _fits(name: str, pattern: str) -> bool:
    try:
        return name == pattern or fnmatchcase(name, pattern)
    except re.error:  # pragma: no cover - Pythons before 3.10.5 refuse a range like `[z-a]`
        return False
