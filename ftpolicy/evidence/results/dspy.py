"""DSPy: rows of `Evaluate(save_as_csv=..., save_as_json=...)`, and saved programs.

A program holds the prompt and its examples but no score, the rows hold scores and no prompt; one
of each in a folder are one variation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.prompts import normalised
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.rows import columns, metric_columns, run_of_column
from ftpolicy.evidence.results.values import Json, fingerprint, listed, mapping, name, text
from ftpolicy.model.evidence import EvalRun, ResultFile
from ftpolicy.model.values import replace

NAME = "DSPy"

_PREDICTED, _EXAMPLE = "pred_", "example_"
_UNNAMED = "<lambda>"
_DEEPEST = 6
_ROWS_LACK = ("higher_is_better", "measured_on", "limited", "tokens")
_PROGRAM = ("variant", "examples_in_prompt", "model")


def recognises(file: File) -> bool:
    if isinstance(file.document, dict):
        return bool(_predictors(file.document))
    return _are_rows(columns(file.records[:1]) or file.header)


def _are_rows(names: Sequence[str]) -> bool:
    predicted = [each for each in names if each.startswith(_PREDICTED)]
    examples = [each for each in names if each.startswith(_EXAMPLE)]
    return bool(predicted and examples) and not names[-1].startswith((_PREDICTED, _EXAMPLE))


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    programs = [file for file in files if isinstance(file.document, dict)]
    rows = [file for file in files if file not in programs]
    found = [_program(file) for file in programs]
    for file in rows:
        beside = [it for it in programs if it.folder == file.folder]
        others = [it for it in rows if it.folder == file.folder]
        one = beside[0] if len(beside) == len(others) == 1 else None
        found.append(_rows(file, one))
    return tuple(found)


def _rows(file: File, program: File | None) -> ResultFile:
    names = columns(file.records)
    if not names or names[-1] not in metric_columns(file.records, frozenset(names[:-1])):
        return ResultFile(file.path, NAME, fault="its last column holds no scores")
    metric = names[-1]
    asked = [each for each in names[:-1] if not each.startswith(_PREDICTED)]
    unnamed = "" if metric == _UNNAMED else None
    run = run_of_column(file, NAME, metric, asked, named=unnamed)
    missing = list(_ROWS_LACK) + ([] if unnamed is None else ["metric"])
    version = None
    if program is None:
        missing += _PROGRAM
    else:
        run = _with_program(run, program)
        version = _version(program)
    return ResultFile(file.path, NAME, version, (run,), not_stored=tuple(missing))


def _program(file: File) -> ResultFile:
    """A program alone shows what was tried and not how it did."""
    empty = EvalRun(file.path, NAME, "", None)
    missing = ("metric", "score", "items", "per_item", "stderr", *_ROWS_LACK)
    return ResultFile(
        file.path, NAME, _version(file), (_with_program(empty, file),), not_stored=missing
    )


def _with_program(run: EvalRun, program: File) -> EvalRun:
    """The run with the prompt of a program: the most examples that one of its parts shows."""
    parts = _predictors(program.document)
    demos = [listed(part.get("demos")) for part in parts]
    signatures = [mapping(part.get("signature")) for part in parts]
    instructions = [text(each.get("instructions")) or "" for each in signatures]
    models = [name(mapping(part.get("lm")).get("model")) for part in parts]
    return replace(
        run,
        variant=fingerprint([[normalised(each) for each in instructions], demos]),
        examples_in_prompt=max(map(len, demos), default=None),
        model=next((each for each in models if each), None),
    )


def _version(file: File) -> str | None:
    about = mapping(mapping(file.document).get("metadata"))
    return name(mapping(about.get("dependency_versions")).get("dspy"))


def _predictors(document: Json) -> list[dict[str, Json]]:
    """The parts of a program that call a model: at the top, or one per name below it."""
    return list(_parts(mapping(document), _DEEPEST))


def _parts(value: dict[str, Json], depth: int) -> Iterator[dict[str, Json]]:
    if isinstance(value.get("demos"), list) and isinstance(value.get("signature"), dict):
        yield value
    elif depth:
        for each in value.values():
            if isinstance(each, dict):
                yield from _parts(each, depth - 1)
