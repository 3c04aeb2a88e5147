"""The gate itself: no tuning file is lost, however it is written or broken.

The bytes choose a file that tunes, a few other ways to write it, at last maybe a way to break it,
and an encoding. What keeps its meaning is found; what is broken is found or is said to be
unreadable (FT007). Without a record the whole program then ends with an error.
"""

from __future__ import annotations

import random

from tests.fuzz.bases import bases
from tests.fuzz.promise import held, refused
from tests.fuzz.ways import broken, disguised

GROWS = False


def take(data: bytes) -> None:
    chance = random.Random(data)  # noqa: S311 - the bytes are the chance
    base = chance.choice(bases())
    breaks = chance.random() < 0.3
    written = broken(base, chance) if breaks else disguised(base, chance)
    assert held(base.path, written.data, broken=breaks), (base.name, written.ways, written.data)
    if chance.random() < 0.05:
        assert refused(base.path, written.data), (base.name, written.ways, written.data)


def seeds() -> list[bytes]:
    return [bytes([number]) for number in range(64)]
