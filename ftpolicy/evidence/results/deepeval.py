"""DeepEval: the test run of `.deepeval/.latest_run_full.json` or `DEEPEVAL_RESULTS_FOLDER`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ftpolicy.evidence.prompts import examples_by_name, examples_in, normalised, prompt_digest
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.items import Items, gathered
from ftpolicy.evidence.results.shots import model_in, shots_in
from ftpolicy.evidence.results.values import (
    Json,
    day,
    fingerprint,
    listed,
    mapping,
    mappings,
    name,
    number,
    text,
    whole,
)
from ftpolicy.model.evidence import EvalRun, ResultFile
from ftpolicy.model.regex import regex

NAME = "DeepEval"

_STAMP = regex(r"test_run_(\d{4})(\d{2})(\d{2})_\d{6}")
_ASKED = ("input", "expectedOutput", "scenario", "turns")
_NOT_STORED = ("higher_is_better", "tokens", "limited")


def recognises(file: File) -> bool:
    return {"testCases", "metricsScores"} <= {*mapping(file.document)}


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _read(file: File) -> ResultFile:
    top = mapping(file.document)
    settings = mapping(top.get("hyperparameters"))
    cases = [*mappings(top.get("testCases")), *mappings(top.get("conversationalTestCases"))]
    identifier = text(top.get("identifier"))
    prompt = _prompt(top, settings)
    shots = shots_in(settings)
    if shots is None and prompt is not None:
        shots = examples_in(prompt)
    if shots is None:
        shots = examples_by_name(identifier)
    runs = []
    for summary in mappings(top.get("metricsScores")):
        metric = text(summary.get("metric"))
        if metric is None:
            continue
        items = _items(cases, metric)
        runs.append(
            EvalRun(
                file.path,
                NAME,
                name(metric) or "",
                items.mean if items.scores else _mean(summary),
                variant=_variant(prompt, settings, identifier),
                prompt=normalised(prompt) if prompt else None,
                examples_in_prompt=shots,
                items=len(items.scores) or _counted(summary),
                errors=items.errors,
                stderr=items.error,
                model=model_in(settings),
                measured_on=_written_on(file),
                per_item=items.scores or None,
            )
        )
    missing = [*_NOT_STORED]
    missing += [] if prompt else ["variant"]
    missing += [] if _written_on(file) else ["measured_on"]
    fault = "" if runs else "it holds no metric"
    return ResultFile(file.path, NAME, runs=tuple(runs), fault=fault, not_stored=tuple(missing))


def _prompt(top: dict[str, Json], settings: dict[str, Json]) -> str | None:
    """The prompt's text: of `prompts`, else of a setting whose name says so; a name is no text."""
    for each in mappings(top.get("prompts")):
        found = text(each.get("template")) or text(each.get("text"))
        if found is not None:
            return found
    named = (text(value) for key, value in settings.items() if "prompt" in key.lower())
    return next((each for each in named if each and " " in each.strip()), None)


def _variant(prompt: str | None, settings: dict[str, Json], identifier: str | None) -> str | None:
    if prompt is not None:
        return prompt_digest(prompt)
    return fingerprint([settings, identifier]) if settings or identifier else None


def _items(cases: list[dict[str, Json]], metric: str) -> Items:
    rows: list[tuple[str, float | None]] = []
    for case in cases:
        item = fingerprint([case.get(key) for key in _ASKED])
        for found in mappings(case.get("metricsData")):
            if text(found.get("name")) == metric:
                failed = found.get("error") is not None
                rows.append((item, None if failed else number(found.get("score"))))
    return gathered(rows)


def _mean(summary: dict[str, Json]) -> float | None:
    scores = [
        found for each in listed(summary.get("scores")) if (found := number(each)) is not None
    ]
    count = _counted(summary)
    return sum(scores) / count if scores and count else None


def _counted(summary: dict[str, Json]) -> int | None:
    return len(listed(summary.get("scores"))) + (whole(summary.get("errors")) or 0) or None


def _written_on(file: File) -> date | None:
    found = _STAMP.search(file.name)
    return day("-".join(found.groups())) if found is not None else None
