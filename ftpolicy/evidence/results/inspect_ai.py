"""Inspect (inspect_ai): logs as `.eval` and as `.json`, format 2; one log is one variation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.prompts import examples_in, normalised, shown_items, sought
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.inspect_log import (
    EXTRA,
    NEEDS_EXTRA,
    Log,
    archived,
    is_archive,
    plain,
)
from ftpolicy.evidence.results.items import Items, gathered
from ftpolicy.evidence.results.shots import shots_in
from ftpolicy.evidence.results.values import (
    Json,
    day,
    fingerprint,
    mapping,
    mappings,
    name,
    number,
    text,
    whole,
)
from ftpolicy.model.evidence import EvalRun, ResultFile

NAME = "Inspect"

_VERSION = 2
_LETTERS = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}
_SPREADS = frozenset(("stderr", "std", "var", "bootstrap_stderr"))
_MEANS = frozenset(("accuracy", "mean"))
_NOT_STORED = ("higher_is_better",)


def recognises(file: File) -> bool:
    if file.is_zip:
        return is_archive(file)
    head = mapping(file.document)
    return "status" in head and isinstance(head.get("eval"), dict)


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _read(file: File) -> ResultFile:
    log = archived(file) if file.is_zip else plain(file)
    if isinstance(log, str):
        return ResultFile(file.path, NAME, fault=log, extra=EXTRA if log == NEEDS_EXTRA else "")
    about = mapping(log.head.get("eval"))
    version = name(mapping(about.get("packages")).get("inspect_ai"))
    shape = whole(log.head.get("version"))
    if shape != _VERSION:
        seen = f"version {shape}" if shape is not None else "without a version"
        return ResultFile(file.path, NAME, version, fault=f"Inspect log {seen}; 2 is known")
    status = log.head.get("status")
    if status != "success":
        fault = f"the run did not end well: its status is `{name(status)}`"
        return ResultFile(file.path, NAME, version, fault=fault)
    scores = mappings(mapping(log.head.get("results")).get("scores"))
    runs = tuple(run for score in scores for run in _runs(file.path, log, score))
    fault = "" if runs else "it holds no score"
    return ResultFile(file.path, NAME, version, runs, fault, not_stored=_NOT_STORED)


def _runs(path: str, log: Log, score: dict[str, Json]) -> Iterator[EvalRun]:
    scorer = name(score.get("name")) or name(score.get("scorer")) or "score"
    about, results = mapping(log.head.get("eval")), mapping(log.head.get("results"))
    config, metrics = mapping(about.get("config")), mapping(score.get("metrics"))
    items = _items(log, scorer, name(score.get("scorer")))
    shown = len(items.scores) or _counted(about, results, config)
    failed = max(items.errors, _unscored(score, config))
    prompt, shots = _prompt(log.head), shots_in(mapping(about.get("task_args")))
    steps = mappings(mapping(log.head.get("plan")).get("steps"))
    for step in steps:
        shots = shots_in(_parameters(step)) if shots is None else shots
    if shots is None:
        shots = examples_in(prompt)
    asked = {found for sample in log.samples if (found := text(sample.get("input")))}
    for key, metric in metrics.items():
        value = number(mapping(metric).get("value"))
        if key.rpartition("/")[2] in _SPREADS or value is None:
            continue
        kept = (shown - failed) / shown if shown and key in _MEANS and failed <= shown else 1.0
        yield EvalRun(
            path,
            NAME,
            f"{scorer}/{name(key)}",
            value * kept,  # the tool leaves out what failed to run
            variant=fingerprint([_setup(steps), about.get("task_args"), prompt]),
            prompt=normalised(prompt) or None,
            examples_in_prompt=shots,
            items=shown,
            errors=failed,
            stderr=number(mapping(metrics.get("stderr")).get("value")),
            model=name(about.get("model")),
            measured_on=day(about.get("created")),
            limited=config.get("limit") is not None,
            per_item=items.scores if items.scores and key in _MEANS else None,
            shown_items=shown_items(prompt, sought(asked)) if prompt else 0,
            tokens=_tokens(log.head, about, results),
        )


def _parameters(step: dict[str, Json]) -> dict[str, Json]:
    return mapping(step.get("params"))


def _setup(steps: list[dict[str, Json]]) -> list[Json]:
    return [[step.get("solver"), _parameters(step)] for step in steps]


def _prompt(head: dict[str, Json]) -> str:
    """The texts that the steps put around the question."""
    steps = mappings(mapping(head.get("plan")).get("steps"))
    found = (text(value) for step in steps for value in _parameters(step).values())
    return "\n\n".join(each for each in found if each and " " in each.strip())


def _items(log: Log, scorer: str, also: str | None) -> Items:
    """Items of a scorer: from the samples, whose repeats are averaged, else from reductions."""
    rows: list[tuple[str, float | None]] = []
    for sample in log.samples:
        scores = mapping(sample.get("scores"))
        found = mapping(scores.get(scorer) if scorer in scores else scores.get(also or ""))
        value = _value(found.get("value"))
        if value is None and sample.get("error") is None:
            rows.clear()
            break
        rows.append((_item(sample), value))
    if not rows:
        for reduction in log.reductions:
            if reduction.get("scorer") in (scorer, also):
                rows += [
                    (f"sample {fingerprint(it.get('sample_id'))}", value)
                    for it in mappings(reduction.get("samples"))
                    if (value := _value(it.get("value"))) is not None
                ]
    return gathered(rows)


def _item(sample: dict[str, Json]) -> str:
    """By what was asked: numbers given by the tool move when the data set changes."""
    asked = sample.get("input")
    return fingerprint([asked, sample.get("target")] if asked else ["id", sample.get("id")])


def _value(value: Json) -> float | None:
    if isinstance(value, str) and value in _LETTERS:
        return _LETTERS[value]
    return number(value)


def _counted(
    about: dict[str, Json], results: dict[str, Json], config: dict[str, Json]
) -> int | None:
    """Distinct samples where none is listed: the total counts every epoch."""
    total = whole(results.get("total_samples")) or whole(results.get("completed_samples"))
    if total is None:
        return whole(mapping(about.get("dataset")).get("samples"))
    return total // (whole(config.get("epochs")) or 1)


def _unscored(score: dict[str, Json], config: dict[str, Json]) -> int:
    return (whole(score.get("unscored_samples")) or 0) // (whole(config.get("epochs")) or 1)


def _tokens(
    head: dict[str, Json], about: dict[str, Json], results: dict[str, Json]
) -> tuple[float, float] | None:
    usage = mapping(mapping(head.get("stats")).get("model_usage"))
    used = mapping(usage.get(str(about.get("model"))))
    given, made = number(used.get("input_tokens")), number(used.get("output_tokens"))
    calls = whole(results.get("completed_samples"))
    if not calls or not given or made is None:
        return None
    return given / calls, made / calls
