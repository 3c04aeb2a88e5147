"""Files to detections: keyword prefilter, one parse a file, then the matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ftpolicy.detect.compose import Composer, Overlay, names_parents
from ftpolicy.detect.detector import Detector
from ftpolicy.detect.found import Found as Found  # noqa: PLC0414 - mypy asks for it
from ftpolicy.detect.found import Judged, blob_id
from ftpolicy.detect.inherit import composed
from ftpolicy.detect.keywords import Batch, Hit, hits, may_carry
from ftpolicy.detect.reading import read
from ftpolicy.detect.registry import USERS
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.detection import Confidence, Detection, Premises, Unreadable
from ftpolicy.model.source import Language, Location, Parsed, SourceFile, Unparsed
from ftpolicy.parse.language import claimed, guess, language_of

if TYPE_CHECKING:
    from ftpolicy.detect.mentions import Mentions

LARGEST = 256 << 20
"""Bytes over which a blob is not even searched for keywords; it is then unreadable."""

_SMALL = 2048  # bytes of a file that is looked at together with others
_MOST, _FEWEST = 64, 4  # files of such a batch

LARGEST_UNCLAIMED = 1 << 20
"""Bytes over which a file that no language claims is not taken for a text."""

_POINTER = b"version https://git-lfs.github.com/spec/"
_ELSEWHERE = (_POINTER, b"/annex/objects/")
_MAY_BE_DATA = (None, Language.JSON)


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
    return gathered(tree, judged(tree, paths, detectors, forks=forks), detectors)


def judged(
    tree: Snapshot,
    paths: Iterable[str],
    detectors: tuple[Detector, ...],
    *,
    forks: bool = False,
    ids: str = "",
) -> list[Judged]:
    """The files one by one; with `ids`, the hash of the repository, each with its blob id."""
    judge = partial(_judged, tree, detectors, Composer(tree), ids)
    if not forks:
        return judge(tuple(paths))
    # What only some runs need is imported when they do: the commit of one config pays for none.
    from ftpolicy.detect.halves import in_halves

    return in_halves(judge, tuple(paths))


def gathered(tree: Snapshot, rows: list[Judged], detectors: tuple[Detector, ...]) -> Found:
    """What the judged files hold, with the files that run them."""
    rows = sorted(rows, key=lambda row: row.path)
    every_one = [one for row in rows for one in row.held]
    unreadable = [one for one in every_one if isinstance(one, Unreadable)]
    launchers = _launchers(tree, detectors, rows)
    found = [one for one in every_one if isinstance(one, Detection) and one.path not in launchers]
    found += (one for several in launchers.values() for one in several)
    found.sort(key=lambda one: (one.location, one.detector))
    return Found(tuple(found), tuple(unreadable))


def _launchers(
    tree: Snapshot, detectors: tuple[Detector, ...], rows: list[Judged]
) -> dict[str, tuple[Detection, ...]]:
    """What is found in the files that run others, by their paths."""
    if not any(row.named.entry and row.named.keys for row in rows if row.named is not None):
        return {}
    from ftpolicy.detect.follow import Follower

    composer = Composer(tree)
    follower = Follower(
        tree,
        lambda source: every(source, detectors, composer),
        lambda source, parsed, words: _read_anew(source, parsed, words, detectors),
    )
    for row in rows:
        follower.take(row.path, row.held, row.named)
    return follower.launchers()


def _named_in(source: SourceFile, judged: tuple[Detection | Unreadable, ...]) -> Mentions | None:
    """What a judged file may run; None where what it holds is certain, or was not readable."""
    held = [one for one in judged if isinstance(one, Detection)]
    if len(held) < len(judged) or any(one.confidence is Confidence.CERTAIN for one in held):
        return None
    from ftpolicy.detect.mentions import mentions

    return mentions(source)


def _judged(
    tree: Snapshot,
    detectors: tuple[Detector, ...],
    composer: Composer,
    ids: str,
    paths: Sequence[str],
) -> list[Judged]:
    rows: list[Judged] = []
    for path, data, batch in _batched(_contents(tree, paths), detectors):
        if data is None:
            rows.append(Judged(path, tuple(_too_large(path)), None))
            continue
        source = SourceFile(path, data)
        held = detect(source, detectors, composer, batch)
        blob = blob_id(data, ids) if ids and not data.startswith(_POINTER) else ""
        rows.append(Judged(path, held, _named_in(source, held), blob, _is_alone(source, held)))
    return rows


def _is_alone(source: SourceFile, held: tuple[Detection | Unreadable, ...]) -> bool:
    return not names_parents(source) and not any(one.detector in USERS for one in held)


def _batched(
    contents: Iterable[tuple[str, bytes | None]], detectors: tuple[Detector, ...]
) -> Iterator[tuple[str, bytes | None, Batch | None]]:
    """The same files, small ones with the batch of their language in which words are sought."""
    waiting: dict[Language | None, list[tuple[str, bytes]]] = {}
    for path, data in contents:
        if data is None or len(data) > _SMALL:
            yield path, data, None
            continue
        language = language_of(path, data)
        files = waiting.setdefault(language, [])
        files.append((path, data))
        if len(files) == _MOST:
            yield from _with_batch(files, detectors, language)
            waiting[language] = []
    for language, files in waiting.items():
        yield from _with_batch(files, detectors, language)


def _with_batch(
    files: list[tuple[str, bytes]], detectors: tuple[Detector, ...], language: Language | None
) -> Iterator[tuple[str, bytes, Batch | None]]:
    enough = len(files) >= _FEWEST
    batch = Batch((data for _, data in files), detectors, language) if enough else None
    yield from ((path, data, batch) for path, data in files)


def _contents(tree: Snapshot, paths: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    """The bytes of each file; a large one that no language claims is data and is left out."""
    yield from tree.read_all([path for path in paths if claimed(path)], LARGEST)
    others = tree.read_all([path for path in paths if not claimed(path)], LARGEST_UNCLAIMED)
    yield from ((path, data) for path, data in others if data is not None)


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
        own = [
            hit.detector
            for hit in fitting
            if language in hit.cue.languages and not hit.detector.last_resort
        ]
        place = Location(source.path, parsed.line, parsed.column)
        return tuple(Unreadable(it.id, language, parsed.reason, place) for it in own[:1])
    held = _first(source.path, parsed, overlay, fitting)
    if composer is None:
        return held
    return tuple(composer.registries.resolved(one, parsed) for one in held)


def _read_anew(
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


def _too_large(path: str) -> Iterator[Unreadable]:
    if claimed(path):
        reason = f"it is larger than {LARGEST >> 20} MiB, so it was not searched"
        yield Unreadable("any", Language.JSON, reason, Location(path))


def _kept_elsewhere(source: SourceFile) -> Iterator[Unreadable]:
    """A pointer of Git LFS or git-annex cannot be cleared where a config or code is expected."""
    language = language_of(source.path, b"")
    if language not in _MAY_BE_DATA:
        reason = "it is a pointer, and the file that it stands for is not in git"
        yield Unreadable("any", language, reason, Location(source.path))
