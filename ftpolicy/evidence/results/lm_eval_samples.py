"""The samples of lm-evaluation-harness: the rows of a task, and the scores that they hold."""

from __future__ import annotations

from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.items import Items, gathered
from ftpolicy.evidence.results.values import Json, fingerprint, mapping, number, text
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass

_RESULTS = regex(r"results_(.+)\.json$")
NO_FILTER = "none"


@dataclass(frozen=True, slots=True)
class Samples:
    """A file of samples: the task and the time that its name bears, and its rows."""

    file: File
    task: str
    rows: list[dict[str, Json]]


def of_task(file: File, task: str, samples: list[Samples]) -> list[Samples]:
    """The samples of a task from the same run: in its folder, with its time where both have one."""
    stamp = found[1] if (found := _RESULTS.search(file.name)) else ""
    tasks = mapping(mapping(file.document).get("results"))
    own = []
    for each in samples:
        named = [it for it in tasks if each.task == it or each.task.startswith(f"{it}_")]
        if each.file.folder != file.folder or task != max(named, key=len, default=None):
            continue
        when = each.task[len(task) + 1 :]
        if not when or not stamp or when == stamp:
            own.append(each)
    return own


def filter_of(row: dict[str, Json]) -> str:
    return text(row.get("filter")) or NO_FILTER


def items_of(own: list[Samples], metric: str, filter_: str) -> Items:
    return gathered(
        (_item(row), number(row.get(metric)))
        for each in own
        for row in each.rows
        if filter_of(row) == filter_ and metric in row
    )


def _item(row: dict[str, Json]) -> str:
    return text(row.get("doc_hash")) or fingerprint(row.get("doc"))
