"""What a record claims, as far as it was measured: data sets, results, and claim by claim."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from ftpolicy.model.values import dataclass


class Standing(str, Enum):
    """What the measurement says of the claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    INCONCLUSIVE = "inconclusive"
    NOT_COMPUTABLE = "not-computable"


class Level(str, Enum):
    """How near the measurement came to the thing itself; the last two are for results."""

    COUNTED = "counted"
    FOOTER = "footer"
    MANIFEST = "manifest"
    POINTER = "pointer"
    REMOTE = "remote"
    MISSING = "missing"
    READ = "read"
    DECLARED = "declared"


LEVELS = (
    *(Level.MISSING, Level.REMOTE, Level.POINTER),
    *(Level.MANIFEST, Level.FOOTER, Level.COUNTED),
)
"""The levels of data, the one that is known least first."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One claim beside its measurement; values as they are shown, None when there is none."""

    claim: str  # dotted field of the record: `dataset.examples`
    claimed: str | None
    measured: str | None
    level: Level
    standing: Standing
    source: str | None = None  # the file that was measured
    note: str = ""  # what a reader must know: why it was not computable, items that would settle it


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a data file that is worth a look: what is wrong with it, or what it shows.

    `line` counts lines of a line format and elements of any other, from 1.
    """

    path: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Count:
    """What one pass over the files of a data set found, each row once.

    `distinct` is the number that limits are judged by: examples of the profile that
    parse, are answered where the profile asks for an answer, and differ after NFKC, case folding
    and white space, system prompt apart.
    """

    rows: int = 0  # blank lines apart, after slices
    bad: int = 0  # do not parse, or fit no record shape
    unanswered: int = 0
    distinct: int = 0
    exact_duplicates: int = 0
    duplicates: int = 0  # with the exact ones
    near_duplicates: int | None = None  # None: not looked for
    near_looked: int = 0  # distinct examples that were compared for that: all, or the first many
    conflicts: int = 0  # distinct prompts that have several answers
    leaked: int = 0  # distinct prompts that the test set has too
    shapes: tuple[tuple[str, int], ...] = ()  # record shape and rows, the most frequent first
    faults: tuple[Row, ...] = ()  # bad and unanswered rows; then odd orders of turns, mixed shapes
    conflict_rows: tuple[Row, ...] = ()
    leaked_rows: tuple[Row, ...] = ()
    closed_book: int = 0  # answers with names, numbers or links that their prompt does not hold
    closed_book_looked: int = 0  # answers that were looked at for that: all, or an even sample
    closed_book_rows: tuple[Row, ...] = ()  # three samples


@dataclass(frozen=True, slots=True)
class DataEvidence:
    """A data set as a record or a tuning file names it, and how far it could be counted."""

    name: str  # as it is written
    level: Level
    files: tuple[str, ...] = ()
    count: Count | None = None  # at level counted
    rows: int | None = None  # of files of which a footer or a card tells no more
    size: int | None = None  # bytes, at level pointer
    stated: int | None = None  # `examples` of the record's source
    pinned: bool = False  # a revision, a hash or a pointer's id fixes what it is
    held_out: Decimal = Decimal(0)  # share of the rows, from 1 on rows, kept for validation
    why: str = ""  # why it was counted no further: "Parquet columns need `pip install ...`"

    @property
    def examples(self) -> int | None:
        """Distinct examples left for training, None when nothing counted or declared them."""
        whole = self.rows
        if self.count is not None:
            whole = self.count.distinct + (self.rows or 0)
        if whole is None:
            whole = self.stated
        return None if whole is None else left(whole, self.held_out)


def left(rows: int, held_out: Decimal) -> int:
    """The rows that are trained on when a share (under 1) or a number of rows is held out."""
    kept_back = int(rows * held_out) if held_out < 1 else int(held_out)
    return max(rows - kept_back, 0)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The data sets of one tuning file, counted together: each row once."""

    path: str  # of the tuning file
    sets: tuple[DataEvidence, ...]
    count: Count | None = None  # of all that could be counted
    examples: int | None = None  # None when one of its sets has no count of any kind


@dataclass(frozen=True, slots=True)
class EvalRun:
    """One prompt variation with its score, read from a result file of some tool.

    What the tool does not store is None; nothing is guessed.
    """

    path: str
    tool: str
    metric: str  # as the tool names it, `task/metric` where it has tasks; empty for an unnamed one
    score: float | None
    variant: str | None = None  # digest of the normalised prompt: equal for the same prompt
    prompt: str | None = None  # the prompt's own text, to tell how much prompts differ
    examples_in_prompt: int | None = None
    items: int | None = None  # distinct test items
    errors: int = 0  # items that failed to run; they count as failures
    stderr: float | None = None  # of the mean
    higher_is_better: bool | None = None
    model: str | None = None
    measured_on: date | None = None
    limited: bool = False  # only part of the test set was run
    per_item: Mapping[str, float] | None = None  # item id (stable over runs) to its score
    shown_items: int = 0  # test items that stand among the examples of their own prompt
    tokens: tuple[float, float] | None = None  # mean input and output tokens of a call
    line: int = 1  # of the file, where each line is a run


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A file that `results` names: what was read from it, or why nothing was."""

    path: str
    tool: str | None = None  # None: no reader knows it
    version: str | None = None
    runs: tuple[EvalRun, ...] = ()
    fault: str = ""  # "promptfoo results version 9; 2 and 3 are known"
    extra: str = ""  # the extra without which this installation cannot read it
    row_faults: tuple[Row, ...] = ()  # rows that cannot be right; they are no runs
    not_stored: tuple[str, ...] = ()  # fields of EvalRun that this tool does not write down


@dataclass(frozen=True, slots=True)
class ScoreEvidence:
    """The results behind one score of a record: a baseline's or a tuned model's."""

    field: str  # `few_shot_baselines.0`, its `.confirmed`, `evaluation.tuned_results.0`
    level: Level
    files: tuple[ResultFile, ...] = ()
    best: EvalRun | None = None  # in the record's metric and model; None when there is none
    runs: tuple[EvalRun, ...] = ()  # all in that metric and model, on the same items
    variations: int | None = None  # distinct prompts
    near_variations: int | None = None  # of those, prompts nearly equal to an earlier one
    examples_in_prompt: int | None = None  # of the best run with any; 0 when none has any
    shown_items: int = 0  # test items among the examples of a prompt, at worst
    lower: float | None = None  # one-sided 95 % bounds of the best score
    upper: float | None = None
    items_needed: int | None = None  # test items that would settle it against the target
    p_better: float | None = None  # tuned results: two-sided p against the best prompt
    paired: bool = False  # that test compared item by item
    items_to_tell: int | None = None  # test items that would tell tuned and prompted apart
    why: str = ""  # why there is no best
    is_of_another: bool = False  # the results are in another metric or of another model


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A claim that could not be measured, and why; FT210."""

    claim: str
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was measured for one case."""

    sources: tuple[DataEvidence, ...] = ()  # in the order of `dataset.sources`
    examples: int | None = None  # distinct over all sources, each row once
    count: Count | None = None
    training: tuple[TrainingData, ...] = ()  # one per tuning file that names data
    test_set: DataEvidence | None = None
    baselines: tuple[ScoreEvidence, ...] = ()
    tuned: tuple[ScoreEvidence, ...] = ()
    prompt_tokens: int | None = None  # of `goal.evidence.prompt_file`
    prompt_tokens_by: str = ""  # the tokenizer, or how it was estimated
    claims: tuple[Measured, ...] = ()
    unmeasured: tuple[Unmeasured, ...] = ()
