"""The results behind each score of a record: which run counts, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from ftpolicy.evidence.certainty import certainty, compared
from ftpolicy.evidence.matching import metrics_meant, same_model
from ftpolicy.evidence.prompts import near_copies, shown_items, sought
from ftpolicy.evidence.score_claims import Stated, claims_of, shortfall
from ftpolicy.model.evidence import EvalRun, Level, Measured, ResultFile, Row, ScoreEvidence
from ftpolicy.model.metric import Measure, measure_of
from ftpolicy.model.period import Period
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Baseline, Source
from ftpolicy.model.values import dataclass, replace

ResultsOf: TypeAlias = Callable[[tuple[Source, ...]], tuple[ResultFile, ...]]
"""Reads the files that one `results` list names."""

_SAME_SET = 0.9
"""A run on a smaller share of the items than this is not compared with the others."""

_TIME_ZONES = Period("P1D", 0, 1)


def scores(
    record: DecisionRecord, results_of: ResultsOf, today: date, test_items: Sequence[str] = ()
) -> tuple[tuple[ScoreEvidence, ...], tuple[ScoreEvidence, ...], tuple[Measured, ...]]:
    """The evidence of the baselines and of the tuned results, and their claims.

    `test_items` are questions of the test set: where a prompt's text is known they are looked for
    in it.
    """
    reading = _Reading(record, results_of, today, sought(test_items), measure_of(record.evaluation))
    baselines: list[ScoreEvidence] = []
    claims: list[Measured] = []
    for index, baseline in enumerate(record.few_shot_baselines):
        stated = _stated(f"few_shot_baselines.{index}", baseline)
        found = [reading.evidence(each) for each in stated]
        for each, evidence in zip(stated, found, strict=True):
            claims += claims_of(each, evidence, reading.measure)
        if not _is_ceiling(record, baseline):
            claims += shortfall(stated[0].field, found[-1], reading.measure)
        baselines += found
    prompted = _best_prompted(record, baselines, reading.measure)
    tuned: list[ScoreEvidence] = []
    for stated_tuned in _stated_tuned(record):
        evidence = reading.evidence(stated_tuned)
        if evidence.best is not None and prompted is not None:
            against = compared(evidence.best, prompted, reading.measure)
            evidence = replace(
                evidence,
                p_better=against.p,
                paired=against.paired,
                items_to_tell=against.items_to_tell,
            )
        tuned.append(evidence)
        claims += claims_of(stated_tuned, evidence, reading.measure)
    return tuple(baselines), tuple(tuned), tuple(claims)


def _stated(field: str, baseline: Baseline) -> list[Stated]:
    """What the record states of a baseline, and of its confirmation where there is one."""
    stated = [
        Stated(
            field,
            baseline.results,
            baseline.model,
            baseline.score,
            baseline.test_examples,
            baseline.variations_tried,
            baseline.examples_in_prompt,
        )
    ]
    again = baseline.confirmed
    if again is not None and again.score is not None:
        confirmed = f"{field}.confirmed"
        stated.append(
            Stated(confirmed, again.results, baseline.model, again.score, again.test_examples)
        )
    return stated


def _stated_tuned(record: DecisionRecord) -> Iterator[Stated]:
    tuned = record.evaluation.tuned_results if record.evaluation is not None else ()
    for index, result in enumerate(tuned):
        field = f"evaluation.tuned_results.{index}"
        yield Stated(field, result.results, result.model, result.score, result.test_examples)


def _is_ceiling(record: DecisionRecord, baseline: Baseline) -> bool:
    """Whether it is expected to meet the target: it only breaks the goal's constraint."""
    return record.goal is not None and record.goal.is_constraint and baseline.role == "ceiling"


