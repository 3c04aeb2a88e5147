"""What a trial holds before a tool's files are made of it."""

from __future__ import annotations

from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A question with the answer that people wrote; the answer may be empty in a test set."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Stub:
    """One prompt to try: what it opens with, and the training examples that it shows."""

    name: str
    opening: str
    examples: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """The model that grades answers, and the prompt that it grades by."""

    model: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Trial:
    """Ten prompts, the tests they are tried on, and what the record says of the metric.

    `folder` is where the files will stand, from the repository's root; `record` and `model` are
    empty when nothing names them.
    """

    name: str
    tuning_file: str
    stubs: tuple[Stub, ...]
    tests: tuple[Item, ...]
    metric: str = "exact_match"
    judge: Judge | None = None  # None: answers are compared with the expected ones
    model: str = ""
    record: str = ""
    wanted_metric: str = ""  # the record's metric, when the files cannot measure it themselves
    left_out: int = 0  # test items beyond the most that a trial takes
    seed: int = 0
    folder: str = ""

    @property
    def unanswered(self) -> int:
        """How many tests have no expected answer."""
        return sum(not test.answer for test in self.tests)
