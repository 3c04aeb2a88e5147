"""Pure: a match and a parsed file to what was found and read."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice

from ftpolicy.detect.detector import Choice, Detector, Match
from ftpolicy.detect.names import Names, data_names, model_names
from ftpolicy.detect.paths import leaves
from ftpolicy.detect.view import View, views
from ftpolicy.detect.words import fits_call
from ftpolicy.model.detection import Detection, Premises
from ftpolicy.model.source import Location, Parsed
from ftpolicy.parse.scalars import is_placeholder

_MOST = 1000  # places of one match; who repeats a launch line more often has said enough


def detections(path: str, parsed: Parsed, detector: Detector, match: Match) -> Iterator[Detection]:
    """What the match finds in the file: one detection for each place where it holds."""
    return islice(_detections(path, parsed, detector, match), _MOST)


def _detections(path: str, parsed: Parsed, detector: Detector, match: Match) -> Iterator[Detection]:
    if match.files and not any(fnmatchcase(path, each) for each in match.files):
        return
    names = {call.name for call in parsed.calls} if match.beside or match.without else set()
    if any(not any(fits_call(name, group) for name in names) for group in match.beside):
        return
    if match.without and any(fits_call(name, match.without) for name in names):
        return
    for view in views(path, parsed, match):
        signs = match.when.signs(view.root)
        if signs is None:
            continue
        shown = (view.sign, *signs) if view.sign is not None else signs
        first = shown[0] if shown else None
        yield Detection(
            detector=detector.id,
            confidence=match.confidence,
            premises=_premises(view, match),
            technique=_chosen(view, match.technique)[0],
            location=Location(path, first.line, first.column, first.width)
            if first is not None
            else Location(path, view.root.line, view.root.column),
            signs=tuple(dict.fromkeys(sign.text for sign in shown)),
            family=detector.family,
            oddities=parsed.oddities,
        )


def _premises(view: View, match: Match) -> Premises:
    models = model_names(view, match.base_model)
    data = data_names(view, match.datasets)
    method, method_chosen = _chosen(view, match.method)
    return Premises(
        base_model=models.known[0] if models.known else None,
        method=method,
        datasets=data.known or None,
        chosen=tuple(
            _chosen_at_run_time("base model", Names((), () if models.known else models.chosen))
        )
        + tuple(_chosen_at_run_time("method", Names((), method_chosen)))
        + tuple(_chosen_at_run_time("data set", data)),
    )


def _chosen_at_run_time(what: str, names: Names) -> Iterator[str]:
    for text in names.chosen:
        yield f"{what}: {text}"


def _chosen(view: View, choices: tuple[Choice, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The answer of the first choice that has one, and what is filled in at run time."""
    for choice in choices:
        if choice.path is not None:
            for _, node in choice.path.find(view.root):
                for leaf in leaves(node):
                    if not leaf.known or (leaf.text and is_placeholder(leaf.text)):
                        return None, (leaf.text,)
        for text in _looked_up(view, choice):
            for pattern, answer in choice.table:
                if fnmatchcase(text.casefold(), pattern):
                    return answer, ()
        if not choice.table and (choice.when is None or choice.when.signs(view.root) is not None):
            return choice.answer, ()
    return None, ()


def _looked_up(view: View, choice: Choice) -> Iterator[str]:
    if choice.path is not None:
        for _, node in choice.path.find(view.root):
            yield from (leaf.text for leaf in leaves(node))
    elif choice.word is not None:
        yield from view.words[choice.word : choice.word + 1]
    elif choice.of == "name":
        yield view.name
    elif choice.of == "file":
        yield view.path
    elif choice.of == "calls":
        yield from (call.name for call in view.parsed.calls)
