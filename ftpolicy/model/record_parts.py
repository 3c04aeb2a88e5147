"""The blocks of a decision record as typed values; all but `economics`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ftpolicy.model.period import Period
from ftpolicy.model.values import dataclass

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
class Alternative:
    option: str
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    result: str | None = None
    date: date | None = None
    note: str | None = None
