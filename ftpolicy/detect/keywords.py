"""Which matches a file may be about, by the words in its bytes: the look before any parsing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from ftpolicy.detect.cues import Group, above, cues_of
from ftpolicy.detect.detector import Cue, Detector, Match
from ftpolicy.detect.spelled import parts, sought, spelling
from ftpolicy.model.source import Language

_HANDS_TO_A_SHELL: Group = (
    *(b"subprocess", b"popen", b".system", b"import system", b", system"),
    *(b"command", b"entrypoint", b"cmd"),
)
_RUNNERS = (
    *(b"subprocess", b"os", b"asyncio"),
    # and what sends a command line to a machine elsewhere
    *(b"ray", b"google", b"azure", b"sagemaker", b"kubernetes", b"kubeflow", b"docker", b"modal"),
    *(b"runpod", b"sky", b"beaker", b"airflow", b"prefect", b"truss_train", b"lightning_sdk"),
)
_MOST_LINES = 1000
_MOST_SIEVES = 32


class Hit(NamedTuple):
    """A match by its place in a detector, and its cue; most are never read."""

    detector: Detector
    place: int
    cue: Cue

    def match(self) -> Match:
        return self.detector.matches[self.place]


class _Row:
    """A match by its place in a detector, with its words; one of `roots` is imported if any."""

    __slots__ = ("cover", "cue", "detector", "groups", "index", "roots")

    def __init__(self, detector: Detector, index: int, cue: Cue, language: Language | None) -> None:
        self.detector, self.index, self.cue = detector, index, cue
        self.groups, self.cover = cue.groups, cue.cover
        python = language is Language.PYTHON
        handed = python and cue.commands and language not in cue.languages
        self.roots: Group = _RUNNERS if handed else cue.roots if python else ()


class _Sieve:
    """The matches that one language may carry, by what a file must import and by their covers."""

    __slots__ = ("by_cover", "by_root", "covers", "detectors", "free", "handed", "rows")

    def __init__(self, detectors: tuple[Detector, ...], language: Language | None) -> None:
        self.detectors = detectors
        rows = [
            _Row(detector, index, cue, language)
            for detector in detectors
            for index, cue in enumerate(cues_of(detector))
            if language is None or may_carry(language, cue)
        ]
        self.rows = rows
        self.by_root = _indices(rows, "roots")
        self.by_cover = _indices(rows, "cover")
        self.handed = frozenset(i for i, row in enumerate(rows) if row.roots is _RUNNERS)
        self.free = frozenset(index for index, row in enumerate(rows) if not row.roots)
        self.covers = tuple(
            word for word, indices in self.by_cover.items() if not self.free.isdisjoint(indices)
        )


def _indices(rows: list[_Row], field: str) -> dict[bytes, frozenset[int]]:
    found: dict[bytes, set[int]] = {}
    for index, row in enumerate(rows):
        for word in getattr(row, field):
            found.setdefault(word, set()).add(index)
    return {word: frozenset(indices) for word, indices in found.items()}


_above = cache(above)


class _Words:
    """The words of a text, each sought once; what is not in the text `around` is not in it."""

    __slots__ = ("_around", "_known", "text")

    def __init__(self, text: bytes, around: _Words | None = None) -> None:
        self.text = text
        self._around = around
        self._known: dict[bytes, bool] = {}

    def holds(self, word: bytes) -> bool:
        held = self._known.get(word)
        if held is None:
            if self._around is not None and not self._around.holds(word):
                held = False
            else:
                part = _above(word)
                held = (part is None or self.holds(part)) and self._finds(word)
            self._known[word] = held
        return held

    def _finds(self, word: bytes) -> bool:
        if word in self.text:
            return True
        several = parts(word)
        if not several or not all(map(self.holds, several)):
            return False
        return spelling(word).search(self.text) is not None


class Batch:
    """Files of one language that are looked at together: most words are in none of them."""

    __slots__ = ("all_covers", "covers", "roots", "words")

    def __init__(
        self, texts: Iterable[bytes], detectors: tuple[Detector, ...], language: Language | None
    ) -> None:
        sieve = _sieve(detectors, language)
        self.words = _Words(b"\n".join(sought(text, language) for text in texts))
        imported = _import_lines(self.words.text) if sieve.by_root else b""
        self.roots = tuple(root for root in sieve.by_root if root in imported)
        self.covers = tuple(filter(self.words.holds, sieve.covers))
        self.all_covers = tuple(filter(self.words.holds, sieve.by_cover)) if self.roots else ()


def keyword_hits(
    data: bytes, detectors: tuple[Detector, ...], language: Language | None = None
) -> Iterator[tuple[Detector, Match]]:
    """As `hits`, with the matches read."""
    return ((hit.detector, hit.match()) for hit in hits(data, detectors, language))


def hits(
    data: bytes,
    detectors: tuple[Detector, ...],
    language: Language | None = None,
    batch: Batch | None = None,
) -> Iterator[Hit]:
    """The matches whose keywords all occur in the bytes; with a language those that it carries.

    The batch, if any, is of the same detectors and language, and holds the same bytes.
    """
    sieve = _sieve(detectors, language)
    words = _Words(sought(data, language), batch.words if batch is not None else None)
    holds = words.holds
    fitting, covers = sieve.free, sieve.covers if batch is None else batch.covers
    roots: Iterable[bytes] = sieve.by_root if batch is None else batch.roots
    if roots:
        imported = _import_lines(words.text)
        reached = [sieve.by_root[root] for root in roots if root in imported]
        if reached:
            fitting = fitting.union(*reached)
            covers = tuple(sieve.by_cover) if batch is None else batch.all_covers
            if not fitting.isdisjoint(sieve.handed) and not any(map(holds, _HANDS_TO_A_SHELL)):
                fitting -= sieve.handed
    near: set[int] = set()
    for word in covers:
        rows = sieve.by_cover[word]
        if not fitting.isdisjoint(rows) and holds(word):
            near |= rows
    for index in sorted(near & fitting):
        row = sieve.rows[index]
        if all(any(map(holds, group)) for group in row.groups):
            yield Hit(row.detector, row.index, row.cue)


def may_carry(language: Language, match: Match | Cue) -> bool:
    """Whether a file of the language may hold what the match is about.

    Command lines stand in scripts, in job files and in what code hands to a shell; documents and
    calls also in the here-documents of a script and the cells of a notebook.
    """
    if language in match.languages:
        return True
    if match.commands:
        return language is not Language.TOML
    return language in (Language.SHELL, Language.NOTEBOOK)


def _import_lines(lowered: bytes) -> bytes:
    """The lines of Python on which something is imported, with those that continue them."""
    lines = []
    at = lowered.find(b"import")
    while at >= 0:
        start = lowered.rfind(b"\n", 0, at) + 1
        while lowered[:start].endswith((b"\\\n", b"\\\r\n")):
            start = lowered.rfind(b"\n", 0, start - 1) + 1
        end = _line_end(lowered, at)
        while lowered[end - 2 : end].rstrip().endswith((b"\\", b"(")) and end < len(lowered):
            end = _line_end(lowered, end + 1)
        lines.append(lowered[start:end])
        if len(lines) > _MOST_LINES:
            return lowered
        at = lowered.find(b"import", end)
    return b"\n".join(lines)


def _line_end(text: bytes, at: int) -> int:
    end = text.find(b"\n", at)
    return end if end >= 0 else len(text)


_sieves: dict[tuple[int, Language | None], _Sieve] = {}


def _sieve(detectors: tuple[Detector, ...], language: Language | None) -> _Sieve:
    """Made once for the same tuple; to compare or hash sixty detectors costs more than a file."""
    mark = (id(detectors), language)
    known = _sieves.get(mark)
    if known is None or known.detectors is not detectors:
        if len(_sieves) >= _MOST_SIEVES:
            _sieves.clear()
        known = _sieves[mark] = _Sieve(detectors, language)
    return known
