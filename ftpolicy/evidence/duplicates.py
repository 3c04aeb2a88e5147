"""Near duplicates: texts that share most of their runs of three words.

One-permutation MinHash: the smallest digest of each of 64 bins stands for a text, and texts that
agree in a band of four bins are compared in full. The space and the work for one text are bounded
however alike the texts are.
"""

from __future__ import annotations

from array import array
from zlib import crc32

ALIKE = 0.7
"""Share of the runs of words (of both together) from which on two texts are near duplicates."""

MOST_TEXTS = 20_000
FEWEST_WORDS = 8
"""Shorter texts (yes, no) are alike without being copies."""

_MOST_WORDS = 2_000  # of a text that are read
_BINS = 64  # the highest six bits of a digest of 64
_BAND = 4
_KEPT = 8  # texts that are remembered per band value
_COMPARED = 24  # texts that one text is compared with


class NearDuplicates:
    """The texts so far: digests of their runs of words, and where each band value was seen."""

    __slots__ = ("_bands", "_more", "_texts", "found", "looked")

    def __init__(self) -> None:
        self._texts: list[array[int]] = []
        self._bands: dict[int, int] = {}  # to the first text with that value
        self._more: dict[int, list[int]] = {}  # to the next few
        self.found = 0
        self.looked = 0

    def add(self, text: bytes) -> bool:
        """Whether a text is nearly one of those before; after the first 20,000 it is not asked."""
        if self.looked >= MOST_TEXTS:
            return False
        self.looked += 1
        words = text.split(None, _MOST_WORDS)[:_MOST_WORDS]
        if len(words) < FEWEST_WORDS:
            return False
        runs = _runs(words)
        bands = _band_values(runs)
        near = self._has_near(runs, bands)
        self.found += near
        self._remember(runs, bands)
        return near

    def _has_near(self, runs: set[int], bands: list[int]) -> bool:
        tried: set[int] = set()
        for band in bands:
            first = self._bands.get(band)
            if first is None:
                continue
            for number in (first, *self._more.get(band, ())):
                if number in tried:
                    continue
                if len(tried) >= _COMPARED:
                    return False
                tried.add(number)
                if _alike(runs, self._texts[number]):
                    return True
        return False

    def _remember(self, runs: set[int], bands: list[int]) -> None:
        number = len(self._texts)
        self._texts.append(array("q", runs))
        for band in bands:
            if self._bands.setdefault(band, number) != number:
                more = self._more.setdefault(band, [])
                if len(more) < _KEPT - 1:
                    more.append(number)


def _runs(words: list[bytes]) -> set[int]:
    """Digests of all runs of three words, the same in every process (unlike a hash of bytes)."""
    codes = list(map(crc32, words))
    return set(map(hash, zip(codes, codes[1:], codes[2:], strict=False)))


def _band_values(runs: set[int]) -> list[int]:
    """The smallest digest of each bin, four bins to a value; an empty bin takes the next full."""
    smallest = {run >> 58: run for run in sorted(runs, reverse=True)}
    bins = [smallest.get(number) for number in range(-_BINS // 2, _BINS // 2)]
    after = next(value for value in bins if value is not None)
    filled: list[int] = []
    for value in reversed(bins):
        after = value if value is not None else after
        filled.append(after)
    return [hash((start, *filled[start : start + _BAND])) for start in range(0, _BINS, _BAND)]


def _alike(runs: set[int], others: array[int]) -> bool:
    shared = len(runs.intersection(others))
    return shared >= ALIKE * (len(runs) + len(others) - shared)
