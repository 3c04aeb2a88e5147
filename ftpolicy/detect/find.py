"""Files to detections: keyword prefilter, one parse a file, then the matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from ftpolicy.detect.detector import Detector, Match
from ftpolicy.detect.match import detections
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.detection import Confidence, Detection, Premises, Unreadable
from ftpolicy.model.source import Language, Location, SourceFile, Unparsed
from ftpolicy.parse.language import claimed, guess, language_of
from ftpolicy.parse.parsed import parse

LARGEST = 256 << 20
"""Bytes over which a blob is not even searched for keywords; it is then unreadable."""

_DATA = (Language.YAML, Language.JSON)

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ESCAPE = re.compile(rb"\\u00([0-7][0-9a-f])|\\x([0-7][0-9a-f])")
_ASCII_TWINS = (b"\xef\xbc", b"\xef\xbd", b"\xf0\x9d")


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


def find(tree: Snapshot, paths: Iterable[str], detectors: tuple[Detector, ...]) -> Found:
    """Judge the named files of a tree, whatever their suffix."""
    found: list[Detection] = []
    unreadable: list[Unreadable] = []
    for path, data in tree.read_all(paths, LARGEST):
        if data is None:
            unreadable += _too_large(path)
            continue
        for one in detect(SourceFile(path, data), detectors):
            if isinstance(one, Detection):
                found.append(one)
            else:
                unreadable.append(one)
    return Found(tuple(found), tuple(unreadable))


def detect(
    source: SourceFile, detectors: tuple[Detector, ...]
) -> tuple[Detection | Unreadable, ...]:
    """What one file holds: its detections, or that it could not be read though it may tune."""
    hits = tuple(_hits(source.data, detectors))
    if not hits:
        return ()
    language = language_of(source.path, source.data)
    if language is not None:
        return _in_language(source, language, hits)
    for each in guess(source.path, source.data):
        found = tuple(one for one in _in_language(source, each, hits) if isinstance(one, Detection))
        if found:
            return found
    return ()


def _in_language(
    source: SourceFile, language: Language, hits: tuple[tuple[Detector, Match], ...]
) -> tuple[Detection | Unreadable, ...]:
    fitting = [(detector, match) for detector, match in hits if _may_carry(language, match)]
    if not fitting:
        return ()
    parsed = parse(source, language)
    if isinstance(parsed, Unparsed):
        own = [detector for detector, match in fitting if language in match.languages]
        place = Location(source.path, parsed.line, parsed.column)
        return tuple(Unreadable(it.id, language, parsed.reason, place) for it in own[:1])
    if language in _DATA:
        from ftpolicy.parse.embedded import with_embedded

        parsed = with_embedded(parsed)
    return _merged(
        one
        for detector, match in fitting
        for one in detections(source.path, parsed, detector, match)
    )


def _may_carry(language: Language, match: Match) -> bool:
    """Whether a file of the language may hold what the match is about.

    Command lines stand in scripts, in job files and in what code hands to a shell; documents and
    calls also in the here-documents of a script and the cells of a notebook.
    """
    if language in match.languages:
        return True
    if match.commands:
        return language is not Language.TOML
    return language in (Language.SHELL, Language.NOTEBOOK)


def _hits(data: bytes, detectors: tuple[Detector, ...]) -> Iterator[tuple[Detector, Match]]:
    """The matches whose keywords all occur in the bytes."""
    lowered = searchable(data)
    for detector in detectors:
        for match in detector.matches:
            if all(any(word in lowered for word in group) for group in match.keywords):
                yield detector, match


def searchable(data: bytes) -> bytes:
    """The bytes in which keywords are sought: lower case, however they were written.

    UTF-16 and UTF-32 lose their zero bytes; escapes of ASCII characters (`"\\u0074rl"` in JSON,
    `"\\x74rl"` in YAML and Python) and letters that Python takes for ASCII ones (full-width,
    mathematical) are added as what they mean.
    """
    lowered = data.lower()
    if lowered.startswith(_WIDE_MARKS) or lowered[:4] == b"\x00\x00\xfe\xff":
        lowered = lowered.replace(b"\x00", b"")
    if b"\\u00" in lowered or b"\\x" in lowered:
        lowered += _ESCAPE.sub(_meant, lowered)
    if any(mark in lowered for mark in _ASCII_TWINS):
        text = normalize("NFKC", data.decode("utf-8", "replace"))
        lowered += text.lower().encode("utf-8", "replace")
    return lowered


def _meant(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1] or escape[2], 16)]).lower()


def _merged(found: Iterable[Detection]) -> tuple[Detection, ...]:
    """One detection for each thing that is tuned.

    Two that do not contradict each other are one seen twice (a trainer and its adapter, a
    launch line and the config beside it); the surer one that knows more stays.
    """
    kept: list[Detection] = []
    for one in sorted(found, key=_weight, reverse=True):
        if not any(_says_no_more(one.premises, other.premises) for other in kept):
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
