"""Detectors, what they match, and what they found."""

from __future__ import annotations

from enum import Enum

from ftpolicy.model.source import Language, Location
from ftpolicy.model.values import dataclass


class Confidence(str, Enum):
    """How sure a detection is; `likely` may be cleared by a not-fine-tuning file."""

    CERTAIN = "certain"
    LIKELY = "likely"


METHODS = (
    "sft",
    "dpo",
    "orpo",
    "kto",
    "reward",
    "grpo",
    "ppo",
    "rloo",
    "rft",
    "distill",
    "cpt",
    "other",
    "classifier",
    "embedding",
)
"""The training methods; ipo, simpo and cpo count as dpo."""

TECHNIQUES = ("full", "lora", "qlora", "other")


class Profile(str, Enum):
    """What one training example is, chosen by the method."""

    SUPERVISED = "supervised"
    PREFERENCE = "preference"
    REINFORCEMENT = "reinforcement"
    DISTILLATION = "distillation"
    CONTINUED = "continued"
    ENCODER = "encoder"


_PROFILES = {
    "dpo": Profile.PREFERENCE,
    "orpo": Profile.PREFERENCE,
    "kto": Profile.PREFERENCE,
    "reward": Profile.PREFERENCE,
    "grpo": Profile.REINFORCEMENT,
    "ppo": Profile.REINFORCEMENT,
    "rloo": Profile.REINFORCEMENT,
    "rft": Profile.REINFORCEMENT,
    "distill": Profile.DISTILLATION,
    "cpt": Profile.CONTINUED,
    "classifier": Profile.ENCODER,
    "embedding": Profile.ENCODER,
}


def profile_of(method: str | None) -> Profile:
    """The profile of a method; an unknown one is judged as supervised."""
    return _PROFILES.get(method or "", Profile.SUPERVISED)


@dataclass(frozen=True, slots=True)
class Premises:
    """What a decision rests on: base model, method, data sets; None means unknown.

    `chosen` names the premises that are picked at run time and shows how:
    ("base model: $MODEL",).
    """

    base_model: str | None = None
    method: str | None = None
    datasets: tuple[str, ...] | None = None
    chosen: tuple[str, ...] = ()

    @property
    def unknown(self) -> bool:
        """True when nothing is known, as in a launcher."""
        return self.base_model is None and self.method is None and self.datasets is None


@dataclass(frozen=True, slots=True)
class Detection:
    """A tuning file with what was read from it."""

    detector: str
    confidence: Confidence
    premises: Premises
    technique: str | None
    location: Location
    signs: tuple[str, ...]  # the words that gave it away, in the order found
    family: str = "generative"  # generative | encoder | diffusion
    oddities: tuple[str, ...] = ()  # how the file was read: "UTF-16"

    @property
    def path(self) -> str:
        return self.location.path

    @property
    def launcher(self) -> bool:
        """True for a tuning file whose premises are all chosen elsewhere."""
        return self.premises.unknown


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file with all keywords of one match that its language's parser refused."""

    detector: str
    language: Language
    reason: str
    location: Location
