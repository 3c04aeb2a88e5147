"""Files that hold one row per test item and a column per metric, and no summary."""

from __future__ import annotations

from collections.abc import Sequence

from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.items import by_columns, gathered
from ftpolicy.evidence.results.values import Json, name, number
from ftpolicy.model.evidence import EvalRun

_EMPTY = frozenset(("", "nan", "none", "null", "na", "n/a"))


def columns(rows: Sequence[dict[str, Json]]) -> list[str]:
    """All columns of the rows, in the order in which they come."""
    return list(dict.fromkeys(key for row in rows for key in row))


def metric_columns(rows: Sequence[dict[str, Json]], known: frozenset[str]) -> list[str]:
    """The columns besides the known ones that hold numbers or nothing, and one number at least."""
    return [
        column
        for column in columns(rows)
        if column not in known
        and any(_score(row.get(column)) is not None for row in rows)
        and all(_score(row.get(column)) is not None or _is_empty(row.get(column)) for row in rows)
    ]


def run_of_column(
    file: File, tool: str, metric: str, asked: Sequence[str], *, named: str | None = None
) -> EvalRun:
    """The run that a column holds; a row without a number failed and counts as such."""
    rows = file.records
    items = gathered((by_columns(row, asked), _score(row.get(metric))) for row in rows)
    return EvalRun(
        file.path,
        tool,
        (name(metric) or "") if named is None else named,
        items.mean,
        items=len(items.scores),
        errors=items.errors,
        stderr=items.error,
        per_item=items.scores,
    )


def _score(value: Json | None) -> float | None:
    return number(value)


def _is_empty(value: Json | None) -> bool:
    if isinstance(value, str):
        return value.strip().lower() in _EMPTY
    return value is None or value != value  # noqa: PLR0124 - NaN
