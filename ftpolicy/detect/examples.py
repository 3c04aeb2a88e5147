"""The examples of a detector file, run: they are its tests."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.detect.detector import Detector
from ftpolicy.detect.load import Example
from ftpolicy.detect.one_file import detect
from ftpolicy.detect.spelled import searchable
from ftpolicy.model.detection import Detection, Unreadable
from ftpolicy.model.source import SourceFile
from ftpolicy.model.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Failure:
    """What an example (or, without a name, the file) promises and does not hold."""

    example: str
    expected: str
    found: str


def failures(detector: Detector, examples: tuple[Example, ...]) -> tuple[Failure, ...]:
    """The examples that do not come out as they say, and what a detector file needs besides."""
    wrong = [failure for each in examples for failure in _wrong(detector, each)]
    return (*wrong, *_wanting(detector, examples))


def _wrong(detector: Detector, example: Example) -> Iterator[Failure]:
    found = _found(detector, example)
    if not example.detects:
        if found:
            yield Failure(example.name, "nothing", _shown(found))
        elif not example.because:
            yield Failure(example.name, "`because`, why it is none", "no reason")
        return
    if len(found) != 1 or not isinstance(found[0], Detection):
        yield Failure(example.name, "one detection", _shown(found))
        return
    for what, expected, read in _readings(example, found[0]):
        if expected is not None and expected != read:
            yield Failure(example.name, f"{what} {_words(expected)}", _words(read))


def _readings(example: Example, one: Detection) -> Iterator[tuple[str, object, object]]:
    yield "method", example.method, one.premises.method
    yield "technique", example.technique, one.technique
    yield "base model", example.base_model, one.premises.base_model
    yield "data sets", example.datasets, one.premises.datasets


def _wanting(detector: Detector, examples: tuple[Example, ...]) -> Iterator[Failure]:
    for match in detector.matches:
        alone = replace(detector, matches=(match,))
        if not any(each.detects and _found(alone, each) for each in examples):
            yield Failure("", f"an example that match `{match.id}` finds", "none")
    misses = [each for each in examples if not each.detects]
    if not any(_is_near(detector, each) for each in misses):
        expected = "a near miss: `detects: false` with all keywords of one match"
        yield Failure("", expected, f"{len(misses)} without them" if misses else "none")


def _is_near(detector: Detector, example: Example) -> bool:
    """A miss without the keywords of a match says nothing of where the border is."""
    text = searchable(example.text.encode())
    return any(
        all(any(word in text for word in group) for group in match.keywords)
        for match in detector.matches
    )


def _found(detector: Detector, example: Example) -> tuple[Detection | Unreadable, ...]:
    return detect(SourceFile(example.path, example.text.encode()), (detector,))


def _shown(found: tuple[Detection | Unreadable, ...]) -> str:
    if not found:
        return "nothing"
    return "; ".join(
        f"line {one.location.line}: {', '.join(one.signs)}"
        if isinstance(one, Detection)
        else f"unreadable, {one.reason}"
        for one in found
    )


def _words(value: object) -> str:
    if value is None:
        return "unknown"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
