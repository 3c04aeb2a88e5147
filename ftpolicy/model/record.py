"""The decision record as typed values; built only by `records/load.py`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from ftpolicy.model.detection import Profile, profile_of
from ftpolicy.model.period import Period
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass


class Status(str, Enum):
    """Where a decision stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EXPLORING = "exploring"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


QUALITY_GOALS = ("style", "tone", "format", "domain-behavior")
CONSTRAINT_GOALS = ("latency", "token-cost", "small-model")


_MOVING = frozenset({"main", "master", "head", "latest", "dev", "develop"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where data or results stand: a path of the repository, a hub name or a uri."""

    path: str | None = None
    hub: str | None = None
    uri: str | None = None
    revision: str | None = None
    sha256: str | None = None
    examples: int | None = None

    @property
    def pinned(self) -> bool:
        """Whether it says which data was meant: by a hash, a commit or a provider's file id."""
        if (self.sha256 or "").strip() or (self.uri or "").startswith("file-"):
            return True
        revision = (self.revision or "").strip().casefold()
        return bool(revision) and revision not in _MOVING


@dataclass(frozen=True, slots=True)
class ModelPart:
    """`model`: base models as patterns, their aliases, the methods that the decision allows."""

    base: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    from_record: str | None = None
    teacher: str | None = None


@dataclass(frozen=True, slots=True)
class GoalEvidence:
    """`goal.evidence`: what each type of goal must show; latencies in milliseconds."""

    prompt_tokens_to_describe: int | None = None
    prompt_file: str | None = None
    prompts_fail_to_convey: str | None = None
    percentile: str | None = None
    wanted_ms: Decimal | None = None
    ceiling_ms: Decimal | None = None
    candidate_ms: Decimal | None = None
    constraint: str | None = None
    set_by: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """`goal`: what behaviour is wanted and where the facts of an answer come from."""

    type: str | None = None
    statement: str | None = None
    facts_from: str | None = None
    evidence: GoalEvidence = GoalEvidence()

    @property
    def is_constraint(self) -> bool:
        return self.type in CONSTRAINT_GOALS


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The winning prompt measured again on fresh items."""

    score: Decimal | None = None
    test_examples: int | None = None
    results: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """One entry of `few_shot_baselines`: the best prompted setup of one model."""

    role: str | None = None  # candidate | ceiling
    model: str | None = None
    examples_in_prompt: int | None = None
    variations_tried: int | None = None
    score: Decimal | None = None
    test_examples: int | None = None
    measured_on: date | None = None
    results: tuple[Source, ...] = ()
    shortfall: str | None = None
    confirmed: Confirmed | None = None

    @property
    def judged_score(self) -> Decimal | None:
        """The confirmed score where there is one: the best of ten is biased upward."""
        if self.confirmed is not None and self.confirmed.score is not None:
            return self.confirmed.score
        return self.score


@dataclass(frozen=True, slots=True)
class Synthetic:
    by: str | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reward:
    kind: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """`dataset`: `examples` counts distinct labelled training examples after slices."""

    examples: int | None = None
    sources: tuple[Source, ...] = ()
    labelling: str | None = None
    licence: str | None = None
    personal_data: str | None = None
    synthetic: Synthetic | None = None
    reward: Reward | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """`evaluation.judge`: the model that grades, and how it was compared with people."""

    model: str | None = None
    prompt_file: str | None = None
    human_items: int | None = None
    agreement: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """A second metric that must not fall under its floor; `score` only in tuned results."""

    metric: str | None = None
    floor: Decimal | None = None
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TunedResult:
    """What the tuned model scored, after training."""

    model: str | None = None
    score: Decimal | None = None
    test_examples: int | None = None
    measured_on: date | None = None
    results: tuple[Source, ...] = ()
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`evaluation`: the metric and what it must reach."""

    metric: str | None = None
    kind: str | None = None  # proportion | mean | win-rate
    scale: tuple[Decimal, Decimal] | None = None
    higher_is_better: bool | None = None
    target: Decimal | None = None
    margin: Decimal | None = None
    test_set: Source | None = None
    judge: Judge | None = None
    guards: tuple[Guard, ...] = ()
    tuned_results: tuple[TunedResult, ...] = ()
    results_due: date | None = None

    def meets_target(self, score: Decimal) -> bool:
        """Whether `score` reaches the target in the metric's direction; needs both known."""
        if self.target is None or self.higher_is_better is None:
            return False
        return score >= self.target if self.higher_is_better else score <= self.target


@dataclass(frozen=True, slots=True)
class Budget:
    amount: Decimal | None = None
    currency: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Retraining:
    """`retraining`: who trains again, when or why, and until when the base model lives."""

    owner: str | None = None
    cadence: Period | None = None
    triggers: tuple[str, ...] = ()
    next_review: date | None = None
    budget: Budget | None = None
    base_available_until: date | None = None


@dataclass(frozen=True, slots=True)
class CallCost:
    """Tokens of one call and prices per million tokens."""

    input_tokens: Decimal | None = None
    cached_tokens: Decimal | None = None
    output_tokens: Decimal | None = None
    price_input: Decimal | None = None
    price_cached: Decimal | None = None
    price_output: Decimal | None = None

    @property
    def per_call(self) -> Decimal | None:
        """What one call costs, in the block's currency; None when a token count or price is
        missing. Cached tokens are part of `input_tokens` and cost `price_cached` instead.
        """
        if self.input_tokens is None or self.output_tokens is None:
            return None
        if self.price_input is None or self.price_output is None:
            return None
        cached = self.cached_tokens or Decimal(0)
        price_cached = self.price_input if self.price_cached is None else self.price_cached
        fresh = max(self.input_tokens - cached, Decimal(0))
        millionths = (
            fresh * self.price_input
            + cached * price_cached
            + self.output_tokens * self.price_output
        )
        return millionths / 1_000_000


@dataclass(frozen=True, slots=True)
class Economics:
    """`economics`: what prompting and the tuned model cost; money in `currency`."""

    currency: str | None = None
    price_source: str | None = None
    prices_as_of: date | None = None
    calls_per_month: Decimal | None = None
    few_shot: CallCost | None = None
    tuned: CallCost | None = None
    training_cost: Decimal | None = None
    experiments: Decimal | None = None
    retrains_per_year: Decimal | None = None
    labelling_cost: Decimal | None = None
    engineering_cost: Decimal | None = None
    evaluation_cost: Decimal | None = None
    hosting_per_month: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    option: str
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    result: str | None = None
    date: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where each field of a record stands: `few_shot_baselines.0.score` to line and column."""

    path: str
    known: tuple[tuple[str, int, int, int], ...] = ()  # dotted field, line, column, width

    def of(self, dotted: str) -> Location:
        """The place of a field, of its nearest parent when absent, line 1 at worst."""
        places = {name: (line, column, width) for name, line, column, width in self.known}
        while dotted:
            if dotted in places:
                return Location(self.path, *places[dotted])
            dotted = dotted.rpartition(".")[0]
        return Location(self.path)

    def has(self, dotted: str) -> bool:
        """Whether the author wrote the field at all, with a value."""
        return any(name == dotted for name, *_ in self.known)


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A well-shaped decision record; None and empty tuples stand for what is not written."""

    path: str
    id: str
    status: Status
    covers: tuple[str, ...]
    places: Places
    sha256: str = ""
    digest: str = ""  # decision digest: the record without tuned_results, outcome, review dates
    title: str | None = None
    decided_on: date | None = None
    ends: date | None = None
    owners: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    model: ModelPart = ModelPart()
    goal: Goal | None = None
    few_shot_baselines: tuple[Baseline, ...] = ()
    dataset: Dataset | None = None
    evaluation: Evaluation | None = None
    retraining: Retraining | None = None
    economics: Economics | None = None
    alternatives: tuple[Alternative, ...] = ()
    outcome: Outcome | None = None

    @property
    def profile(self) -> Profile:
        """The profile of its first method: what one of its examples is."""
        return profile_of(self.model.methods[0] if self.model.methods else None)

    @property
    def place(self) -> Location:
        return self.places.of("id")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file's shape: what, and where."""

    message: str
    location: Location
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class MalformedRecord:
    """A record that cannot be judged; what its `covers` can be read to cover stays covered."""

    path: str
    faults: tuple[Fault, ...]
    id: str | None = None
    covers: tuple[str, ...] = ()
    status: Status | None = None
    sha256: str = ""

    @property
    def place(self) -> Location:
        return self.faults[0].location if self.faults else Location(self.path)


@dataclass(frozen=True, slots=True)
class NotFineTuning:
    """A `not-fine-tuning` file: clears likely detections, shown to the reviewer."""

    path: str
    covers: tuple[str, ...]
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class RecordBook:
    """All records of one tree."""

    records: tuple[DecisionRecord, ...] = ()
    malformed: tuple[MalformedRecord, ...] = ()
    clearances: tuple[NotFineTuning, ...] = ()

    @property
    def decisions(self) -> tuple[DecisionRecord | MalformedRecord, ...]:
        """The records that can cover something, well-shaped ones first."""
        return (*self.records, *self.malformed)

    def named(self, record_id: str) -> tuple[DecisionRecord, ...]:
        """The records that bear an id; more than one is FT008."""
        return tuple(record for record in self.records if record.id == record_id)
