"""What was found: in one file by itself, and in a set of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftpolicy.model.detection import Detection, Unreadable
from ftpolicy.model.values import dataclass

if TYPE_CHECKING:
    from ftpolicy.detect.mentions import Mentions


class Judged(NamedTuple):
    """What a file holds by itself, and what it may run (None when that does not matter).

    `blob` is the id that git gives to its bytes; empty when that was not asked for, and for a
    file of Git LFS that was not fetched, which may become another without a new id.
    """

    path: str
    held: tuple[Detection | Unreadable, ...]
    named: Mentions | None
    blob: str = ""
    alone: bool = True  # False when what is held depends on other files


@dataclass(frozen=True, slots=True)
class Found:
    """What a set of files holds."""

    detections: tuple[Detection, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


def blob_id(data: bytes, algorithm: str) -> str:
    """The id that git gives to a file of these bytes."""
    import hashlib

    told = hashlib.new(algorithm, b"blob %d\0" % len(data), usedforsecurity=False)
    told.update(data)
    return told.hexdigest()
