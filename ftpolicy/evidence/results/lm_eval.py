"""lm-evaluation-harness 0.4: `results_*.json`, with `samples_*.jsonl` where samples were logged.

A task's few-shot examples are drawn anew for each document, so that its prompt is a template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.lm_eval_prompts import Shown, shown_among_examples
from ftpolicy.evidence.results.lm_eval_samples import (
    NO_FILTER,
    Samples,
    filter_of,
    items_of,
    of_task,
)
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
from ftpolicy.model.evidence import EvalRun, ResultFile, Row
from ftpolicy.model.regex import regex

NAME = "lm-evaluation-harness"

_SAMPLES = regex(r"samples_(.+)\.jsonl?$")
_SAMPLE_KEYS = frozenset(("doc_id", "doc", "target", "filtered_resps"))
_TEMPLATE = (
    "description",
    "doc_to_text",
    "doc_to_choice",
    "fewshot_delimiter",
    "target_delimiter",
    "fewshot_config",
    "num_fewshot",
    "process_docs",
)
_SETUP = ("system_instruction_sha", "chat_template_sha", "fewshot_as_multiturn")
_ADDRESS = regex(r" at 0x[0-9a-fA-F]+")
_CLOSE = 1e-4


def recognises(file: File) -> bool:
    top = mapping(file.document)
    if "results" in top and ("lm_eval_version" in top or {"n-shot", "versions"} & {*top}):
        return isinstance(top["results"], dict) and "config_general" not in top
    return _SAMPLE_KEYS.issubset(file.lines[0] if file.lines else ())


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    samples = [
        Samples(file, found[1] if (found := _SAMPLES.search(file.name)) else "", file.lines)
        for file in files
        if not _is_results(file)
    ]
    used: set[str] = set()
    read_ = [_results(file, samples, used) for file in files if _is_results(file)]
    for each in samples:
        if each.file.path in used:
            read_.append(ResultFile(each.file.path, NAME))
        else:
            read_.append(_alone(each))
    return tuple(read_)


def _is_results(file: File) -> bool:
    return "results" in mapping(file.document)


def _results(file: File, samples: list[Samples], used: set[str]) -> ResultFile:
    top = mapping(file.document)
    version = name(top.get("lm_eval_version"))
    if not isinstance(top.get("n-shot"), dict):
        return ResultFile(
            file.path, NAME, version, fault="it has no `n-shot`: results of 0.4 and later are known"
        )
    runs: list[EvalRun] = []
    faults: list[Row] = []
    missing = {"errors", "tokens"}
    model = _model(mapping(top.get("config")))
    if model is None:
        missing.add("model")
    for task, values in mapping(top["results"]).items():
        own = of_task(file, task, samples)
        used.update(each.file.path for each in own)
        for key, score in _scores(mapping(values)):
            run = _run(file, task, key, score, own)
            gap = _contradiction(run, task, key, top)
            if gap:
                faults.append(Row(file.path, 1, gap))
            else:
                runs.append(run)
        if not own:
            missing.add("per_item")
    return ResultFile(
        file.path, NAME, version, tuple(runs), row_faults=tuple(faults), not_stored=_sorted(missing)
    )


def _sorted(fields: set[str]) -> tuple[str, ...]:
    return tuple(sorted(fields))


def _scores(values: dict[str, Json]) -> Iterator[tuple[str, float]]:
    """The metrics of a task, `metric,filter`; their errors stand beside them."""
    for key, value in values.items():
        metric = key.partition(",")[0]
        score = number(value) if isinstance(value, (int, float)) else None
        if "," in key and not metric.endswith("_stderr") and score is not None:
            yield key, score


def _run(file: File, task: str, key: str, score: float, own: list[Samples]) -> EvalRun:
    top = mapping(file.document)
    metric, _, filter_ = key.partition(",")
    config = mapping(mapping(top.get("configs")).get(task))
    counts = mapping(mapping(top.get("n-samples")).get(task))
    whole_set, run_set = whole(counts.get("original")), whole(counts.get("effective"))
    shots = whole(mapping(top["n-shot"]).get(task))
    items = items_of(own, metric, filter_)
    rows = [row for each in own for row in each.rows if filter_of(row) == filter_]
    delimiter = config.get("fewshot_delimiter")
    values = mapping(mapping(top["results"]).get(task))
    return EvalRun(
        file.path,
        NAME,
        _named(task, metric, filter_),
        score,
        variant=_variant(top, config, task, shots),
        examples_in_prompt=shots,
        items=len(items.scores) or run_set,
        stderr=number(values.get(f"{metric}_stderr,{filter_}")),
        higher_is_better=_direction(top, task, metric),
        model=_model(mapping(top.get("config"))),
        measured_on=day(top.get("date")),
        limited=_is_cut(mapping(top.get("config")), whole_set, run_set),
        per_item=items.scores or None,
        shown_items=shown_among_examples(rows, Shown(shots, text(delimiter) or "\n\n")),
    )


def _named(task: str, metric: str, filter_: str) -> str:
    return name(f"{task}/{metric}" if filter_ == NO_FILTER else f"{task}/{metric},{filter_}") or ""


def _direction(top: dict[str, Json], task: str, metric: str) -> bool | None:
    found = mapping(mapping(top.get("higher_is_better")).get(task)).get(metric)
    return found if isinstance(found, bool) else None


def _is_cut(config: dict[str, Json], whole_set: int | None, run_set: int | None) -> bool:
    """Whether `--limit` left part of the test set out."""
    if whole_set is not None and run_set is not None:
        return run_set < whole_set
    return config.get("limit") is not None


def _variant(top: dict[str, Json], config: dict[str, Json], task: str, shots: int | None) -> str:
    """What makes the prompt: the template, the examples' number and seed, the chat around it."""
    template = {key: _ADDRESS.sub("", str(config.get(key))) for key in _TEMPLATE}
    about = mapping(top.get("config"))
    setup = [top.get(key) for key in _SETUP]
    return fingerprint(
        [
            template if config else task,
            shots,
            about.get("fewshot_seed") if shots else None,
            setup,
        ]
    )


