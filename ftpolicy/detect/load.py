"""Reads detector files: the first YAML document of each, the rule part.

Those of the package are known by their cues (`tools/generate.py cues`), so that of most not more
than a checksum is taken; a file that is new or differs from what the cues were made of is read.
"""

from __future__ import annotations

import os
from functools import cache, partial
from typing import Any
from zlib import crc32

import yaml

from ftpolicy.detect.built_in_cues import CUES
from ftpolicy.detect.conditions import all_of, condition
from ftpolicy.detect.detector import Choice, Cue, Detector, LateDetector, Match, NameSource
from ftpolicy.detect.paths import key_path
from ftpolicy.detect.words import expand_braces, flat
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.detection import METHODS, TECHNIQUES, Confidence
from ftpolicy.model.source import Language
from ftpolicy.model.values import dataclass

FOLDER = os.path.join(os.path.dirname(__file__), "detectors")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MATCH_KEYS = {
    "id",
    "languages",
    "keywords",
    "at",
    "files",
    "when",
    "calls",
    "commands",
    "other_commands",
    "beside",
    "without",
    "confidence",
    "base_model",
    "datasets",
    "method",
    "technique",
}
_LOOKED_UP = ("name", "file", "calls")
_SOURCES = tuple(map(frozenset, (("call", "argument"), ("anywhere",), ("key", "split", "cut"))))
_CHOICES = tuple(
    map(frozenset, (("is", "when"), ("key", "map"), ("word", "map"), *zip(_LOOKED_UP, strict=True)))
)


@cache
def built_in() -> tuple[Detector, ...]:
    """All detectors of the package, sorted by id."""
    names = sorted(name for name in os.listdir(FOLDER) if name.endswith(".yaml"))
    return tuple(_built_in(name, rule_part(name)) for name in names)


def rule_part(name: str) -> bytes:
    """The first document of a file of the package."""
    with open(os.path.join(FOLDER, name), "rb") as handle:
        return handle.read().replace(b"\r\n", b"\n").partition(b"\n---\n")[0]


def _built_in(name: str, text: bytes) -> Detector:
    checksum, family, last_resort, cues = CUES.get(name.removesuffix(".yaml"), (-1, "", False, ()))
    whole = partial(read, text.decode("utf-8"), name)
    if crc32(text) != checksum:
        return whole()
    known = tuple(
        Cue(frozenset(map(Language, languages.split())), groups, roots, commands, cover)
        for languages, groups, roots, commands, cover in cues
    )
    return LateDetector(name.removesuffix(".yaml"), family, last_resort, known, whole)


@dataclass(frozen=True, slots=True)
class Example:
    """A file of the second document: a hit with what is read from it, or a near miss and why."""

    name: str
    path: str
    text: str
    detects: bool
    because: str = ""
    method: str | None = None
    technique: str | None = None
    base_model: str | None = None
    datasets: tuple[str, ...] | None = None


def examples(detector_id: str) -> tuple[Example, ...]:
    """The examples of a built-in detector; only tests and pages load them."""
    with open(os.path.join(FOLDER, f"{detector_id}.yaml"), encoding="utf-8") as handle:
        return read_examples(handle.read())


def read_examples(text: str) -> tuple[Example, ...]:
    """The examples in the text of a detector file, none when it has no second document."""
    raw = yaml.load(text.partition("\n---\n")[2], Loader=_LOADER)  # noqa: S506 - a safe loader
    return tuple(
        Example(
            name=each["name"],
            path=each["path"],
            text=each["text"],
            detects=each["detects"],
            because=each.get("because", ""),
            method=each.get("method"),
            technique=each.get("technique"),
            base_model=each.get("base_model"),
            datasets=tuple(each["datasets"]) if "datasets" in each else None,
        )
        for each in (raw or {}).get("examples", ())
    )


def read(text: str, name: str) -> Detector:
    """A detector from the text of its file; raises FtpolicyError that names file and fault."""
    rule_part = text.partition("\n---\n")[0]
    try:
        raw = yaml.load(rule_part, Loader=_LOADER)  # noqa: S506 - a safe loader, C when present
        detector = _detector(raw)
    except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
        what = f"`{why.args[0]}` is missing" if isinstance(why, KeyError) else str(why)
        raise FtpolicyError(f"{name}: the detector cannot be read: {what}") from why
    if f"{detector.id}.yaml" != os.path.basename(name):
        raise FtpolicyError(f"{name}: the file must be named after its id, `{detector.id}.yaml`")
    return detector


