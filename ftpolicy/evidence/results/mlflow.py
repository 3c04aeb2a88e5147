"""MLflow: the saved `metrics.json` of an evaluation, and the run folders of a file store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ftpolicy.evidence.prompts import normalised, prompt_digest
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.shots import model_in, shots_in
from ftpolicy.evidence.results.values import (
    Json,
    day,
    fingerprint,
    mapping,
    name,
    number,
    text,
    whole,
)
from ftpolicy.model.evidence import EvalRun, ResultFile
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass, field

NAME = "MLflow"

_COUNT = "example_count"
_SAVED = "metrics.json"
_ARTIFACTS = "artifacts_metadata.json"
_PART = regex(r"(?:(?P<run>.+)/)?(?P<part>metrics|params)/(?P<name>[^/].*)")
_POINT = regex(r"\d{9,14} \S+( \d+)?")
_FINISHED = frozenset(("3", "FINISHED"))
_NOT_STORED = ("higher_is_better", "stderr", "per_item", "errors", "tokens")
_SAVED_LACKS = (
    *_NOT_STORED,
    "variant",
    "examples_in_prompt",
    "model",
    "measured_on",
    "limited",
)


@dataclass(slots=True)
class _Run:
    """The files of one run folder."""

    metrics: dict[str, File] = field(default_factory=dict)
    parameters: dict[str, Json] = field(default_factory=dict)
    about: dict[str, Json] | None = None


def recognises(file: File) -> bool:
    top = mapping(file.document)
    if _COUNT in top or file.name == _SAVED:
        return bool(top) and all(each is None or _is_number(each) for each in top.values())
    if file.name == _ARTIFACTS:
        return bool(top)
    if file.name == "meta.yaml":
        return "artifact_uri" in top and "status" in top
    return _part(file) is not None


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _part(file: File) -> re.Match[str] | None:
    """The path of a metric or parameter in a run folder; a metric's lines must look like it."""
    found = _PART.fullmatch(file.path)
    if found is None or found["part"] == "params":
        below = found is not None and "mlruns/" in file.path and "\n" not in file.text.strip()
        return found if below else None
    return found if _POINT.fullmatch(file.text.strip().partition("\n")[0]) else None


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    found: list[ResultFile] = []
    runs: dict[str, _Run] = {}
    for file in files:
        part = _part(file)
        if part is not None:
            run = runs.setdefault(part["run"] or "", _Run())
            if part["part"] == "metrics":
                run.metrics[part["name"]] = file
            else:
                run.parameters[part["name"]] = file.text.strip()
                found.append(ResultFile(file.path, NAME))
        elif file.name == "meta.yaml":
            runs.setdefault(file.folder, _Run()).about = mapping(file.document)
            found.append(ResultFile(file.path, NAME))
        elif file.name == _ARTIFACTS:
            found.append(ResultFile(file.path, NAME))
        else:
            found.append(_saved(file))
    return (*found, *(each for run in runs.values() for each in _logged(run)))


def _saved(file: File) -> ResultFile:
    metrics = mapping(file.document)
    runs = tuple(
        EvalRun(file.path, NAME, name(key) or "", number(value), items=whole(metrics.get(_COUNT)))
        for key, value in metrics.items()
        if key != _COUNT and number(value) is not None
    )
    fault = "" if runs else "it holds no metric"
    return ResultFile(file.path, NAME, runs=runs, fault=fault, not_stored=_SAVED_LACKS)


def _logged(run: _Run) -> Iterator[ResultFile]:
    about = run.about or {}
    status = str(about.get("status", "3"))
    items = _last(run.metrics.get(_COUNT)) or number(run.parameters.get(_COUNT))
    prompt = next(
        (text(value) for key, value in run.parameters.items() if "prompt" in key.lower()), None
    )
    variant = prompt_digest(prompt) if prompt else None
    if variant is None and run.parameters:
        variant = fingerprint(run.parameters)
    for key, file in run.metrics.items():
        score = _last(file)
        fault = ""
        if status not in _FINISHED:
            fault = f"its run did not finish: `status` is `{name(status)}`"
        elif score is None:
            fault = "its last line holds no number"
        found = EvalRun(
            file.path,
            NAME,
            name(key) or "",
            score,
            variant=variant,
            prompt=normalised(prompt) if prompt and " " in prompt else None,
            examples_in_prompt=shots_in(run.parameters),
            items=whole(items),
            model=model_in(run.parameters),
            measured_on=day(about.get("start_time")),
        )
        kept = () if fault or key == _COUNT else (found,)
        yield ResultFile(file.path, NAME, runs=kept, fault=fault, not_stored=_NOT_STORED)


def _last(file: File | None) -> float | None:
    """The value of the last line: `milliseconds value step`."""
    lines = file.text.strip().split("\n") if file is not None else []
    parts = lines[-1].split() if lines else []
    return number(parts[1]) if len(parts) > 1 else None
