"""HELM: a run folder with `run_spec.json`, `stats.json`, `per_instance_stats.json` and
`scenario_state.json`, read together.

The `count` of `stats.json` counts train trials and not items.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.prompts import examples_in, normalised
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.items import Items, gathered
from ftpolicy.evidence.results.values import (
    Json,
    fingerprint,
    mapping,
    mappings,
    name,
    number,
    text,
    whole,
)
from ftpolicy.model.evidence import EvalRun, ResultFile
from ftpolicy.model.values import dataclass

NAME = "HELM"

_SPEC, _STATS = "run_spec.json", "stats.json"
_ITEMS, _STATE = "per_instance_stats.json", "scenario_state.json"
_TEST = "test"
_TRIALS = "num_train_trials"
_NOT_STORED = ("higher_is_better", "measured_on", "tokens", "stderr")
_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Folder:
    """The files of one run by their role."""

    spec: File | None
    stats: File | None
    items: File | None
    state: File | None


def recognises(file: File) -> bool:
    return _role(file) is not None


def _role(file: File) -> str | None:
    top = mapping(file.document)
    if "adapter_spec" in top:
        if "request_states" in top:
            return _STATE
        return _SPEC if "metric_specs" in top or "scenario_spec" in top else None
    first = mappings(file.document)[:1]
    if first and "instance_id" in first[0] and "stats" in first[0]:
        return _ITEMS
    if first and "split" in mapping(first[0].get("name")) and "count" in first[0]:
        return _STATS
    return None


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    folders: dict[str, dict[str, File]] = {}
    for file in files:
        folders.setdefault(file.folder, {})[_role(file) or ""] = file
    found = {file.path: ResultFile(file.path, NAME) for file in files}
    for roles in folders.values():
        folder = _Folder(roles.get(_SPEC), roles.get(_STATS), roles.get(_ITEMS), roles.get(_STATE))
        result = _read(folder)
        if result is not None:
            found[result.path] = result
    return tuple(found.values())


def _read(folder: _Folder) -> ResultFile | None:
    """What the statistics hold, with what the other files say of them."""
    if folder.stats is None:
        lone = folder.spec or folder.items or folder.state
        fault = "its `stats.json` is not named beside it"
        return ResultFile(lone.path, NAME, fault=fault) if lone is not None else None
    described = folder.spec or folder.state
    adapter = mapping(mapping(described.document if described else None).get("adapter_spec"))
    missing = [*_NOT_STORED]
    if described is None:
        missing += ["model", "variant", "examples_in_prompt", "limited"]
    if folder.items is None:
        missing += ["items", "per_item"]
    runs = tuple(_runs(folder.stats, adapter, folder))
    fault = "" if runs else "it holds no statistic of the test split"
    return ResultFile(folder.stats.path, NAME, runs=runs, fault=fault, not_stored=tuple(missing))


def _is_plain(stat_name: dict[str, Json]) -> bool:
    """Of the test split, and not of items that were perturbed."""
    return stat_name.get("split") == _TEST and not stat_name.get("perturbation")


def _runs(stats: File, adapter: dict[str, Json], folder: _Folder) -> Iterator[EvalRun]:
    states = _states(folder)
    seen: set[str] = set()
    for stat in mappings(stats.document):
        about = mapping(stat.get("name"))
        metric, mean = text(about.get("name")), number(stat.get("mean"))
        if metric is None or mean is None or metric in seen or not _is_plain(about):
            continue
        if metric == _TRIALS:
            continue
        seen.add(metric)
        items = _items(folder, metric)
        yield EvalRun(
            stats.path,
            NAME,
            name(metric) or "",
            mean,
            variant=fingerprint(adapter) if adapter else None,
            examples_in_prompt=_shots(adapter, states),
            items=len(items.scores) or _instances(states),
            errors=_failed(states),
            model=name(adapter.get("model")) or name(adapter.get("model_deployment")),
            per_item=items.scores or None,
            shown_items=_shown(states),
        )


def _states(folder: _Folder) -> list[dict[str, Json]]:
    document = mapping(folder.state.document) if folder.state is not None else {}
    return [
        state
        for state in mappings(document.get("request_states"))
        if mapping(state.get("instance")).get("split") in (None, _TEST)
        and not mapping(state.get("instance")).get("perturbation")
    ]


def _items(folder: _Folder, metric: str) -> Items:
    """Means over train trials by item; an item without the metric does not count for it."""
    rows: list[tuple[str, float | None]] = []
    for each in mappings(folder.items.document if folder.items is not None else None):
        if each.get("perturbation"):
            continue
        for stat in mappings(each.get("stats")):
            about, mean = mapping(stat.get("name")), number(stat.get("mean"))
            if about.get("name") == metric and _is_plain(about) and mean is not None:
                rows.append((fingerprint(each.get("instance_id")), mean))
    return gathered(rows)


def _instances(states: list[dict[str, Json]]) -> int | None:
    return len({fingerprint(mapping(it.get("instance")).get("id")) for it in states}) or None


def _failed(states: list[dict[str, Json]]) -> int:
    return len(
        {
            fingerprint(mapping(state.get("instance")).get("id"))
            for state in states
            if mapping(state.get("result")).get("success") is False
        }
    )


def _shots(adapter: dict[str, Json], states: list[dict[str, Json]]) -> int | None:
    """The most that the adapter allows: fewer are shown when they do not fit the window."""
    most = whole(adapter.get("max_train_instances"))
    seen = [whole(state.get("num_train_instances")) for state in states]
    counts = [each for each in seen if each is not None]
    if counts:
        return min(counts)
    if most is None and states:
        return examples_in(text(mapping(states[0].get("request")).get("prompt")) or "")
    return most


def _shown(states: list[dict[str, Json]]) -> int:
    """Items whose question stands in their prompt twice: once among the examples."""
    found: set[str] = set()
    for state in states:
        instance = mapping(state.get("instance"))
        asked = normalised(text(mapping(instance.get("input")).get("text")) or "")
        prompt = normalised(text(mapping(state.get("request")).get("prompt")) or "")
        if len(asked.split()) >= _LEAST_WORDS and prompt.count(asked) > 1:
            found.add(fingerprint(instance.get("id")))
    return len(found)
