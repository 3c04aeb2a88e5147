"""Which matches a file may be about, by the words in its bytes: the look before any parsing."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from ftpolicy.detect.detector import Detector, Match
from ftpolicy.model.source import Language

Group = tuple[bytes, ...]
Hit = tuple[Detector, Match]

STEMS: Group = (
    *(b"tun", b"trainer", b"train_", b"lora", b"peft", b"learning", b"trl", b"rlhf", b"lmf"),
    *(b"lm_", b"mlx", b"swift", b"verl", b"oumi", b"axolotl", b"unsloth", b"megatron"),
    *(b"adapter", b"batch_size"),
)
"""Parts that many keywords share. A file without a part holds no keyword that has it."""

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
_ROOT = re.compile(r"[A-Za-z_]\w\w+")
_MOST_LINES = 1000
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ESCAPE = re.compile(rb"\\u00([0-7][0-9a-f])|\\x([0-7][0-9a-f])")
_ASCII_TWINS = (b"\xef\xbc", b"\xef\xbd", b"\xf0\x9d")
_MOST_SIEVES = 32


@dataclass(frozen=True, slots=True)
class _Row:
    """A match with its groups, the ones of a single word first.

    A file that fits it imports one of `roots`, or holds one of `stems` where there are no roots.
    """

    hit: Hit
    groups: tuple[Group, ...]
    roots: Group
    stems: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class _Sieve:
    """The matches that one language may carry; every file that fits one holds a stem or a root."""

    detectors: tuple[Detector, ...]
    rows: tuple[_Row, ...]
    roots: Group
    stems: Group
    above: dict[bytes, bytes]  # of a keyword: the stem that is in it


def keyword_hits(
    data: bytes, detectors: tuple[Detector, ...], language: Language | None = None
) -> Iterator[Hit]:
    """The matches whose keywords all occur in the bytes; with a language those that it carries."""
    sieve = _sieve(detectors, language)
    lowered = searchable(data)
    imported = _import_lines(lowered) if sieve.roots else b""
    present = {stem for stem in sieve.stems if stem in lowered}
    present.update(root for root in sieve.roots if root in imported)
    if not present:
        return
    known: dict[bytes, bool] = {}
    absent = frozenset(sieve.stems) - present
    above = sieve.above

    def holds(word: bytes) -> bool:
        held = known.get(word)
        if held is None:
            held = known[word] = above.get(word) not in absent and word in lowered
        return held

    for row in sieve.rows:
        if not present.isdisjoint(row.roots or row.stems) and all(
            any(map(holds, group)) for group in row.groups
        ):
            yield row.hit


def may_carry(language: Language, match: Match) -> bool:
    """Whether a file of the language may hold what the match is about.

    Command lines stand in scripts, in job files and in what code hands to a shell; documents and
    calls also in the here-documents of a script and the cells of a notebook.
    """
    if language in match.languages:
        return True
    if match.commands:
        return language is not Language.TOML
    return language in (Language.SHELL, Language.NOTEBOOK)


def searchable(data: bytes) -> bytes:
    """The bytes in which keywords are sought: lower case, however they were written.

    UTF-16 and UTF-32 lose their zero bytes; escapes of ASCII characters (`"\\u0074rl"` in JSON,
    `"\\x74rl"` in YAML and Python) and letters that Python takes for ASCII ones (full-width,
    mathematical) are added as what they mean.
    """
    lowered = data.lower()
    if lowered.startswith(_WIDE_MARKS) or lowered[:4] == b"\x00\x00\xfe\xff":
        lowered = lowered.replace(b"\x00", b"")
    if b"\\" in lowered and (b"\\u00" in lowered or b"\\x" in lowered):
        lowered += _ESCAPE.sub(_meant, lowered)
    if not data.isascii() and any(mark in lowered for mark in _ASCII_TWINS):
        text = normalize("NFKC", data.decode("utf-8", "replace"))
        lowered += text.lower().encode("utf-8", "replace")
    return lowered


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


def _meant(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1] or escape[2], 16)]).lower()


_sieves: dict[tuple[int, Language | None], _Sieve] = {}


def _sieve(detectors: tuple[Detector, ...], language: Language | None) -> _Sieve:
    """Made once for the same tuple; to compare or hash sixty detectors costs more than a file."""
    mark = (id(detectors), language)
    known = _sieves.get(mark)
    if known is None or known.detectors is not detectors:
        if len(_sieves) >= _MOST_SIEVES:
            _sieves.clear()
        known = _sieves[mark] = _made(detectors, language)
    return known


def _made(detectors: tuple[Detector, ...], language: Language | None) -> _Sieve:
    fitting = [
        (detector, match)
        for detector in detectors
        for match in detector.matches
        if language is None or may_carry(language, match)
    ]
    groups = [_groups(match, language) for _, match in fitting]
    roots = [_roots(match, language) for _, match in fitting]
    bare = [each for each, root in zip(groups, roots, strict=True) if not root]
    stems = _stems(bare)
    words = {word for each in groups for group in each for word in group}
    above = {word: stem for word in words if (stem := _stem(word, stems)) is not None}
    rows = tuple(
        _Row(hit, each, root, frozenset() if root else _cover(each, above))
        for hit, each, root in zip(fitting, groups, roots, strict=True)
    )
    return _Sieve(detectors, rows, tuple({it for each in roots for it in each}), stems, above)


def _roots(match: Match, language: Language | None) -> Group:
    """The packages of which a Python file imports one, none where that cannot be told."""
    if language is not Language.PYTHON:
        return ()
    if not match.calls:
        return _RUNNERS if match.commands and language not in match.languages else ()
    found: set[bytes] = set()
    for pattern in match.calls:
        root = _ROOT.match(pattern)
        if root is None or hasattr(builtins, root[0]):
            return ()
        found.add(root[0].lower().encode())
    return tuple(sorted(found))


def _groups(match: Match, language: Language | None) -> tuple[Group, ...]:
    groups = sorted(match.keywords, key=lambda group: (len(group), -min(map(len, group))))
    if language is Language.PYTHON and match.commands and language not in match.languages:
        return (_HANDS_TO_A_SHELL, *groups)
    return tuple(groups)


def _stems(rows: list[tuple[Group, ...]]) -> Group:
    """Parts so that each row has a group of which every word holds one of them."""
    stems = list(STEMS)
    rows = sorted(rows, key=len)
    for groups in rows:
        chosen = min(groups, key=lambda group: sum(_cost(word, stems) for word in group))
        stems += (word for word in chosen if _stem(word, stems) is None)
    used: set[bytes] = set()
    for groups in rows:
        words = (word for group in groups for word in group)
        used.update(_cover(groups, {it: stem for it in words if (stem := _stem(it, stems))}))
    return tuple(stem for stem in stems if stem in used)


def _cost(word: bytes, stems: list[bytes]) -> float:
    """What it costs to seek a word in every file: short words are common, so more follows."""
    return 0.1 if _stem(word, stems) is not None else 1 + 4.0 ** (6 - len(word))


def _stem(word: bytes, stems: Iterable[bytes]) -> bytes | None:
    return next((stem for stem in stems if stem in word), None)


def _cover(groups: tuple[Group, ...], above: dict[bytes, bytes]) -> frozenset[bytes]:
    """The fewest and longest stems of which the words of one group each hold one."""
    covers = [
        frozenset(above[word] for word in group)
        for group in groups
        if all(word in above for word in group)
    ]
    return min(covers, key=lambda stems: (sum(4.0 ** -len(it) for it in stems), sorted(stems)))
