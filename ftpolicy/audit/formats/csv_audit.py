"""A table of all tuning files for a spreadsheet; a repository without any has one line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ftpolicy.audit.formats import Audited
from ftpolicy.audit.totals import UNKNOWN, gate_word
from ftpolicy.model.audit import JUDGED, Row, Tuned
from ftpolicy.report.safe import inert, safe

_HEAD = (
    *("repository", "state", "reason", "commit", "gate", "path", "line", "framework"),
    *("confidence", "method", "technique", "base_model", "data_sets", "coverage", "record"),
    *("verdict", "next_review", "owner"),
)
_LONGEST = 4096


def render(audited: Audited) -> Iterator[str]:
    yield _lines([_HEAD])
    for row in audited.rows():
        gate = gate_word(row) if row.state == JUDGED else ""
        own = (row.name, row.state, row.reason, row.commit, gate)
        files = [(*own, *_file(one, row)) for one in row.tuned]
        yield _lines(files or [(*own, *[""] * (len(_HEAD) - len(own)))])


def _file(one: Tuned, row: Row) -> tuple[str, ...]:
    record = next((it for it in row.decided if it.path == one.record), None)
    return (
        one.path,
        str(one.line),
        one.detector,
        one.confidence,
        one.method or UNKNOWN,
        one.technique or UNKNOWN,
        one.base_model or UNKNOWN,
        ", ".join((UNKNOWN,) if one.datasets is None else one.datasets),
        one.state,
        one.record or "",
        one.verdict or "",
        record.next_review if record is not None else "",
        record.owner if record is not None else "",
    )


def _lines(rows: list[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([[inert(safe(cell, _LONGEST)) for cell in row] for row in rows])
    return stream.getvalue()
