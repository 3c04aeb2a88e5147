"""One file of a data set, row by row into the tally, or by its footer alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ftpolicy.evidence.datasets import (
    arrow,
    arrow_rows,
    json_document,
    jsonl,
    parquet,
    parquet_footer,
    table,
    text_lines,
)
from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.evidence.datasets.columns import usual
from ftpolicy.evidence.datasets.extras import install, library
from ftpolicy.evidence.datasets.part import Part, Slice
from ftpolicy.evidence.datasets.row import Bad, Rows
from ftpolicy.evidence.datasets.sniff import container
from ftpolicy.evidence.datasets.stream import CHUNK, Buffered, on_disk, opened
from ftpolicy.evidence.datasets.tally import Tally
from ftpolicy.model.change import Snapshot
from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one part."""

    part: Part
    rows: int | None = None
    counted: bool = False
    why: str = ""
    broke: bool = False  # some of its rows were counted before it could not be read on


def read(tree: Snapshot, parts: Sequence[Part], tally: Tally, budget: Budget) -> list[Read]:
    """Parts of one and the same content: a row that several of them select counts once."""
    before = tally.rows
    try:
        found = _read(tree, parts, tally, budget)
    except Unread as error:
        broke = tally.rows > before
        return [Read(one, why=str(error), broke=broke) for one in parts]
    except MemoryError:
        return [Read(one, why="it does not fit into memory", broke=True) for one in parts]
    return found


def _read(tree: Snapshot, parts: Sequence[Part], tally: Tally, budget: Budget) -> list[Read]:
    first = parts[0]
    size = tree.size(first.path)
    if size is not None and size > budget.bytes:
        raise Unread(f"its {size:,} bytes are over the budget of bytes that may be read")
    total = None
    if any(one.first is not None and one.first.needs_total for one in parts):
        with opened(tree, first.path, budget) as stream:
            rows = _rows(stream, first, budget)
            total = rows if isinstance(rows, int) else sum(1 for _ in rows)
    with opened(tree, first.path, budget) as stream:
        rows = _rows(stream, first, budget)
        if isinstance(rows, int):
            why = f"its footer alone was read; {install('parquet')} reads its examples"
            return [Read(one, _length(_interval(one, rows), rows), why=why) for one in parts]
        intervals = [_interval(one, total) for one in parts]
        seen = _count(rows, first, intervals, tally, budget)
    return [
        Read(one, _length(interval, seen), counted=True)
        for one, interval in zip(parts, intervals, strict=True)
    ]


def _rows(stream: Buffered, part: Part, budget: Budget) -> Rows | int:
    """The rows of an opened file, or their number when nothing more can be read."""
    kind = container(stream.peek(CHUNK), part)
    if kind == "jsonl":
        return jsonl.lines(stream)
    if kind == "json":
        return json_document.elements(stream, part.key)
    if kind in ("csv", "tsv"):
        return table.records(stream, tabs=kind == "tsv")
    if kind == "text":
        return text_lines.documents(stream)
    whole = library("pyarrow") is not None
    if kind == "arrow":
        return arrow.records(stream, budget) if whole else arrow_rows.rows(stream)
    if whole:
        return parquet.records(stream, budget)
    with on_disk(stream) as file:
        return parquet_footer.rows(file)


def _count(
    rows: Rows,
    part: Part,
    intervals: Sequence[tuple[int, int | None]],
    tally: Tally,
    budget: Budget,
) -> int:
    """Tallies the rows that an interval holds; the rows up to the end of the last one."""
    path, columns = part.path, part.columns
    everything = (0, None) in intervals
    stops = [stop for _, stop in intervals if stop is not None]
    if len(stops) == len(intervals):
        rows = islice(rows, max(stops))
    seen = 0
    for line, row in rows:
        budget.spend_row()
        if everything or any(_holds(interval, seen) for interval in intervals):
            if columns is not None and not isinstance(row, Bad):
                row = usual(row, columns)  # noqa: PLW2901
            tally.add(path, line, row)
        seen += 1
    return seen


def _interval(part: Part, total: int | None) -> tuple[int, int | None]:
    """The first row of a part and the one after its last, by numbers from 0."""
    cut = part.first or Slice()
    if total is not None:
        cut = cut.resolved(total)
    start, stop = cut.start or 0, cut.stop
    if part.most is not None:
        end = start + max(part.most, 0)
        stop = end if stop is None else min(stop, end)
    return start, stop


def _holds(interval: tuple[int, int | None], number: int) -> bool:
    start, stop = interval
    return start <= number and (stop is None or number < stop)


def _length(interval: tuple[int, int | None], total: int) -> int:
    start, stop = interval
    return max(0, (total if stop is None else min(stop, total)) - start)
