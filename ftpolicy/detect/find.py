"""Files to detections: keyword prefilter, one parse a file, then the matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ftpolicy.detect.compose import Composer, Overlay
from ftpolicy.detect.detector import Detector, Match
from ftpolicy.detect.follow import Follower, named_in
from ftpolicy.detect.halves import in_halves
from ftpolicy.detect.inherit import composed
from ftpolicy.detect.keywords import keyword_hits, may_carry
from ftpolicy.detect.mentions import Mentions
from ftpolicy.detect.reading import read
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.detection import Confidence, Detection, Premises, Unreadable
from ftpolicy.model.source import Language, Location, Parsed, SourceFile, Unparsed
from ftpolicy.parse.language import claimed, guess, language_of

LARGEST = 256 << 20
"""Bytes over which a blob is not even searched for keywords; it is then unreadable."""

LARGEST_UNCLAIMED = 1 << 20
"""Bytes over which a file that no language claims is not taken for a text."""


_Judged = tuple[str, "tuple[Detection | Unreadable, ...]", "Mentions | None"]
"""A path, what its file holds, and what the file may run (None when that does not matter)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a set of files holds."""

    detections: tuple[Detection, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


def candidates(tree: Snapshot) -> tuple[str, ...]:
    """The regular files of a tree whose path alone says that a language claims them."""
    return tuple(
        entry.path
        for entry in tree.entries()
        if entry.kind is EntryKind.FILE and claimed(entry.path)
    )


def find(
    tree: Snapshot, paths: Iterable[str], detectors: tuple[Detector, ...], *, forks: bool = False
) -> Found:
    """Judge the named files of a tree, whatever their suffix, with what they name in the tree.

    With `forks` two processes may share the work; the tree must then be one on disk.
    """
    composer = Composer(tree)
    follower = Follower(
        tree,
        lambda source: every(source, detectors, composer),
        lambda source, parsed, words: _read_anew(source, parsed, words, detectors),
    )
    judge = partial(_judged, tree, detectors, composer)
    rows = in_halves(judge, tuple(paths)) if forks else judge(tuple(paths))
    found: list[Detection] = []
    unreadable: list[Unreadable] = []
    for path, held, named in sorted(rows, key=lambda row: row[0]):
        follower.take(path, held, named)
        found += (one for one in held if isinstance(one, Detection))
        unreadable += (one for one in held if isinstance(one, Unreadable))
    launchers = follower.launchers()
    found = [one for one in found if one.path not in launchers]
    found += (one for several in launchers.values() for one in several)
    found.sort(key=lambda one: (one.location, one.detector))
    return Found(tuple(found), tuple(unreadable))


def _judged(
    tree: Snapshot, detectors: tuple[Detector, ...], composer: Composer, paths: Sequence[str]
) -> list[_Judged]:
    rows: list[_Judged] = []
    for path, data in _contents(tree, paths):
        if data is None:
            rows.append((path, tuple(_too_large(path)), None))
            continue
        source = SourceFile(path, data)
        held = detect(source, detectors, composer)
        rows.append((path, held, named_in(source, held)))
    return rows


def _contents(tree: Snapshot, paths: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    """The bytes of each file; a large one that no language claims is data and is left out."""
    yield from tree.read_all([path for path in paths if claimed(path)], LARGEST)
    others = tree.read_all([path for path in paths if not claimed(path)], LARGEST_UNCLAIMED)
    yield from ((path, data) for path, data in others if data is not None)


def detect(
    source: SourceFile, detectors: tuple[Detector, ...], composer: Composer | None = None
) -> tuple[Detection | Unreadable, ...]:
    """What one file holds: its detections, or that it could not be read though it may tune.

    With a composer the parents and registries that it names in the tree are read as well.
    """
    found = every(source, detectors, composer)
    sure = [one for one in found if isinstance(one, Detection)]
    return _merged(sure) if sure else found


def every(
    source: SourceFile, detectors: tuple[Detector, ...], composer: Composer | None = None
) -> tuple[Detection | Unreadable, ...]:
    """As `detect`, with each place of the file at which something is tuned."""
    overlay = composer.overlay(source) if composer is not None else None
    data = source.data if overlay is None else b"%s\n%s" % (source.data, overlay.words)
    language = language_of(source.path, source.data)
    hits = tuple(keyword_hits(data, detectors, language))
    if not hits:
        return ()
    if language is not None:
        return _in_language(source, language, hits, composer, overlay)
    for each in guess(source.path, source.data):
        found = _in_language(source, each, hits, composer, None)
        sure = tuple(one for one in found if isinstance(one, Detection))
        if sure:
            return sure
    return ()


def _in_language(
    source: SourceFile,
    language: Language,
    hits: tuple[tuple[Detector, Match], ...],
    composer: Composer | None,
    overlay: Overlay | None,
) -> tuple[Detection | Unreadable, ...]:
    fitting = [(detector, match) for detector, match in hits if may_carry(language, match)]
    if not fitting:
        return ()
    parsed = read(source, language)
    if isinstance(parsed, Unparsed):
        own = [
            detector
            for detector, match in fitting
            if language in match.languages and not detector.last_resort
        ]
        place = Location(source.path, parsed.line, parsed.column)
        return tuple(Unreadable(it.id, language, parsed.reason, place) for it in own[:1])
    found = _first(source.path, parsed, overlay, fitting)
    if composer is None:
        return found
    return tuple(composer.registries.resolved(one, parsed) for one in found)


def _read_anew(
    source: SourceFile, parsed: Parsed, words: bytes, detectors: tuple[Detector, ...]
) -> tuple[Detection, ...]:
    """What a file holds whose names were found to stand for others, by these words."""
    hits = keyword_hits(b"%s\n%s" % (source.data, words), detectors)
    fitting = [(detector, match) for detector, match in hits if may_carry(parsed.language, match)]
    return _merged(_first(source.path, parsed, None, fitting))


def _first(
    path: str, parsed: Parsed, overlay: Overlay | None, fitting: list[tuple[Detector, Match]]
) -> tuple[Detection, ...]:
    """What the detectors find, those of last resort only when no other finds anything."""
    for last_resort in (False, True):
        found = tuple(
            one
            for detector, match in fitting
            if detector.last_resort is last_resort
            for one in composed(path, parsed, overlay, detector, match)
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


def _too_large(path: str) -> Iterator[Unreadable]:
    if claimed(path):
        reason = f"it is larger than {LARGEST >> 20} MiB, so it was not searched"
        yield Unreadable("any", Language.JSON, reason, Location(path))
