"""Claim and measurement of a score side by side: the one less favourable to fine-tuning counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import Count, Evidence, Row, ScoreEvidence
from ftpolicy.model.metric import measure_of
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import TunedResult
from ftpolicy.model.statistics import items_to_settle, wilson
from ftpolicy.model.values import dataclass
from ftpolicy.rules.baselines import Numbered

_NOTHING = Evidence()


@dataclass(frozen=True, slots=True)
class Scored:
    """A score that rules judge: where the record states it, and what lies behind it."""

    score: Decimal
    place: str  # dotted field of the record
    items: int | None = None
    source: str | None = None  # the result file, where the measurement is what counts
    evidence: ScoreEvidence | None = None

    @property
    def subject(self) -> str:
        """The score for a message, with the file that it is read from."""
        return f"`{self.score}`" + (f" in `{self.source}`" if self.source else "")


@dataclass(frozen=True, slots=True)
class Bound:
    """The one-sided 95 % bound on the side of the target."""

    name: str  # upper | lower
    value: Decimal  # what the measured number prints as: 0.7 is the target 0.7, its float is below
    items_needed: int | None


def evidence_of(case: Case, field: str) -> ScoreEvidence | None:
    """What was measured for a score of the record, None when nothing was."""
    found = case.evidence or _NOTHING
    return next((it for it in (*found.baselines, *found.tuned) if it.field == field), None)


def count_of(case: Case) -> Count | None:
    """What was counted of the data that counts, None when nothing was."""
    return case.evidence.count if case.evidence is not None else None


def first_place(words: str, rows: Sequence[Row]) -> str:
    """Where the first of some rows stands, as the end of a message; empty for none."""
    return f", {words} `{rows[0].path}` line {rows[0].line}" if rows else ""


def judged_field(each: Numbered) -> str:
    """The field of the score that counts: the confirmed one where there is one."""
    place, baseline = each
    again = baseline.confirmed
    return f"{place}.confirmed" if again is not None and again.score is not None else place


def prompted(case: Case, record: DecisionRecord, each: Numbered) -> Scored | None:
    """The score of a baseline: of claim and measurement the better one."""
    baseline = each[1]
    field = judged_field(each)
    again = baseline.confirmed
    items = baseline.test_examples
    if again is not None and field.endswith(".confirmed"):
        items = again.test_examples
    claim = baseline.judged_score
    return _one(case, record, (field, claim, items), better=True)


def tuned(case: Case, record: DecisionRecord, index: int, result: TunedResult) -> Scored | None:
    """The score of a tuned model: of claim and measurement the worse one."""
    field = f"evaluation.tuned_results.{index}"
    return _one(case, record, (field, result.score, result.test_examples), better=False)


def _one(
    case: Case,
    record: DecisionRecord,
    stated: tuple[str, Decimal | None, int | None],
    *,
    better: bool,
) -> Scored | None:
    field, claim, items = stated
    found = evidence_of(case, field)
    place = f"{field}.score"
    best = found.best if found is not None else None
    if best is None or best.score is None:
        return None if claim is None else Scored(claim, place, items, None, found)
    measured = _printed(best.score, record, claim)
    if best.items is not None:
        items = best.items
    higher = record.evaluation is None or record.evaluation.higher_is_better is not False
    if claim is not None and (claim == measured or (claim > measured) is (better is higher)):
        return Scored(claim, place, items, None, found)
    return Scored(measured, place, items, best.path, found)


def _printed(score: float, record: DecisionRecord, claim: Decimal | None) -> Decimal:
    """A measured score at the precision to which the record prints scores."""
    target = record.evaluation.target if record.evaluation is not None else None
    places = max(map(_places, (claim, target)))
    exact = Decimal(repr(score))
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return rounded if places else exact.normalize()


def _places(number: Decimal | None) -> int:
    exponent = number.as_tuple().exponent if number is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def bound(record: DecisionRecord, scored: Scored, name: str) -> Bound | None:
    """The upper or lower bound of a score: measured, else from the claim where that suffices."""
    found = scored.evidence
    if found is not None and found.best is not None:
        value = found.upper if name == "upper" else found.lower
        return None if value is None else Bound(name, Decimal(repr(value)), found.items_needed)
    measure = measure_of(record.evaluation)
    unit = measure.unit(float(scored.score))
    if not measure.is_share or not scored.items or measure.target is None or not 0 <= unit <= 1:
        return None
    ends = wilson(unit * scored.items, scored.items)
    needed = items_to_settle(unit, measure.unit(measure.target))
    return Bound(name, Decimal(repr(measure.score(ends[name == "upper"]))), needed)


def printed_bound(bound_: Bound, target: Decimal) -> str:
    """A bound for a message, on the side of the target where it is."""
    exact, unit = bound_.value, Decimal(1).scaleb(-max(2, _places(target)))
    rounded = exact.quantize(unit, ROUND_HALF_EVEN)
    if exact < target <= rounded:
        rounded = exact.quantize(unit, ROUND_FLOOR)
    elif rounded < target < exact:
        rounded = exact.quantize(unit, ROUND_CEILING)
    return str(rounded)


def would_tell(items: int | None, needed: int | None) -> str:
    """How many test items would settle it, as the end of a message; empty when nobody knows."""
    if needed is None or (items is not None and needed <= items):
        return ""
    return f"; about `{needed}` items would tell"


def on_items(items: int | None) -> str:
    """The number of test items, as a part of a message."""
    return "" if items is None else f" on `{items}` items"


def contradicted_rows(case: Case) -> Iterator[tuple[str, str, int, str]]:
    """Rows of result files that cannot be right: field, path, line and what is wrong."""
    found = case.evidence or _NOTHING
    seen = set()
    for score in (*found.baselines, *found.tuned):
        for file in score.files:
            for row in file.row_faults:
                if (row.path, row.line) not in seen:
                    seen.add((row.path, row.line))
                    yield f"{score.field}.results", row.path, row.line, row.what
