"""The plain variations table: one row per prompt with its score, as CSV or as a YAML list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from ftpolicy.evidence.prompts import normalised, prompt_digest
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.values import Json, day, name, number, text, whole
from ftpolicy.model.evidence import EvalRun, ResultFile, Row
from ftpolicy.model.regex import regex
from ftpolicy.parse.text import Undecodable, decode

NAME = "variations table"

_KNOWN = ("n_examples", "metric", "score", "n_items")
_DIGEST = regex(r"[0-9a-f]{64}")
_MOST_ROWS = 5000
_ROUNDING = 1e-9


def recognises(file: File) -> bool:
    """By three of the four columns that every table has."""
    if isinstance(file.document, list):
        return any(_is_ours(row) for row in file.records[:1])
    return _is_ours(file.header)


def _is_ours(columns: Sequence[str] | dict[str, Json]) -> bool:
    return sum(column in columns for column in _KNOWN) >= 3


def read(files: Sequence[File], text_of: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file, text_of) for file in files)


def _read(file: File, text_of: TextOf) -> ResultFile:
    rows = list(_rows(file))
    columns = {column for _, row in rows for column in row}
    if not isinstance(file.document, list):
        columns.update(file.header)
    missing = [column for column in _KNOWN if column not in columns]
    if missing:
        return ResultFile(file.path, NAME, fault=f"the table has no column `{missing[0]}`")
    if not columns & {"prompt_file", "prompt_sha256"}:
        fault = "the table has neither the column `prompt_file` nor `prompt_sha256`"
        return ResultFile(file.path, NAME, fault=fault)
    if not rows:
        return ResultFile(file.path, NAME, fault="the table has no rows")
    if len(rows) > _MOST_ROWS:
        return ResultFile(file.path, NAME, fault=f"the table has more than {_MOST_ROWS} rows")
    runs: list[EvalRun] = []
    faults: list[Row] = []
    for line, row in rows:
        found = _run(file.path, line, row, text_of)
        if isinstance(found, EvalRun):
            runs.append(found)
        else:
            faults.append(Row(file.path, line, found))
    return ResultFile(
        file.path,
        NAME,
        runs=tuple(runs),
        row_faults=tuple(faults),
        not_stored=("stderr", "per_item", "higher_is_better"),
    )


def _rows(file: File) -> Iterator[tuple[int, dict[str, Json]]]:
    """Each row with its number in the file: the header is line 1, an element of a list its own."""
    first = 1 if isinstance(file.document, list) else 2
    for number_, row in enumerate(file.records, first):
        yield number_, {key: value for key, value in row.items() if value not in ("", None)}


def _run(path: str, line: int, row: dict[str, Json], text_of: TextOf) -> EvalRun | str:
    """The run of one row, or why it cannot be right."""
    metric, score = name(row.get("metric")), number(row.get("score"))
    shots, items = whole(row.get("n_examples")), whole(row.get("n_items"))
    if metric is None:
        return "it names no `metric`"
    if score is None:
        return "its `score` is no number"
    if shots is None:
        return "its `n_examples` is no count"
    if not items:
        return "its `n_items` is no count"
    errors = whole(row.get("n_errors", 0))
    if errors is None or errors > items:
        return f"its `n_errors` is no count up to `{items}`"
    exact = _exact_score(row, score, items, errors)
    if isinstance(exact, str):
        return exact
    prompt = _prompt(row, text_of)
    if isinstance(prompt, _Wrong):
        return prompt.why
    wrong = _wrong_source(row, text_of)
    if wrong:
        return wrong
    digest, words = prompt
    return EvalRun(
        path,
        NAME,
        metric,
        exact,
        variant=digest,
        prompt=words,
        examples_in_prompt=shots,
        items=items,
        errors=errors,
        model=name(row.get("model")),
        measured_on=day(row.get("created")),
        line=line,
    )


def _exact_score(row: dict[str, Json], score: float, items: int, errors: int) -> float | str:
    """The score, of right answers their exact share; or how the two contradict each other."""
    if "n_correct" not in row:
        return score
    correct = whole(row["n_correct"])
    if correct is None or correct + errors > items:
        return f"its `n_correct` and `n_errors` are more than its `{items}` items"
    share = correct / items
    unit = 100 if abs(score) > 1 else 1
    if abs(score / unit - share) > 1 / (2 * items) + _ROUNDING:
        return f"its score `{score:g}` is not `{correct}` of `{items}`"
    return share * unit


class _Wrong:
    """What is wrong with a row's prompt."""

    def __init__(self, why: str) -> None:
        self.why = why


def _prompt(row: dict[str, Json], text_of: TextOf) -> tuple[str, str | None] | _Wrong:
    """The digest of the row's prompt and its text where it can be read."""
    stated = str(row.get("prompt_sha256", "")).strip().lower()
    if stated and not _DIGEST.fullmatch(stated):
        return _Wrong("its `prompt_sha256` is no SHA-256")
    path = text(row.get("prompt_file"))
    if path is None:
        return (stated, None) if stated else _Wrong("it names neither prompt file nor digest")
    data = text_of(path.strip())
    if data is None:
        return _Wrong(f"its prompt `{name(path)}` is not there")
    decoded = decode(data)
    if isinstance(decoded, Undecodable) or not decoded.text.strip():
        return _Wrong(f"its prompt `{name(path)}` holds no text")
    digest = prompt_digest(decoded.text)
    if stated and stated not in {digest, hashlib.sha256(data).hexdigest()}:
        return _Wrong(f"its prompt `{name(path)}` has another digest than `prompt_sha256`")
    return digest, normalised(decoded.text)


def _wrong_source(row: dict[str, Json], text_of: TextOf) -> str:
    """Why the result file that a row names cannot be it; empty when it can."""
    path = text(row.get("results_file"))
    if path is None:
        return ""
    data = text_of(path.strip())
    if data is None:
        return f"its `results_file` `{name(path)}` is not there"
    stated = str(row.get("results_sha256", "")).strip().lower()
    if stated and stated != hashlib.sha256(data).hexdigest():
        return f"its `results_file` `{name(path)}` has another digest than `results_sha256`"
    return ""
