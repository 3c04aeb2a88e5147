"""OpenAI evals: a log of JSON Lines with a `spec`, events and a `final_report`.

Events are written late, so that the final report may stand before the last of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.items import Items, gathered
from ftpolicy.evidence.results.values import (
    Json,
    day,
    fingerprint,
    listed,
    mapping,
    name,
    number,
    text,
    whole,
)
from ftpolicy.model.evidence import EvalRun, ResultFile

NAME = "OpenAI evals"

_ACCURACY = "accuracy"
_ERROR_OF_IT = "boostrap_std"  # as the tool spells it; about a standard error
_NOT_STORED = ("higher_is_better", "tokens")


def recognises(file: File) -> bool:
    return any("completion_fns" in mapping(line.get("spec")) for line in file.lines[:1])


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _read(file: File) -> ResultFile:
    spec = mapping(file.lines[0].get("spec"))
    report: dict[str, Json] = {}
    for line in file.lines:
        report = mapping(line.get("final_report")) or report
    if not report:
        return ResultFile(file.path, NAME, fault="it has no final report: the run did not end")
    items = _items(file.lines)
    errors = items.errors
    run = mapping(spec.get("run_config"))
    about = mapping(run.get("eval_spec"))
    arguments = mapping(about.get("args"))
    runs = []
    for metric, value in report.items():
        score = number(value) if not isinstance(value, str) else None
        if score is None or metric == _ERROR_OF_IT:
            continue
        matched = metric == _ACCURACY and bool(items.scores)
        kept = 1 - errors / len(items.scores) if matched else 1.0
        runs.append(
            EvalRun(
                file.path,
                NAME,
                name(metric) or "",
                score * kept,  # what failed to run is left out of the report
                variant=fingerprint([spec.get("eval_name"), about.get("cls"), arguments]),
                examples_in_prompt=whole(arguments.get("num_few_shot")),
                items=len(items.scores) or None,
                errors=errors,
                stderr=number(report.get(_ERROR_OF_IT)) if metric == _ACCURACY else None,
                model=_model(spec),
                measured_on=day(spec.get("created_at")),
                limited=run.get("max_samples") is not None,
                per_item=items.scores if matched else None,
            )
        )
    fault = "" if runs else "its final report holds no number"
    return ResultFile(file.path, NAME, runs=tuple(runs), fault=fault, not_stored=_NOT_STORED)


def _model(spec: dict[str, Json]) -> str | None:
    models = [name(each) for each in listed(spec.get("completion_fns"))]
    return models[0] if models else None


def _items(lines: list[dict[str, Json]]) -> Items:
    """Right and wrong by sample; a sample that only has an error failed to run."""
    rows: list[tuple[str, float | None]] = []
    matched: set[str] = set()
    failed: set[str] = set()
    for line in lines:
        sample = text(line.get("sample_id"))
        if sample is None:
            continue
        if line.get("type") == "match":
            matched.add(sample)
            rows.append((sample, number(mapping(line.get("data")).get("correct"))))
        elif line.get("type") == "error":
            failed.add(sample)
    return gathered([*rows, *((sample, None) for sample in sorted(failed - matched))])
