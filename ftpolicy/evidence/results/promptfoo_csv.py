"""promptfoo's CSV: a block of columns per prompt, each with the same names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ftpolicy.evidence.prompts import examples_by_name, prompt_digest
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.items import Items, gathered
from ftpolicy.evidence.results.values import fingerprint, mapping, name, number
from ftpolicy.model.evidence import EvalRun, ResultFile
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass

NAME = "promptfoo CSV"

_BLOCK = ("Status", "Score", "Named Scores")
_HEAD = regex(r"\[([^\]]*)\]\s*(.*)", re.DOTALL)
_ERROR = "ERROR"
_NOT_STORED = (
    "variant",
    "examples_in_prompt",
    "higher_is_better",
    "stderr",
    "measured_on",
    "tokens",
)
"""The label stands for the prompt, whose text is not written down."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """One answer: the item and the three cells of its block."""

    item: str
    status: str
    score: str
    named: str


def recognises(file: File) -> bool:
    return next(_blocks(file.header), None) is not None


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _blocks(header: list[str]) -> Iterator[int]:
    """Where the blocks start: a column before `Status`, `Score`, `Named Scores`."""
    for at in range(len(header) - 3):
        if tuple(header[at + 1 : at + 4]) == _BLOCK:
            yield at


def _read(file: File) -> ResultFile:
    runs: list[EvalRun] = []
    starts = list(_blocks(file.header))
    for at in starts:
        found = _HEAD.fullmatch(file.header[at])
        provider, label = (found[1], found[2]) if found is not None else (None, file.header[at])
        cells = list(_cells(file, at, starts[0]))
        for metric, items in _metrics(cells):
            runs.append(
                EvalRun(
                    file.path,
                    NAME,
                    metric,
                    items.mean,
                    variant=prompt_digest(label),
                    examples_in_prompt=examples_by_name(label),
                    items=len(items.scores),
                    errors=items.errors,
                    stderr=items.error,
                    model=name(provider),
                    per_item=items.scores,
                )
            )
    if not any(run.items for run in runs):
        return ResultFile(file.path, NAME, fault="it holds no test")
    return ResultFile(file.path, NAME, runs=tuple(runs), not_stored=_NOT_STORED)


def _cells(file: File, at: int, variables: int) -> Iterator[_Cells]:
    for row in file.table[1:]:
        if len(row) > at + 3:
            asked = dict(zip(file.header[:variables], row, strict=False))
            yield _Cells(fingerprint(asked), row[at + 1].strip(), row[at + 2], row[at + 3])


def _metrics(cells: list[_Cells]) -> Iterator[tuple[str, Items]]:
    named = [_named(each.named) for each in cells]
    for metric in sorted({key for each in named for key in each}):
        rows = [
            (cell.item, each.get(metric))
            for cell, each in zip(cells, named, strict=True)
            if metric in each or cell.status == _ERROR
        ]
        yield name(metric) or "", gathered(rows)
    ran = [(each, each.status != _ERROR) for each in cells]
    yield (
        "pass_rate",
        gathered((it.item, float(it.status == "PASS") if ok else None) for it, ok in ran),
    )
    yield "score", gathered((it.item, number(it.score) if ok else None) for it, ok in ran)


def _named(cell: str) -> dict[str, float]:
    try:
        scores = mapping(json.loads(cell or "{}"))
    except (ValueError, RecursionError):
        return {}
    return {key: found for key, value in scores.items() if (found := number(value)) is not None}
