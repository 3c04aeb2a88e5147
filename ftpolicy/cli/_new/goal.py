"""Questions for the goal, and for the proof that its type asks for."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.cli._new import answers
from ftpolicy.cli._new.question import Question, amount, choice, words
from ftpolicy.records.draft import Draft

_TYPES = (
    ("style", "how answers are written"),
    ("tone", "the voice that they speak in"),
    ("format", "the shape that they have"),
    ("domain-behavior", "what prompts cannot convey of how the domain works"),
    ("latency", "a small model must do a large model's narrow job"),
    ("token-cost", "one long instruction is sent at massive scale"),
    ("small-model", "a device or a law asks for a small model"),
    ("knowledge", "the model should know more: facts, documents, recent events"),
)
_FACTS = (
    ("prompt", "they stand in the prompt"),
    ("retrieval", "they are looked up when the question comes"),
    ("base-model", "any base model knows them"),
    ("weights", "training should put them into the model"),
)
_PERCENTILES = tuple((name, "") for name in ("p50", "p90", "p95", "p99"))
_PRICES = "No price is built in: cost is yours to state."


def goal_questions(draft: Draft) -> Iterator[Question]:
    why = "Each good reason has its own proof; knowledge is retrieval's job."
    yield choice("goal.type", "What should fine-tuning achieve?", why, _TYPES, "FT301")
    ask = "Which behaviour do you want, in one sentence?"
    why = "Write what an outsider could check in an answer."
    yield words("goal.statement", ask, why, "FT301")
    why = "Fine-tuning changes how a model answers, not what it knows."
    yield choice("goal.facts_from", "Where do an answer's facts come from?", why, _FACTS, "FT301")
    kind = draft.value("goal.type")
    if kind in ("style", "tone", "format"):
        yield from _behaviour(draft)
    elif kind == "domain-behavior":
        ask = "What can prompts not convey, and how did that show?"
        place = "goal.evidence.prompts_fail_to_convey"
        yield words(place, ask, "Without an example it is a belief.", "FT304")
    elif kind == "latency":
        yield from _latency()
    elif kind == "small-model":
        why = "The device, its memory, or where the data may go."
        yield words("goal.evidence.constraint", "What forces a small model?", why, "FT304")
        yield words("goal.evidence.set_by", "Who set that?", "A constraint has an owner.", "FT304")
    elif kind == "token-cost":
        yield from _money()


def _behaviour(draft: Draft) -> Iterator[Question]:
    if draft.value("goal.evidence.prompt_file") is None:
        yield Question(
            "goal.evidence.prompt_tokens_to_describe",
            "How many tokens has a prompt that describes it, or which file is that prompt?",
            "What a short prompt can say belongs into the prompt.",
            answers.described,
            "FT304",
        )


def _latency() -> Iterator[Question]:
    why = "Latencies compare only at one percentile."
    place = "goal.evidence.percentile"
    yield choice(place, "Which percentile is meant?", why, _PERCENTILES, "FT304", "p95")
    for field, ask, why in (
        ("wanted_ms", "How many milliseconds are wanted?", "A goal without a number is a wish."),
        (
            "ceiling_ms",
            "How many does the best prompted model take?",
            "It must be too slow, or it could be shipped.",
        ),
        (
            "candidate_ms",
            "How many does the model to be tuned take?",
            "Tuning makes no model faster.",
        ),
    ):
        yield amount(f"goal.evidence.{field}", ask, why, "FT304")


def _money() -> Iterator[Question]:
    yield words("economics.currency", "In which currency?", _PRICES, "FT304", "USD")
    yield words("economics.price_source", "Where were the prices read?", _PRICES, "FT603")
    place, ask = "economics.prices_as_of", "On which day were they read?"
    day = answers.past_day
    yield Question(place, ask, "Prices age; Enter is today.", day, "FT603", suggested="+P0D")
    ask = "How many calls are there in a month?"
    why = "What each call saves must earn the training back."
    yield amount("economics.calls_per_month", ask, why, "FT304")
    for name, whose in (("few_shot", "the prompted model"), ("tuned", "the tuned model")):
        for field, ask in (
            ("input_tokens", f"How many input tokens has one call of {whose}?"),
            ("output_tokens", f"How many output tokens has one call of {whose}?"),
            ("price_input", f"What do a million input tokens of {whose} cost?"),
            ("price_output", f"What do a million output tokens of {whose} cost?"),
        ):
            yield amount(f"economics.{name}.{field}", ask, _PRICES, "FT304")
    ask = "What does one training run cost?"
    yield amount("economics.training_cost", ask, _PRICES, "FT304")
