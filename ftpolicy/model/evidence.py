"""How far a claim of a record was measured, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Standing(str, Enum):
    """What the measurement says of the claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    INCONCLUSIVE = "inconclusive"
    NOT_COMPUTABLE = "not-computable"


@dataclass(frozen=True, slots=True)
class Measured:
    """One claim beside its measurement; values as they are shown, None when there is none."""

    claim: str  # dotted field of the record: `dataset.examples`
    claimed: str | None
    measured: str | None
    level: str  # counted | footer | manifest | pointer | remote | missing | read | declared
    standing: Standing
    source: str | None = None
