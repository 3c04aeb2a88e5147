"""Questions for what was measured: prompts, metric, data, test set."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.cli._new import answers
from ftpolicy.cli._new.question import RESULTS, Question, amount, choice, count, words
from ftpolicy.records.draft import Draft

_ROLES = (
    ("candidate", "could be shipped as it is: fast, cheap and small enough"),
    ("ceiling", "the best model tried, at any cost"),
)
_KINDS = (
    ("proportion", "the share of items that pass"),
    ("mean", "an average of grades"),
    ("win-rate", "the share of comparisons won"),
)
_REWARDS = (
    ("verifier", "code that checks the answer"),
    ("judge", "a model that grades it"),
    ("reward-model", "a model trained on preferences"),
)


def proof_questions(draft: Draft) -> Iterator[Question]:
    if not draft.record.few_shot_baselines:
        ask = "Which file holds the scores of the prompts that you tried?"
        why = "Only measured prompts show that prompting falls short; Enter when there is none yet."
        yield Question(RESULTS, ask, why, answers.results, "FT106")
    yield from _metric(draft)
    yield from _baselines(draft)
    yield from _data(draft)


def _metric(draft: Draft) -> Iterator[Question]:
    note = draft.note("evaluation.metric")
    why = "It is the same for prompts, tuned model and ageing."
    why = f"The files hold {note}." if note.startswith("one of ") else why
    yield words("evaluation.metric", "Which metric tells whether it helped?", why, "FT401")
    why = "It decides how sure a score is."
    yield choice("evaluation.kind", "What is one score?", why, _KINDS, "FT403", "proportion")
    place, ask = "evaluation.scale", "What are the lowest and the highest score?"
    why = "So that 0.71 is never held against 85."
    yield Question(place, ask, why, answers.scale, "FT403", suggested="0 1")
    guess = "no" if draft.value("evaluation.higher_is_better") is False else "yes"
    place, ask = "evaluation.higher_is_better", "Is a higher score better? (yes or no)"
    why = "An accuracy rises, an error rate falls."
    yield Question(place, ask, why, answers.yes, "FT402", suggested=guess)
    scores = [it.score for it in draft.record.few_shot_baselines if it.score is not None]
    best = f" The best prompts score {', '.join(map(str, scores))}." if scores else ""
    why = f"Set before the training, it keeps everybody honest after it.{best}"
    yield amount("evaluation.target", "Which score would be good enough?", why, "FT402")


def _baselines(draft: Draft) -> Iterator[Question]:
    constrained = draft.record.goal is not None and draft.record.goal.is_constraint
    for index, one in enumerate(draft.record.few_shot_baselines):
        place, name = f"few_shot_baselines.{index}", one.model or "the prompted model"
        if constrained:
            why = "A ceiling may meet the target, if it breaks the constraint."
            yield choice(f"{place}.role", f"What is {name}?", why, _ROLES, "FT109")
        why = "The result files do not say."
        ask = "Which model was prompted, with its version?"
        yield words(f"{place}.model", ask, why, "FT101")
        for field, ask, code in (
            ("examples_in_prompt", "How many examples had the best prompt?", "FT102"),
            ("variations_tried", "How many distinct prompts were tried?", "FT103"),
            ("test_examples", "On how many test items were they measured?", "FT404"),
        ):
            yield count(f"{place}.{field}", ask, why, code)
        ask = f"On which day was {name} measured?"
        why = "Models change; an old score proves little."
        yield Question(f"{place}.measured_on", ask, why, answers.past_day, "FT108")
        ask = f"What still goes wrong with the best prompt of {name}?"
        yield words(f"{place}.shortfall", ask, "The reviewer wants to see it.")


def _data(draft: Draft) -> Iterator[Question]:
    sources = draft.record.dataset.sources if draft.record.dataset is not None else ()
    if not sources or not all(it.hub or it.uri for it in sources):
        ask = "How many distinct labelled training examples are there?"
        yield count("dataset.examples", ask, "The data could not be counted here.", "FT201")
    for index, one in enumerate(sources):
        place, name = f"dataset.sources.{index}", one.hub or one.uri
        if name is None:
            continue
        why = "Data outside the repository may change after the decision."
        if one.hub is not None:
            yield words(f"{place}.revision", f"Which commit of {name}?", why, "FT209")
        elif not name.startswith("file-"):
            yield words(f"{place}.sha256", f"Which SHA-256 has {name}?", why, "FT209")
        why = "It cannot be counted here."
        yield count(f"{place}.examples", f"How many examples are in {name}?", why, "FT209")
    if draft.record.profile.value == "reinforcement":
        ask, why = "What rewards an answer?", "Reinforcement learns the reward, flaws included."
        yield choice("dataset.reward.kind", ask, why, _REWARDS, "FT213")
    if "cpt" in draft.record.model.methods:
        ask, why = "How many tokens are in the documents?", "Their number says more than rows."
        yield count("dataset.tokens", ask, why, "FT201")
    if "distill" in draft.record.model.methods:
        yield words("model.teacher", "Which model is learned from?", "It must not judge.", "FT408")
    held = draft.value("evaluation.test_set.path")
    why = draft.note("evaluation.test_set") or "They must not be trained on."
    place, ask = "evaluation.test_set.path", "Which file holds the test items?"
    yield Question(place, ask, why, answers.path, "FT404", suggested=str(held or ""))
