"""promptfoo: `promptfoo eval --output results.json`, formats 2 and 3.

Its sums are no means: a named score and `metrics.score` add up over tests, and a test passes only
when all its assertions do. So scores are taken test by test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.evidence.prompts import (
    examples_by_name,
    examples_in,
    normalised,
    prompt_digest,
    shown_items,
    sought,
)
from ftpolicy.evidence.results import TextOf
from ftpolicy.evidence.results.file import File
from ftpolicy.evidence.results.items import Items, gathered
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
from ftpolicy.model.values import dataclass

NAME = "promptfoo"

_VERSIONS = (2, 3)
_ERROR = 2  # `failureReason` of a test that could not run
_CUTS = ("filterFirstN", "filterSample", "filterPattern", "filterFailing", "filterRange")
_PASSED, _MEAN = "pass_rate", "score"
_NOT_STORED = ("higher_is_better", "stderr")


@dataclass(frozen=True, slots=True)
class _Test:
    """One row of the results: a prompt's answer to a test."""

    prompt: int
    item: str
    passed: bool
    failed_to_run: bool
    score: float | None
    named: dict[str, float]
    words: tuple[str, ...]


def recognises(file: File) -> bool:
    top = mapping(file.document)
    return {"evalId", "results"} <= {*top} or _is_summary(mapping(top.get("results")))


def _is_summary(results: dict[str, Json]) -> bool:
    return "stats" in results and ("prompts" in results or "table" in results)


def read(files: Sequence[File], _: TextOf) -> tuple[ResultFile, ...]:
    return tuple(_read(file) for file in files)


def _read(file: File) -> ResultFile:
    top = mapping(file.document)
    results = mapping(top.get("results"))
    about = mapping(top.get("metadata"))
    version = name(about.get("promptfooVersion"))
    shape = whole(results.get("version"))
    if shape not in _VERSIONS:
        seen = f"version {shape}" if shape is not None else "without a version"
        return ResultFile(
            file.path, NAME, version, fault=f"promptfoo results {seen}; 2 and 3 are known"
        )
    prompts = mappings(results.get("prompts"))
    if shape == 2:
        prompts = mappings(mapping(mapping(results.get("table")).get("head")).get("prompts"))
    if not prompts:
        return ResultFile(file.path, NAME, version, fault="it holds no prompts")
    tests = list(_tests(mappings(results.get("results"))))
    runs = tuple(
        run
        for index, prompt in enumerate(prompts)
        for run in _runs(file, prompt, [test for test in tests if test.prompt == index])
    )
    unsure = any(examples_in(text(prompt.get("raw")) or "") is None for prompt in prompts)
    missing = (*_NOT_STORED, "examples_in_prompt") if unsure else _NOT_STORED
    return ResultFile(file.path, NAME, version, runs, not_stored=missing)


def _runs(file: File, prompt: dict[str, Json], own: list[_Test]) -> Iterator[EvalRun]:
    """The scores of one prompt, a run for each metric of its tests."""
    top = mapping(file.document)
    about, results = mapping(top.get("metadata")), mapping(top.get("results"))
    raw = text(prompt.get("raw")) or ""
    words = {word for test in own for word in test.words}
    shown = shown_items(raw, sought(words)) if raw else 0
    for metric, items in _metrics(prompt, own):
        yield EvalRun(
            file.path,
            NAME,
            metric,
            items.mean if items.scores else _from_sums(prompt, metric),
            variant=prompt_digest(raw) if raw else None,
            prompt=normalised(raw) if raw else None,
            examples_in_prompt=_shots(raw, prompt),
            items=len(items.scores) or _counted(prompt),
            errors=items.errors,
            stderr=items.error,
            model=name(prompt.get("provider")),
            measured_on=day(about.get("evaluationCreatedAt")) or day(results.get("timestamp")),
            limited=_is_cut(top),
            per_item=items.scores or None,
            shown_items=shown,
            tokens=_tokens(prompt),
        )


def _shots(raw: str, prompt: dict[str, Json]) -> int | None:
    seen = examples_in(raw)
    return examples_by_name(text(prompt.get("label"))) if seen is None else seen


