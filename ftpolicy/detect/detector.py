"""A detector as loaded from its file: what it matches and what it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ftpolicy.detect.conditions import Condition
from ftpolicy.detect.paths import KeyPath
from ftpolicy.model.detection import Confidence
from ftpolicy.model.source import Language
from ftpolicy.model.values import dataclass


class NameSource(NamedTuple):
    """One place where a name (base model, data set) may be read.

    A key path of the matched value, a key of one of the names in `anywhere` at some depth, or,
    when `calls` is given, arguments of any call of the file whose name fits. `split` separates
    several names in one text, `cut` ends a name.
    """

    path: KeyPath | None = None
    anywhere: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    split: str = ""
    cut: str = ""


class Choice(NamedTuple):
    """One way to tell the method or the technique; the first of a list that answers decides.

    `table` maps wildcard patterns to answers; what is looked up in it is the value under `path`,
    word number `word` of the command, or what `of` names: the call's `name`, the `file`'s path,
    any of the file's `calls`. Without a table `answer` is given when `when` holds.
    """

    answer: str = ""
    when: Condition | None = None
    path: KeyPath | None = None
    word: int | None = None
    of: str = ""
    table: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One way in which a framework shows itself in one kind of file.

    `keywords` are lower-case bytes: every group must occur, one of its words is enough.
    Exactly one of documents (neither `calls` nor `commands`), `calls` and `commands` is judged.
    `other_commands` are those that fit `commands` and are not meant.
    `beside` are groups of call patterns of which the same file must hold one each; `without`
    are call patterns that it must not hold.
    """

    id: str
    languages: frozenset[Language]
    keywords: tuple[tuple[bytes, ...], ...]
    when: Condition
    at: tuple[KeyPath, ...]
    files: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    other_commands: tuple[tuple[str, ...], ...] = ()
    beside: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    base_model: tuple[NameSource, ...] = ()
    datasets: tuple[NameSource, ...] = ()
    method: tuple[Choice, ...] = ()
    technique: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Detector:
    """A framework or service that tunes models.

    One of `last_resort` is asked only about files in which no other one found anything.
    """

    id: str
    title: str
    url: str
    why: str
    matches: tuple[Match, ...]
    family: str = "generative"
    last_resort: bool = False


class Cue(NamedTuple):
    """What a match asks of the bytes of a file.

    Of `groups` (its keywords) each must occur by one of its words; a file that does holds one of
    `cover`, parts of such words. A Python file of a match about calls imports one of `roots`;
    where there are none that cannot be told.
    """

    languages: frozenset[Language]
    groups: tuple[tuple[bytes, ...], ...]
    roots: tuple[bytes, ...]
    commands: bool
    cover: tuple[bytes, ...]


class LateDetector(Detector):
    """One that is known by its cues; its file is read when more of it is asked for."""

    __slots__ = ("_read", "cues")

    cues: tuple[Cue, ...]
    _read: Callable[[], Detector]

    def __init__(
        self,
        id: str,  # noqa: A002 - as the field of the base
        family: str,
        last_resort: bool,
        cues: tuple[Cue, ...],
        read: Callable[[], Detector],
    ) -> None:
        given = {"id": id, "family": family, "last_resort": last_resort, "cues": cues}
        for name, value in {**given, "_read": read}.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> object:
        """Asked for a field that is still empty."""
        if name not in _LATE:
            raise AttributeError(name)
        whole = self._read()
        for each in _LATE:
            object.__setattr__(self, each, getattr(whole, each))
        return getattr(whole, name)


_LATE = ("title", "url", "why", "matches")
