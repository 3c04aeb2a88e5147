"""Why a file is a tuning file, or how near it comes: every condition with its place."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from ftpolicy.detect.compose import Composer, Overlay
from ftpolicy.detect.conditions import AtLeast, Condition, NoneOf
from ftpolicy.detect.detector import Detector, Match
from ftpolicy.detect.find import find
from ftpolicy.detect.found import Found
from ftpolicy.detect.keywords import keyword_hits, may_carry
from ftpolicy.detect.reading import read
from ftpolicy.detect.spelled import searchable
from ftpolicy.detect.view import views
from ftpolicy.detect.wording import either, worded
from ftpolicy.detect.words import fits_call
from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import Language, Node, Parsed, SourceFile, Unparsed
from ftpolicy.model.values import dataclass, replace
from ftpolicy.parse.language import guess, language_of


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a match asks for; `line` is None where there is no place to point at."""

    asks: str
    held: bool
    found: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A match held against one value of a file."""

    detector: Detector
    match: Match
    checks: tuple[Check, ...]

    @property
    def held(self) -> int:
        return sum(check.held for check in self.checks)

    @property
    def missing(self) -> int:
        return len(self.checks) - self.held


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is found in a file, what decided it, and without that the nearest miss.

    `unread` is why nothing was read from the file.
    """

    found: Found
    language: Language | None
    decided: tuple[Trace, ...]
    nearest: Trace | None
    unread: str | None = None


def explain(tree: Snapshot, path: str, detectors: tuple[Detector, ...]) -> Explanation:
    """Judge one file of a tree and say why."""
    found = find(tree, (path,), detectors)
    source = SourceFile(path, tree.read(path) or b"")
    composer = Composer(tree)
    overlay = composer.overlay(source)
    data = source.data if overlay is None else b"%s\n%s" % (source.data, overlay.words)
    language = language_of(path, source.data)
    hits = tuple(keyword_hits(data, detectors, language))
    traces: list[Trace] = []
    languages = (language,) if language is not None else guess(path, source.data)
    unread = None if languages else "files of this kind are not read"
    for each in languages:
        fitting = [hit for hit in hits if may_carry(each, hit[1])]
        parsed = read(source, each) if fitting else None
        if isinstance(parsed, Parsed):
            whole = _whole(parsed, overlay)
            traces += (one for hit in fitting for one in _traces(path, whole, *hit))
        elif isinstance(parsed, Unparsed):
            unread = f"it could not be parsed, line {parsed.line}: {parsed.reason}"
    decided = tuple(one for one in traces if not one.missing)
    nearest = _nearest(traces)
    if nearest is None and languages:
        nearest = _by_keywords(data, detectors, language)
    return Explanation(
        found, language, _of_first_resort(decided), None if decided else nearest, unread
    )


def _whole(parsed: Parsed, overlay: Overlay | None) -> Parsed:
    if overlay is None:
        return parsed
    if parsed.language is Language.PYTHON:
        return replace(parsed, calls=(*overlay.parsed.calls, *parsed.calls))
    return overlay.parsed


def _of_first_resort(decided: tuple[Trace, ...]) -> tuple[Trace, ...]:
    return tuple(one for one in decided if not one.detector.last_resort) or decided


def _nearest(traces: list[Trace]) -> Trace | None:
    """The one with the most conditions held; each that is missing counts against it."""
    return max(traces, key=lambda one: (one.held - one.missing, -one.missing), default=None)


def _traces(path: str, parsed: Parsed, detector: Detector, match: Match) -> Iterator[Trace]:
    around = (_keywords(match), *_around(path, parsed, match))
    seen = False
    for view in views(path, parsed, match):
        seen = True
        checks = [*around]
        if view.sign is not None:
            checks.append(Check(_subject(match), True, view.sign.text, view.sign.line))
        checks += (_checked(each, view.root) for each in _conditions(match.when))
        yield Trace(detector, match, tuple(checks))
    if not seen:
        yield Trace(detector, match, (*around, Check(_subject(match), False)))


def _keywords(match: Match) -> Check:
    words = ", ".join(_group(group) for group in match.keywords)
    return Check(f"the words {words}", True)


def _group(group: tuple[bytes, ...]) -> str:
    return either(word.decode("utf-8", "replace") for word in group)


def _subject(match: Match) -> str:
    if match.calls:
        return f"a call of {either(f'`{each}`' for each in match.calls)}"
    if match.commands:
        return f"a command {either('`' + ' '.join(each) + '`' for each in match.commands)}"
    places = [at.text for at in match.at if at.text]
    return f"a mapping under {either(f'`{each}`' for each in places)}" if places else "a mapping"


def _around(path: str, parsed: Parsed, match: Match) -> Iterator[Check]:
    """What is asked of the path and of the other calls of the file."""
    if match.files:
        fits = any(fnmatchcase(path, each) for each in match.files)
        yield Check(f"a path like {either(f'`{each}`' for each in match.files)}", fits)
    for group in match.beside:
        yield _call(parsed, group, f"beside it a call of {either(f'`{it}`' for it in group)}")
    if match.without:
        asks = f"no call of {either(f'`{it}`' for it in match.without)}"
        there = _call(parsed, match.without, asks)
        yield Check(asks, not there.held, there.found, there.line)


def _call(parsed: Parsed, patterns: tuple[str, ...], asks: str) -> Check:
    for call in parsed.calls:
        if fits_call(call.name, patterns):
            return Check(asks, True, f"{call.name.removeprefix('?.')}()", call.line)
    return Check(asks, False)


def _conditions(when: Condition) -> tuple[Condition, ...]:
    """The conditions that all have to hold, one by one."""
    if isinstance(when, AtLeast) and when.least == len(when.conditions):
        return when.conditions
    return (when,)


def _checked(condition: Condition, root: Node) -> Check:
    signs = condition.signs(root)
    if signs:
        return Check(worded(condition), True, signs[0].text, signs[0].line)
    if signs is None and isinstance(condition, NoneOf):
        for each in condition.conditions:
            there = each.signs(root)
            if there:
                return Check(worded(condition), False, there[0].text, there[0].line)
    return Check(worded(condition), signs is not None)


def _by_keywords(
    data: bytes, detectors: tuple[Detector, ...], language: Language | None
) -> Trace | None:
    """The match of whose words most occur, for a file that holds all words of none."""
    text = searchable(data)
    traces = []
    for detector in detectors:
        for match in detector.matches:
            if language is not None and not may_carry(language, match):
                continue
            checks = tuple(
                Check(f"the word {_group(group)}", any(word in text for word in group))
                for group in match.keywords
            )
            traces.append(Trace(detector, match, checks))
    return _nearest([one for one in traces if one.held])
