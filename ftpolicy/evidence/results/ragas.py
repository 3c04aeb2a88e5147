"""ragas: rows of `to_pandas()` or of an experiment, as CSV or JSON Lines."""

from __future__ import annotations

from collections.abc import Sequence

from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.rows import columns, metric_columns, run_of_column
from ftpolicy.model.evidence import ResultFile

NAME = "ragas"

_ROW = frozenset(("user_input", "response"))
_ASKED = ("user_input", "reference")
_FIELDS = _ROW | {
    "retrieved_contexts",
    "retrieved_context_ids",
    "reference",
    "reference_contexts",
    "reference_context_ids",
    "reference_topics",
    "reference_tool_calls",
    "rubrics",
    "id",
    "index",
    "",
}
_NOT_STORED = (
    "variant",
    "examples_in_prompt",
    "higher_is_better",
    "model",
    "measured_on",
    "limited",
    "tokens",
)


def recognises(file: File) -> bool:
    return _ROW.issubset(columns(file.records[:1]) or file.header)


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _read(file: File) -> ResultFile:
    metrics = metric_columns(file.records, _FIELDS)
    if not metrics:
        return ResultFile(file.path, NAME, fault="it has no column of scores")
    runs = tuple(run_of_column(file, NAME, metric, _ASKED) for metric in metrics)
    return ResultFile(file.path, NAME, runs=runs, not_stored=_NOT_STORED)
