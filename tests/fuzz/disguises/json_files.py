"""Ways to write JSON anew."""

from __future__ import annotations

import json
from random import Random

from tests.fuzz.disguises.texts import escaped


def _json(text: str) -> object:
    """The value; None also where a key stands twice, of which only one would be left."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except ValueError:
        return None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def json_written_anew(text: str, chance: Random) -> str | None:
    value = _json(text)
    indent = chance.choice((None, 0, 1, 4, "\t"))
    separators = chance.choice(((",", ":"), (" , ", " : "), (",\t", ":\n")))
    return (
        None
        if value is None
        else json.dumps(value, indent=indent, separators=separators, sort_keys=False)
    )


def json_shuffled(text: str, chance: Random) -> str | None:
    value = _json(text)

    def shuffled(each: object) -> object:
        if isinstance(each, dict):
            pairs = list(each.items())
            chance.shuffle(pairs)
            return {key: shuffled(inner) for key, inner in pairs}
        return [shuffled(inner) for inner in each] if isinstance(each, list) else each

    return None if value is None else json.dumps(shuffled(value), indent=2)


def json_escaped(text: str, chance: Random) -> str | None:
    value = _json(text)
    share = chance.choice((0.2, 1.0))
    style = chance.choice(("\\u{:04x}", "\\u{:04X}"))

    def written(each: object) -> str:
        if isinstance(each, str):
            return f'"{escaped(each, style, share, chance)}"'
        if isinstance(each, dict):
            pairs = (f"{written(key)}: {written(inner)}" for key, inner in each.items())
            return "{" + ", ".join(pairs) + "}"
        if isinstance(each, list):
            return "[" + ", ".join(map(written, each)) + "]"
        return json.dumps(each)

    return None if value is None else written(value)


def json_again(text: str, chance: Random) -> str | None:
    """The keys of the first level once more, with another value before or after."""
    value = _json(text)
    if not isinstance(value, dict):
        return None
    more = ", ".join(f"{json.dumps(key)}: null" for key in value)
    own = text.strip()[1:-1].strip()
    return f"{{{more}, {own}}}" if chance.random() < 0.5 else f"{{{own}, {more}}}"