def _detector(raw: Any) -> Detector:
    return Detector(
        id=raw["id"],
        title=raw["title"],
        url=raw["url"],
        why=raw["why"],
        matches=tuple(_match(each) for each in raw["match"]),
        family=raw.get("family", "generative"),
        last_resort=raw.get("last_resort", False),
    )


def _match(raw: Any) -> Match:
    unknown = set(raw) - _MATCH_KEYS
    if unknown:
        raise ValueError(f"match `{raw.get('id')}` has the unknown key `{min(unknown)}`")
    return Match(
        id=raw["id"],
        languages=frozenset(Language(each) for each in raw["languages"]),
        keywords=tuple(_keyword_group(each) for each in raw["keywords"]),
        when=all_of(tuple(condition(each) for each in raw.get("when", ()))),
        at=tuple(key_path(each) for each in raw.get("at", [""])),
        files=tuple(raw.get("files", ())),
        calls=tuple(raw.get("calls", ())),
        commands=_commands(raw.get("commands", ())),
        other_commands=_commands(raw.get("other_commands", ())),
        beside=tuple(_texts(each) for each in raw.get("beside", ())),
        without=tuple(flat(raw.get("without", ()))),
        confidence=Confidence(raw.get("confidence", "certain")),
        base_model=tuple(name_source(each) for each in _listed(raw.get("base_model"))),
        datasets=tuple(name_source(each) for each in _listed(raw.get("datasets"))),
        method=tuple(choice(each, METHODS) for each in _listed(raw.get("method"))),
        technique=tuple(choice(each, TECHNIQUES) for each in _listed(raw.get("technique"))),
    )


def _listed(raw: Any) -> list[Any]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


def _commands(raw: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(pattern.split()) for each in flat(raw) for pattern in expand_braces(each))


def _texts(raw: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in _listed(raw))


def _keyword_group(raw: Any) -> tuple[bytes, ...]:
    return tuple(each.lower().encode() for each in _texts(raw))


def name_source(raw: Any) -> NameSource:
    """A place of a name as written; raises ValueError or KeyError for what is none."""
    if isinstance(raw, str):
        return NameSource(path=key_path(raw))
    _refuse_others(raw, _SOURCES)
    if "call" in raw:
        return NameSource(calls=_texts(raw["call"]), arguments=_texts(raw["argument"]))
    if "anywhere" in raw:
        return NameSource(anywhere=_texts(raw["anywhere"]))
    return NameSource(path=key_path(raw["key"]), split=raw.get("split", ""), cut=raw.get("cut", ""))


def choice(raw: Any, answers: tuple[str, ...]) -> Choice:
    """A choice as written; raises ValueError or KeyError for what is none."""
    if isinstance(raw, str):
        return Choice(answer=_answer(raw, answers))
    _refuse_others(raw, _CHOICES)
    if "is" in raw:
        return Choice(answer=_answer(raw["is"], answers), when=condition(raw["when"]))
    for kind in _LOOKED_UP:
        if kind in raw:
            return Choice(of=kind, table=_table(raw[kind], answers))
    table = _table(raw["map"], answers)
    if "word" in raw:
        return Choice(word=int(raw["word"]), table=table)
    return Choice(path=key_path(raw["key"]), table=table)


def _refuse_others(raw: Any, forms: tuple[frozenset[str], ...]) -> None:
    if not any(raw.keys() <= form for form in forms):
        keys = ", ".join(f"`{key}`" for key in raw)
        raise ValueError(f"{keys} are no keys that belong together")


def _table(raw: Any, answers: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(pattern).casefold(), _answer(answer, answers)) for pattern, answer in raw.items()
    )


def _answer(raw: Any, answers: tuple[str, ...]) -> str:
    if raw not in answers:
        raise ValueError(f"`{raw}` is none of {', '.join(answers)}")
    return str(raw)
