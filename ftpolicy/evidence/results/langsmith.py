"""LangSmith: `get_experiment_results()` as JSON, and rows with `feedback.*` columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.rows import columns, metric_columns, run_of_column
from ftpolicy.evidence.results.values import mapping, name, number, whole
from ftpolicy.model.evidence import EvalRun, ResultFile
from ftpolicy.model.values import replace

NAME = "LangSmith"

_FEEDBACK, _INPUT = "feedback.", "input"
_NOT_STORED = (
    "variant",
    "examples_in_prompt",
    "higher_is_better",
    "model",
    "measured_on",
    "limited",
    "tokens",
)
_STATS_LACK = (*_NOT_STORED, "errors", "stderr", "per_item")


def recognises(file: File) -> bool:
    if isinstance(mapping(file.document).get("feedback_stats"), dict):
        return True
    names = columns(file.records[:1]) or file.header
    return any(each.startswith(_FEEDBACK) for each in names)


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _read(file: File) -> ResultFile:
    stats = "feedback_stats" in mapping(file.document)
    runs = tuple(_averages(file) if stats else _columns(file))
    fault = "" if runs else "it holds no feedback with a number"
    missing = _STATS_LACK if stats else _NOT_STORED
    return ResultFile(file.path, NAME, runs=runs, fault=fault, not_stored=missing)


def _averages(file: File) -> Iterator[EvalRun]:
    for key, value in mapping(mapping(file.document)["feedback_stats"]).items():
        stats = mapping(value)
        average = number(stats.get("avg"))
        if average is not None:
            items = whole(stats.get("n"))
            yield EvalRun(file.path, NAME, name(key) or "", average, items=items)


def _columns(file: File) -> Iterator[EvalRun]:
    names = columns(file.records)
    asked = [each for each in names if each == "example_id"] or [
        each for each in names if each.startswith(_INPUT)
    ]
    other = frozenset(each for each in names if not each.startswith(_FEEDBACK))
    for column in metric_columns(file.records, other):
        metric = name(column.removeprefix(_FEEDBACK))
        if metric is not None:
            yield replace(run_of_column(file, NAME, column, asked or names), metric=metric)
