"""Braintrust: the experiment summaries of `braintrust eval --jsonl`, one per line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.prompts import examples_by_name
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.shots import model_in, shots_in
from ftpolicy.evidence.results.values import Json, fingerprint, mapping, name, number, text
from ftpolicy.model.evidence import EvalRun, ResultFile

NAME = "Braintrust"

_NOT_STORED = (
    "variant",
    "examples_in_prompt",
    "items",
    "errors",
    "stderr",
    "higher_is_better",
    "measured_on",
    "limited",
    "per_item",
    "tokens",
)


def recognises(file: File) -> bool:
    return any(
        {"project_name", "experiment_name"} <= {*line} or "experimentName" in line
        for line in file.lines[:1]
    )


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _read(file: File) -> ResultFile:
    runs = tuple(
        run for number_, line in enumerate(file.lines, 1) for run in _runs(file.path, number_, line)
    )
    fault = "" if runs else "it holds no score"
    return ResultFile(file.path, NAME, runs=runs, fault=fault, not_stored=_NOT_STORED)


def _runs(path: str, line: int, summary: dict[str, Json]) -> Iterator[EvalRun]:
    """The scores of an experiment, whose name stands for its prompt."""
    experiment = text(summary.get("experiment_name")) or text(summary.get("experimentName"))
    metadata = mapping(summary.get("metadata"))
    shots = shots_in(metadata)
    scores = mapping(summary.get("scores")) or mapping(
        mapping(summary.get("comparison")).get("scores")
    )
    for metric, value in scores.items():
        yield EvalRun(
            path,
            NAME,
            name(metric) or "",
            number(mapping(value).get("score")),
            variant=fingerprint([summary.get("project_name"), experiment]),
            examples_in_prompt=examples_by_name(experiment) if shots is None else shots,
            model=model_in(metadata),
            line=line,
        )
