"""A file by chance written anew several times over, or broken; with what was done to it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.fuzz.bases import Base
from tests.fuzz.damages import damages
from tests.fuzz.disguises import disguises, encodings

MOST = 3


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes, and the names of what made them."""

    data: bytes
    ways: tuple[str, ...]


def disguised(base: Base, chance: Random) -> Written:
    """The file in other words and bytes."""
    text, ways = _rewritten(base, chance)
    encode = chance.choice(encodings(base.language))
    return Written(encode(text), (*ways, encode.__name__))


def broken(base: Base, chance: Random) -> Written:
    """The file in other words, and then broken."""
    text, ways = _rewritten(base, chance)
    damage = chance.choice(damages(base.language))
    return Written(damage(text, chance), (*ways, damage.__name__))


def _rewritten(base: Base, chance: Random) -> tuple[str, tuple[str, ...]]:
    text, ways = base.text, list[str]()
    for rewrite in chance.sample(disguises(base.language), chance.randrange(MOST + 1)):
        written = rewrite(text, chance)
        if written is not None:
            text, ways = written, [*ways, rewrite.__name__]
    return text, tuple(ways)
