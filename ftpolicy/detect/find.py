"""Files to detections: keyword prefilter, one parse a file, then the matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ftpolicy.detect.compose import Composer, names_parents
from ftpolicy.detect.detector import Detector
from ftpolicy.detect.found import Found, Judged, blob_id
from ftpolicy.detect.keywords import Batch
from ftpolicy.detect.one_file import POINTER, detect, every, read_anew
from ftpolicy.detect.registry import USERS
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.detection import Confidence, Detection, Unreadable
from ftpolicy.model.source import Language, Location, SourceFile
from ftpolicy.parse.language import claimed, language_of

if TYPE_CHECKING:
    from ftpolicy.detect.mentions import Mentions

LARGEST = 256 << 20
"""Bytes over which a blob is not even searched for keywords; it is then unreadable."""

_SMALL = 2048  # bytes of a file that is looked at together with others
_MOST, _FEWEST = 64, 4  # files of such a batch

LARGEST_UNCLAIMED = 1 << 20
"""Bytes over which a file that no language claims is not taken for a text."""


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
        lambda source, parsed, words: read_anew(source, parsed, words, detectors),
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
        blob = blob_id(data, ids) if ids and not data.startswith(POINTER) else ""
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


def _too_large(path: str) -> Iterator[Unreadable]:
    if claimed(path):
        reason = f"it is larger than {LARGEST >> 20} MiB, so it was not searched"
        yield Unreadable("any", Language.JSON, reason, Location(path))
