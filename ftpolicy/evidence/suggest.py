"""What result files say of metric and prompted models, as far as that can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ftpolicy.model.evidence import EvalRun, ResultFile
from ftpolicy.model.record_parts import Baseline, Source
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass

_HIGHER_WORDS = """
accuracy acc pass passed correct match f1 precision recall rouge bleu chrf win success agreement
similarity faithfulness relevancy auc score
"""
_LOWER_WORDS = """
error errors loss perplexity ppl wer cer latency cost toxicity violation violations hallucination
hallucinations failure failures refusals
"""
_HIGHER, _LOWER = frozenset(_HIGHER_WORDS.split()), frozenset(_LOWER_WORDS.split())
_TUNED = regex(r"(?:^|[:/_.-])(?:ft|tuned|finetuned|lora|qlora|sft|dpo|checkpoint)(?:$|[:/_.-])")
_MOST_MODELS = 3
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the files come to; None where they leave it open, and `note` says what there is."""

    metric: str | None = None
    metrics: tuple[str, ...] = ()  # all that the files hold, the one with the most prompts first
    baselines: tuple[Baseline, ...] = ()
    kind: str | None = None
    scale: tuple[Decimal, Decimal] | None = None
    higher_is_better: bool | None = None
    note: str = ""


def suggestion(files: Sequence[ResultFile], metric: str | None = None) -> Suggestion:
    """One baseline for each prompted model in the metric, by default that of the most prompts."""
    runs = [run for file in files for run in file.runs if run.score is not None]
    prompted = [run for run in runs if not _TUNED.search((run.model or "").casefold())]
    names = _by_prompts(prompted)
    chosen = metric or _clear_first(prompted, names)
    if chosen is None:
        held = ", ".join(names[:_MOST_NAMED])
        return Suggestion(metrics=names, note=f"one of {held}" if names else "")
    meant = [run for run in prompted if run.metric == chosen]
    share, scale = _share(meant)
    return Suggestion(
        metric=chosen,
        metrics=names,
        baselines=tuple(_baselines(meant)),
        kind="proportion" if share else None,
        scale=scale,
        higher_is_better=_direction(meant, chosen),
    )


def _by_prompts(runs: Sequence[EvalRun]) -> tuple[str, ...]:
    names = {run.metric for run in runs if run.metric}
    return tuple(sorted(names, key=lambda name: (-_prompts(runs, name), name)))


def _prompts(runs: Sequence[EvalRun], metric: str) -> int:
    """How many prompts were measured in a metric."""
    return len({(run.variant or run.path, run.line) for run in runs if run.metric == metric})


def _clear_first(runs: Sequence[EvalRun], names: Sequence[str]) -> str | None:
    """The metric of the most prompts, None where two are level."""
    if len(names) > 1 and _prompts(runs, names[0]) == _prompts(runs, names[1]):
        return None
    return names[0] if names else None


def _baselines(runs: Sequence[EvalRun]) -> Iterator[Baseline]:
    """A baseline for each model, of which the results will tell the numbers."""
    models = {run.model for run in runs}
    most = sorted(models, key=lambda it: (-sum(run.model == it for run in runs), it or ""))
    for model in most[:_MOST_MODELS]:
        paths = dict.fromkeys(run.path for run in runs if run.model == model)
        yield Baseline(model=model, results=tuple(Source(path=path) for path in paths))


def _share(runs: Sequence[EvalRun]) -> tuple[bool, tuple[Decimal, Decimal] | None]:
    """Whether each score is a whole number of the test items, and on which scale."""
    scored = [(run.score or 0.0, run.items) for run in runs]
    highest = max((score for score, _ in scored), default=0.0)
    if not scored or any(score < 0 or not items for score, items in scored):
        return False, None
    unit = 1 if highest <= 1 else 100
    if highest > unit:
        return False, None
    whole = all(
        abs(score / unit * items - round(score / unit * items)) <= items * 0.00005 + 1e-6
        for score, items in scored
        if items
    )
    return whole, (Decimal(0), Decimal(unit)) if whole else None


def _direction(runs: Sequence[EvalRun], metric: str) -> bool | None:
    """The direction that the tool wrote down, else the one that the metric's name means."""
    known = {run.higher_is_better for run in runs if run.higher_is_better is not None}
    if len(known) == 1:
        return known.pop()
    words = set(re.findall(r"[a-z0-9]+", metric.casefold()))
    up, down = bool(words & _HIGHER), bool(words & _LOWER)
    return None if up == down else up
