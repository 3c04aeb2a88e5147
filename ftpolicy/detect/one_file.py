"""What one file holds: its detections, or that it cannot be read though it may tune."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ftpolicy.detect.compose import Composer, Overlay
from ftpolicy.detect.detector import Detector
from ftpolicy.detect.inherit import composed
from ftpolicy.detect.keywords import Batch, Hit, hits, may_carry
from ftpolicy.detect.reading import read
from ftpolicy.model.detection import Confidence, Detection, Premises, Unreadable
from ftpolicy.model.source import Language, Location, Parsed, SourceFile, Unparsed
from ftpolicy.parse.language import guess, language_of

POINTER = b"version https://git-lfs.github.com/spec/"
_ELSEWHERE = (POINTER, b"/annex/objects/")
_MAY_BE_DATA = (None, Language.JSON)


def detect(
    source: SourceFile,
    detectors: tuple[Detector, ...],
    composer: Composer | None = None,
    batch: Batch | None = None,
) -> tuple[Detection | Unreadable, ...]:
    """What one file holds: its detections, or that it could not be read though it may tune.

    With a composer the parents and registries that it names in the tree are read as well.
    """
    found = every(source, detectors, composer, batch)
    sure = [one for one in found if isinstance(one, Detection)]
    return _merged(sure) if sure else found


def every(
    source: SourceFile,
    detectors: tuple[Detector, ...],
    composer: Composer | None = None,
    batch: Batch | None = None,
) -> tuple[Detection | Unreadable, ...]:
    """As `detect`, with each place of the file at which something is tuned."""
    if source.data.startswith(_ELSEWHERE):
        return tuple(_kept_elsewhere(source))
    overlay = composer.overlay(source) if composer is not None else None
    data = source.data if overlay is None else b"%s\n%s" % (source.data, overlay.words)
    language = language_of(source.path, source.data)
    found = tuple(hits(data, detectors, language, batch if overlay is None else None))
    if not found:
        return ()
    if language is not None:
        return _in_language(source, language, found, composer, overlay)
    for each in guess(source.path, source.data):
        held = _in_language(source, each, found, composer, None)
        sure = tuple(one for one in held if isinstance(one, Detection))
        if sure:
            return sure
    return ()


def _in_language(
    source: SourceFile,
    language: Language,
    found: tuple[Hit, ...],
    composer: Composer | None,
    overlay: Overlay | None,
) -> tuple[Detection | Unreadable, ...]:
    fitting = [hit for hit in found if may_carry(language, hit.cue)]
    if not fitting:
        return ()
    parsed = read(source, language)
    if isinstance(parsed, Unparsed):
        place = Location(source.path, parsed.line, parsed.column)
        # a detector of last resort has no say while another could have seen more
        first = min(fitting, key=lambda hit: hit.detector.last_resort).detector
        return (Unreadable(first.id, language, parsed.reason, place),)
    held = _first(source.path, parsed, overlay, fitting)
    if composer is None:
        return held
    return tuple(composer.registries.resolved(one, parsed) for one in held)


def read_anew(
    source: SourceFile, parsed: Parsed, words: bytes, detectors: tuple[Detector, ...]
) -> tuple[Detection, ...]:
    """What a file holds whose names were found to stand for others, by these words."""
    found = hits(b"%s\n%s" % (source.data, words), detectors)
    fitting = [hit for hit in found if may_carry(parsed.language, hit.cue)]
    return _merged(_first(source.path, parsed, None, fitting))


def _first(
    path: str, parsed: Parsed, overlay: Overlay | None, fitting: list[Hit]
) -> tuple[Detection, ...]:
    """What the detectors find, those of last resort only when no other finds anything."""
    for last_resort in (False, True):
        found = tuple(
            one
            for hit in fitting
            if hit.detector.last_resort is last_resort
            for one in composed(path, parsed, overlay, hit.detector, hit.match())
        )
        if found:
            return found
    return ()


def _merged(found: Iterable[Detection]) -> tuple[Detection, ...]:
    """One detection for each thing that is tuned.

    Two that do not contradict each other are one seen twice (a trainer and its adapter, a
    launch line and the config beside it); the surer one that knows more stays.
    """
    kept: list[Detection] = []
    for one in sorted(found, key=_weight, reverse=True):
        rivals = (other for other in kept if other.family == one.family)
        if not any(_says_no_more(one.premises, other.premises) for other in rivals):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: (one.location, one.detector)))


def _weight(one: Detection) -> tuple[bool, int, int]:
    known = sum(
        premise is not None
        for premise in (one.premises.base_model, one.premises.datasets, one.premises.method)
    )
    return one.confidence is Confidence.CERTAIN, known, -one.location.line


def _says_no_more(less: Premises, more: Premises) -> bool:
    return (
        less.base_model in (None, more.base_model)
        and less.method in (None, more.method)
        and set(less.datasets or ()) <= set(more.datasets or ())
    )


def _kept_elsewhere(source: SourceFile) -> Iterator[Unreadable]:
    """A pointer of Git LFS or git-annex cannot be cleared where a config or code is expected."""
    language = language_of(source.path, b"")
    if language not in _MAY_BE_DATA:
        reason = "it is a pointer, and the file that it stands for is not in git"
        yield Unreadable("any", language, reason, Location(source.path))
