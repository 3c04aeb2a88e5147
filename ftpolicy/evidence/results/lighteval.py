"""lighteval: `results_<time>.json`, whose results are kept under `task|shots`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.values import Json, day, fingerprint, mapping, name, number, whole
from ftpolicy.model.evidence import EvalRun, ResultFile
from ftpolicy.model.regex import regex

NAME = "lighteval"

_STAMP = regex(r"results_(\d{4}-\d{2}-\d{2})")
_ERROR_OF_IT = "_stderr"
_AVERAGE = "_average"
_NOT_STORED = ("higher_is_better", "errors", "per_item", "tokens")


def recognises(file: File) -> bool:
    return {"config_general", "results"} <= {*mapping(file.document)}


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _read(file: File) -> ResultFile:
    top = mapping(file.document)
    runs = tuple(
        run
        for key, scores in mapping(top.get("results")).items()
        if key != "all" and _AVERAGE not in key
        for run in _runs(file, top, key, mapping(scores))
    )
    fault = "" if runs else "it holds no task with its number of examples (`task|5`)"
    missing = _NOT_STORED if _STAMP.search(file.name) else (*_NOT_STORED, "measured_on")
    return ResultFile(file.path, NAME, runs=runs, fault=fault, not_stored=missing)


def _runs(file: File, top: dict[str, Json], key: str, scores: dict[str, Json]) -> Iterator[EvalRun]:
    """The runs of a task; older files write a suite before it."""
    parts = key.split("|")
    shots = whole(parts[-1])
    if len(parts) < 2 or shots is None:
        return
    about = mapping(top.get("config_general"))
    task = parts[-2]
    counts = mapping(mapping(top.get("config_tasks")).get(key)) or mapping(
        mapping(top.get("config_tasks")).get(key.rpartition("|")[0])
    )
    items = whole(counts.get("effective_num_docs"))  # -1 for unknown
    hashes = mapping(mapping(mapping(top.get("summary_tasks")).get(key)).get("hashes"))
    written = _STAMP.search(file.name)
    for metric, value in scores.items():
        score = number(value) if not isinstance(value, str) else None
        if metric.endswith(_ERROR_OF_IT) or score is None:
            continue
        yield EvalRun(
            file.path,
            NAME,
            name(f"{task}/{metric}") or "",
            score,
            variant=fingerprint(hashes or [key, counts.get("prompt_function")]),
            examples_in_prompt=shots,
            items=items or None,
            stderr=number(scores.get(metric + _ERROR_OF_IT)),
            model=_model(about),
            measured_on=day(written[1]) if written is not None else None,
            limited=about.get("max_samples") is not None,
        )


def _model(about: dict[str, Json]) -> str | None:
    return name(about.get("model_name")) or name(
        mapping(about.get("model_config")).get("model_name")
    )