def _model(config: dict[str, Json]) -> str | None:
    """The model's own name: `model_name` is drawn at random when the arguments name none."""
    arguments = config.get("model_args")
    if isinstance(arguments, str):
        pairs = (part.partition("=") for part in arguments.split(","))
        arguments = {key.strip(): value.strip() for key, _, value in pairs}
    found = mapping(arguments)
    return name(found.get("peft")) or name(found.get("pretrained")) or name(found.get("model"))


def _contradiction(run: EvalRun, task: str, key: str, top: dict[str, Json]) -> str:
    """How the samples contradict the score, empty when they do not; only means can."""
    metric, _, filter_ = key.partition(",")
    config = mapping(mapping(top.get("configs")).get(task))
    how = [
        each.get("aggregation", "mean")
        for each in mappings(config.get("metric_list"))
        if each.get("metric") == metric
    ]
    if not run.per_item or run.score is None or how not in ([], ["mean"]):
        return ""
    mean = sum(run.per_item.values()) / len(run.per_item)
    counts = mapping(mapping(top.get("n-samples")).get(task))
    if whole(counts.get("effective")) != len(run.per_item) or abs(mean - run.score) < _CLOSE:
        return ""
    return (
        f"`{_named(task, metric, filter_)}` is `{run.score:.4g}`, its samples come to `{mean:.4g}`"
    )


def _alone(samples: Samples) -> ResultFile:
    """Samples whose results were not named: scores, but neither model nor number of examples."""
    rows = samples.rows
    keys = {
        (metric, filter_of(row))
        for row in rows
        for metric in map(text, listed(row.get("metrics")))
        if metric and metric in row
    }
    runs = []
    for metric, filter_ in sorted(keys):
        items = items_of([samples], metric, filter_)
        own = [row for row in rows if filter_of(row) == filter_]
        runs.append(
            EvalRun(
                samples.file.path,
                NAME,
                _named(samples.task or "task", metric, filter_),
                items.mean,
                items=len(items.scores),
                stderr=items.error,
                per_item=items.scores,
                shown_items=shown_among_examples(own, Shown(None, "\n\n")),
            )
        )
    missing = ("examples_in_prompt", "model", "measured_on", "variant", "errors", "tokens")
    fault = "" if runs else "its samples hold no metric"
    return ResultFile(samples.file.path, NAME, runs=tuple(runs), fault=fault, not_stored=missing)
