"""A data set as a tuning file or a record names it, with what is taken of it."""

from __future__ import annotations

from decimal import Decimal

from ftpolicy.evidence.datasets.part import Columns, Slice
from ftpolicy.model.record_parts import Source
from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """What is trained on: files or a hub's set, and the part of them that is used.

    `names` are tried in order until one stands in the tree; a name may be a file, a folder or a
    pattern, from the repository's root or from beside the tuning file. `source` is the record's
    own entry for it.
    """

    name: str  # as it is shown
    names: tuple[str, ...]
    container: str = ""
    key: str = ""
    columns: Columns | None = None
    first: Slice | None = None
    most: int | None = None
    held_out: Decimal = Decimal(0)  # share of the rows, or rows from 1 on, kept for validation
    source: Source | None = None