def _is_cut(top: dict[str, Json]) -> bool:
    options = {
        **mapping(mapping(top.get("config")).get("commandLineOptions")),
        **mapping(top.get("runtimeOptions")),
    }
    return any(options.get(cut) not in (None, "", False) for cut in _CUTS)


def _tests(rows: list[dict[str, Json]]) -> Iterator[_Test]:
    for row in rows:
        prompt = whole(row.get("promptIdx"))
        if prompt is None:
            continue
        case = mapping(row.get("testCase"))
        variables = mapping(row.get("vars")) or mapping(case.get("vars"))
        failed = whole(row.get("failureReason")) == _ERROR
        named = {
            metric: named_score
            for metric, value in mapping(row.get("namedScores")).items()
            if (named_score := number(value)) is not None
        }
        yield _Test(
            prompt,
            # by what was asked: an index differs from file to file
            fingerprint(variables) if variables else f"test {whole(row.get('testIdx'))}",
            row.get("success") is True,
            failed,
            number(row.get("score")),
            {**named, **_by_assertion(row)},
            tuple(_words(variables)),
        )


def _words(variables: dict[str, Json]) -> Iterator[str]:
    """The texts of a test; `ftpolicy trial` keeps its question in an object, out of templates."""
    for value in variables.values():
        found = text(value) or text(mapping(value).get("question"))
        if found is not None:
            yield found


def _by_assertion(row: dict[str, Json]) -> dict[str, float]:
    """Means over the assertions of a metric: newer files have them, and they never are sums."""
    scores: dict[str, list[float]] = {}
    for part in mappings(mapping(row.get("gradingResult")).get("componentResults")):
        metric = text(mapping(part.get("assertion")).get("metric"))
        score = number(part.get("score"))
        if metric is not None and score is not None:
            scores.setdefault(metric, []).append(score)
    return {metric: sum(found) / len(found) for metric, found in scores.items()}


def _metrics(prompt: dict[str, Json], tests: list[_Test]) -> Iterator[tuple[str, Items]]:
    """Every named metric, and the two that each run has."""
    named = {metric for test in tests for metric in test.named}
    named |= {*mapping(mapping(prompt.get("metrics")).get("namedScores"))}
    for metric in sorted(named):
        rows = [(it.item, it.named.get(metric)) for it in tests if it.named.keys() & {metric}]
        rows += [(it.item, None) for it in tests if it.failed_to_run and metric not in it.named]
        yield name(metric) or "", gathered(rows)
    yield (
        _PASSED,
        gathered((it.item, None if it.failed_to_run else float(it.passed)) for it in tests),
    )
    yield _MEAN, gathered((it.item, None if it.failed_to_run else it.score) for it in tests)


def _from_sums(prompt: dict[str, Json], metric: str) -> float | None:
    """A score of a file whose single results were left out."""
    metrics = mapping(prompt.get("metrics"))
    if metric in mapping(metrics.get("namedScores")):
        total = number(mapping(metrics["namedScores"]).get(metric))
        count = number(mapping(metrics.get("namedScoresCount")).get(metric))
        errors = number(metrics.get("testErrorCount")) or 0
        return total / (count + errors) if total is not None and count else None
    tests = _counted(prompt)
    total = number(metrics.get("testPassCount" if metric == _PASSED else "score"))
    return total / tests if total is not None and tests else None


def _counted(prompt: dict[str, Json]) -> int | None:
    metrics = mapping(prompt.get("metrics"))
    counts = [whole(metrics.get(f"test{kind}Count")) for kind in ("Pass", "Fail", "Error")]
    return sum(each or 0 for each in counts) or None


def _tokens(prompt: dict[str, Json]) -> tuple[float, float] | None:
    used = mapping(mapping(prompt.get("metrics")).get("tokenUsage"))
    calls = number(used.get("numRequests"))
    given, made = number(used.get("prompt")), number(used.get("completion"))
    if not calls or not given or made is None:
        return None
    return given / calls, made / calls