def _best_prompted(
    record: DecisionRecord, found: Sequence[ScoreEvidence], measure: Measure
) -> EvalRun | None:
    """The best run of the baselines that could be shipped; a confirmed one replaces the other."""
    fields = {each.field: each for each in found}
    runs = []
    for index, baseline in enumerate(record.few_shot_baselines):
        field = f"few_shot_baselines.{index}"
        best = fields.get(f"{field}.confirmed", fields[field]).best
        if best is not None and not _is_ceiling(record, baseline):
            runs.append(best)
    return _best(runs, measure.higher_is_better)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What all scores of a record are read by."""

    record: DecisionRecord
    results_of: ResultsOf
    today: date
    test_items: Sequence[str]
    measure: Measure

    def evidence(self, stated: Stated) -> ScoreEvidence:
        if not stated.results:
            return ScoreEvidence(stated.field, Level.DECLARED, why="no results are named")
        files = tuple(_without_future(each, self.today) for each in self.results_of(stated.results))
        runs, why, another = self._picked(files, stated)
        runs = tuple(replace(run, score=self._on_scale(run.score, runs)) for run in runs)
        same = _on_same_items(runs)
        best = _best(same, self._direction(same))
        if best is None:
            why = why or "the record does not say which direction is better"
            return ScoreEvidence(
                stated.field, Level.DECLARED, files, why=why, is_of_another=another
            )
        sure = certainty(best, self.measure)
        prompts = {it.variant or "": it.prompt for it in same if it.prompt is not None}
        return ScoreEvidence(
            stated.field,
            Level.READ,
            files,
            best,
            same,
            variations=_variations(same),
            near_variations=near_copies([*prompts.values()]) if prompts else None,
            examples_in_prompt=self._shots(same),
            shown_items=max(map(self._shown, runs)),
            lower=sure.lower,
            upper=sure.upper,
            items_needed=sure.items_needed,
        )

    def _picked(
        self, files: Sequence[ResultFile], stated: Stated
    ) -> tuple[tuple[EvalRun, ...], str, bool]:
        """The runs in the record's metric and the stated model, or why there are none, and
        whether that is because they are of another.
        """
        runs = [run for each in files for run in each.runs]
        if not runs:
            faults = [f"`{each.path}`: {each.fault}" for each in files if each.fault]
            return (), faults[0] if faults else "the result files hold no runs", False
        scored = [run for run in runs if run.score is not None]
        if not scored:
            return (), f"`{runs[0].path}` holds no score", False
        metric = self.record.evaluation.metric if self.record.evaluation is not None else None
        if not metric:
            return (), "the record names no metric", False
        meant = metrics_meant(metric, {run.metric for run in scored})
        in_metric = [run for run in scored if run.metric in meant]
        if not in_metric:
            held = _few(run.metric for run in scored)
            return (), f"no result is in the metric `{metric}`: they hold {held}", True
        of_model = [run for run in in_metric if same_model(run.model, stated.model)]
        if not of_model:
            held = _few(run.model or "" for run in in_metric)
            return (), f"no result is of the model `{stated.model}`: they are of {held}", True
        return tuple(of_model), "", False

    def _on_scale(self, score: float | None, runs: Sequence[EvalRun]) -> float | None:
        """Shares as the record writes them: tools write some from 0 to 1 and some as per cent."""
        scale = self.measure.scale
        if score is None or not self.measure.is_share or scale is None:
            return score
        highest = max(run.score or 0.0 for run in runs)
        if scale == (0.0, 100.0) and highest <= 1:
            return score * 100
        if scale == (0.0, 1.0) and 1 < highest <= 100:
            return score / 100
        return score

    def _direction(self, runs: Sequence[EvalRun]) -> bool | None:
        if self.measure.higher_is_better is not None:
            return self.measure.higher_is_better
        return next((it.higher_is_better for it in runs if it.higher_is_better is not None), None)

    def _shots(self, runs: Sequence[EvalRun]) -> int | None:
        """Examples of the best run that has any; None when nobody wrote them down."""
        known = [run for run in runs if run.examples_in_prompt is not None]
        with_any = [run for run in known if run.examples_in_prompt]
        best = _best(with_any, self._direction(runs))
        if best is None:
            return 0 if known and len(known) == len(runs) else None
        equal = [run for run in with_any if run.score == best.score]
        return max(run.examples_in_prompt or 0 for run in equal)

    def _shown(self, run: EvalRun) -> int:
        if run.prompt is None or not self.test_items:
            return run.shown_items
        return max(run.shown_items, shown_items(run.prompt, self.test_items))


def _few(names: Iterator[str] | Sequence[str]) -> str:
    known = sorted({f"`{each}`" for each in names if each})
    return ", ".join(known[:3]) + (f" and {len(known) - 3} more" if len(known) > 3 else "")


def _without_future(file: ResultFile, today: date) -> ResultFile:
    """The file without runs that say that they were made after today."""
    latest = _TIME_ZONES.after(today)
    late = [run for run in file.runs if run.measured_on is not None and run.measured_on > latest]
    if not late:
        return file
    lines = dict.fromkeys((run.line, run.measured_on) for run in late)
    rows = tuple(Row(file.path, line, f"it is dated `{on}`, after today") for line, on in lines)
    kept = tuple(run for run in file.runs if run not in late)
    return replace(file, runs=kept, row_faults=(*file.row_faults, *rows))


def _on_same_items(runs: Sequence[EvalRun]) -> tuple[EvalRun, ...]:
    """The runs on about as many items as the largest: a trial on a few is no variation."""
    most = max((run.items or 0 for run in runs), default=0)
    return tuple(run for run in runs if run.items is None or run.items >= _SAME_SET * most)


def _best(runs: Sequence[EvalRun], higher_is_better: bool | None) -> EvalRun | None:
    scored = [run for run in runs if run.score is not None]
    if not scored or (higher_is_better is None and len({run.score for run in scored}) > 1):
        return None
    sign = -1 if higher_is_better is False else 1
    return max(scored, key=lambda run: sign * (run.score or 0.0))


def _variations(runs: Sequence[EvalRun]) -> int:
    """Distinct prompts; a run whose prompt nobody wrote down may be one more."""
    known = {run.variant for run in runs if run.variant is not None}
    unknown = {(run.path, run.line) for run in runs if run.variant is None}
    return len(known) + len(unknown)
