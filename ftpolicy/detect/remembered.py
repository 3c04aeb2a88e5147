"""What files were found to hold, to plain data and back: for a cache that anyone may have broken.

`unpacked` and `found_of` raise ValueError, TypeError, LookupError or AttributeError for data that
is not of this shape.
"""

from __future__ import annotations

from typing import Any

from ftpolicy.detect.found import Found, Judged
from ftpolicy.detect.mentions import Mentions
from ftpolicy.model.detection import Confidence, Detection, Premises, Unreadable
from ftpolicy.model.source import Language, Location

Plain = list[Any]


def packed(row: Judged) -> Plain:
    """A judged file without its path; lists that end early stand for what is empty."""
    held = [_of_one(one) for one in row.held]
    named = None if row.named is None else _of_mentions(row.named)
    return [row.blob, held, named]


def unpacked(path: str, data: Plain) -> Judged:
    blob, held, named = data
    found = tuple(_one(path, one) for one in held)
    return Judged(path, found, None if named is None else _mentions(named), _text(blob))


def plain(found: Found) -> Plain:
    """All that was found, in its order."""
    every_one: list[Detection | Unreadable] = [*found.detections, *found.unreadable]
    return [[one.location.path, *_of_one(one)] for one in every_one]


def found_of(data: Plain) -> Found:
    every_one = [_one(_text(path), one) for path, *one in data]
    return Found(
        tuple(one for one in every_one if isinstance(one, Detection)),
        tuple(one for one in every_one if isinstance(one, Unreadable)),
    )


def _of_one(one: Detection | Unreadable) -> Plain:
    place = [one.location.line, one.location.column, one.location.width]
    if isinstance(one, Unreadable):
        return [one.detector, place, one.language.value, one.reason]
    premises = one.premises
    return [
        *(one.detector, place, one.confidence.value, one.technique, one.family),
        [premises.base_model, premises.method, premises.datasets, premises.chosen],
        *(one.signs, one.oddities),
    ]


def _one(path: str, data: Plain) -> Detection | Unreadable:
    detector, (line, column, width), *rest = data
    place = Location(path, _number(line), _number(column), _number(width))
    if len(rest) == 2:
        return Unreadable(_text(detector), Language(rest[0]), _text(rest[1]), place)
    confidence, technique, family, premises, signs, oddities = rest
    base_model, method, datasets, chosen = premises
    return Detection(
        detector=_text(detector),
        confidence=Confidence(confidence),
        premises=Premises(
            base_model=_text_or_none(base_model),
            method=_text_or_none(method),
            datasets=None if datasets is None else _texts(datasets),
            chosen=_texts(chosen),
        ),
        technique=_text_or_none(technique),
        location=place,
        signs=_texts(signs),
        family=_text(family),
        oddities=_texts(oddities),
    )


def _of_mentions(named: Mentions) -> Plain:
    if named == Mentions():
        return []
    sets = (named.scripts, named.imports, named.keys)
    return [*map(sorted, sets), named.entry, named.trains, named.models]


def _mentions(data: Plain) -> Mentions:
    if not data:
        return Mentions()
    scripts, imports, keys, entry, trains, models = data
    names = [frozenset(_texts(each)) for each in (scripts, imports, keys)]
    return Mentions(names[0], names[1], names[2], entry is True, trains is True, models is True)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(map(_text, value))


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
