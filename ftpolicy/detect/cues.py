"""What a match asks of the bytes of a file: enough to tell whether its detector must be read."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Sequence

from ftpolicy.detect.detector import Cue, Detector, LateDetector, Match

Group = tuple[bytes, ...]

STEMS: Group = (
    *(b"tun", b"trainer", b"train_", b"lora", b"peft", b"learning", b"trl", b"rlhf", b"lmf"),
    *(b"lm_", b"mlx", b"swift", b"verl", b"oumi", b"axolotl", b"unsloth", b"megatron"),
    *(b"adapter", b"batch_size", b"examples/", b"automodel", b"bedrock", b"base_model"),
    *(b"train", b"base", b"model", b"lr"),
)
"""Parts that many keywords share, the rarer first. Without a part a file holds no such keyword."""


def cues_of(detector: Detector) -> Sequence[Cue]:
    """The cues of the matches, in their order; of a built-in one without reading its file."""
    if isinstance(detector, LateDetector):
        return detector.cues
    return cues(detector.matches)


def cues(matches: Sequence[Match]) -> tuple[Cue, ...]:
    """The cues of matches that are read; the more at a time, the more stems they share."""
    rows = [_groups(match) for match in matches]
    found = zip(matches, rows, covers(rows), strict=True)
    return tuple(
        Cue(match.languages, groups, _roots(match.calls), bool(match.commands), cover)
        for match, groups, cover in found
    )


def covers(rows: Sequence[tuple[Group, ...]]) -> list[Group]:
    """For each row few parts of words, of which every file that fits the row holds one."""
    stems = [*STEMS]
    for groups in sorted(rows, key=len):
        chosen = min(groups, key=lambda group: sum(_cost(word, stems) for word in group))
        stems += (word for word in chosen if stem(word, stems) is None)
    return [_cover(groups, stems) for groups in rows]


def stem(word: bytes, stems: Iterable[bytes]) -> bytes | None:
    """The first of the stems that is in a word."""
    return next((each for each in stems if each in word), None)


def above(word: bytes) -> bytes | None:
    """A part of a word that many share; None for a word that has no such part."""
    return next((each for each in STEMS if each in word and each != word), None)


def _cost(word: bytes, stems: list[bytes]) -> float:
    """What it costs to seek a word in every file: short words are common, so more follows."""
    return 0.1 if stem(word, stems) is not None else 1 + 4.0 ** (6 - len(word))


def _cover(groups: tuple[Group, ...], stems: list[bytes]) -> Group:
    """The fewest and longest stems of which the words of one group each hold one."""
    found = []
    for group in groups:
        parts = {stem(word, stems) for word in group}
        if None not in parts:
            found.append(tuple(sorted(part for part in parts if part is not None)))
    return min(found, key=lambda parts: (sum(4.0 ** -len(it) for it in parts), parts))


def _groups(match: Match) -> tuple[Group, ...]:
    return tuple(sorted(match.keywords, key=lambda group: (len(group), -min(map(len, group)))))


def _roots(calls: tuple[str, ...]) -> Group:
    """The packages of which a Python file imports one, none where that cannot be told."""
    found: set[bytes] = set()
    for pattern in calls:
        root = re.match(r"[A-Za-z_]\w\w+", pattern)
        if root is None or hasattr(builtins, root[0]):
            return ()
        found.add(root[0].lower().encode())
    return tuple(sorted(found))
