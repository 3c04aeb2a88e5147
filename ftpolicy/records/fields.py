"""The lines of a record in their order, each with its value or with the hint of its gap."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.costs import CallCost
from ftpolicy.records.draft import Draft
from ftpolicy.records.line import GAP, OPTIONAL, Line, field, is_open, source
from ftpolicy.records.scalars import braced, listed

_SHOWN = {
    "style": ("prompt_tokens_to_describe",),
    "tone": ("prompt_tokens_to_describe",),
    "format": ("prompt_tokens_to_describe",),
    "domain-behavior": ("prompts_fail_to_convey",),
    "latency": ("percentile", "wanted_ms", "ceiling_ms", "candidate_ms"),
    "small-model": ("constraint", "set_by"),
    "token-cost": (),
}
_EVIDENCE = {
    "prompt_tokens_to_describe": "tokens to describe @, or prompt_file",
    "prompts_fail_to_convey": "what prompts cannot convey, and how that showed",
    "percentile": "p50, p90, p95 or p99",
    "wanted_ms": "the latency that is needed",
    "ceiling_ms": "the latency of the best prompted model",
    "candidate_ms": "the latency of the model to be tuned",
    "constraint": "what forces a small model: device, memory, data residency",
    "set_by": "who set that constraint",
    "prompt_file": "",
}
_MONEY = {
    "currency": "of all amounts, such as USD",
    "price_source": "where the prices were read",
    "prices_as_of": "the day on which they were read",
    "calls_per_month": "calls of the model in a month",
}
_CALL = {
    "input_tokens": "tokens of one call",
    "cached_tokens": "",
    "output_tokens": "tokens of one answer",
    "price_input": "for a million tokens",
    "price_cached": "",
    "price_output": "for a million tokens",
}
_COSTS = ("experiments", "retrains_per_year", "labelling_cost", "engineering_cost")
_MORE_COSTS = ("evaluation_cost", "hosting_per_month")


def lines(draft: Draft) -> Iterator[Line]:
    yield Line("kind: fine-tuning-decision")
    yield Line("schema_version: 1")
    yield from field(draft, "id")
    yield from field(draft, "title", "the decision in one line", optional=True)
    yield from field(draft, "status")
    yield from field(draft, "decided_on", "the day of the decision", optional=True)
    who = 'who answers for the decision, such as ["@acme/ml"]'
    yield from field(draft, "owners", who, optional=True)
    if draft.record.supersedes:
        yield from field(draft, "supersedes")
    yield from field(draft, "covers", "the tuning files, as in .gitignore")
    yield from _model(draft)
    yield from _goal(draft)
    yield from _baselines(draft)
    yield from _dataset(draft)
    yield from _evaluation(draft)
    yield from _retraining(draft)
    yield from _economics(draft)
    yield from _alternatives(draft)
    if draft.extra:
        yield Line("extra:")
        for name, _ in draft.extra:
            yield from field(draft, f"extra.{name}", "the policy requires it")


def _model(draft: Draft) -> Iterator[Line]:
    yield Line("model:")
    yield from field(draft, "model.base", "the model that is tuned")
    if draft.record.model.aliases:
        yield from field(draft, "model.aliases")
    yield from field(draft, "model.methods", "sft, dpo, grpo, ...")
    yield from field(draft, "model.from_record")
    distils = "distill" in draft.record.model.methods
    yield from field(draft, "model.teacher", "the model that is learned from" if distils else "")


def _goal(draft: Draft) -> Iterator[Line]:
    if draft.record.goal is None and not is_open(draft):
        return
    yield Line("goal:")
    types = "style, tone, format, domain-behavior, latency, token-cost or small-model"
    yield from field(draft, "goal.type", types)
    yield from field(draft, "goal.statement", "the behaviour in one sentence; facts are retrieval")
    facts = "prompt, retrieval or base-model: where an answer's facts come from"
    yield from field(draft, "goal.facts_from", facts)
    kind = draft.value("goal.type")
    asked = _SHOWN.get(str(kind), ("prompt_tokens_to_describe",) if kind is None else ())
    prompted = draft.value("goal.evidence.prompt_file") is not None
    shown: list[Line] = []
    for name, hint in _EVIDENCE.items():
        wanted = name in asked and not (name == "prompt_tokens_to_describe" and prompted)
        what = hint.replace("@", str(kind or "style, tone or format"))
        shown += field(draft, f"goal.evidence.{name}", what if wanted else "")
    if shown:
        yield Line("  evidence:")
        yield from shown


def _baselines(draft: Draft) -> Iterator[Line]:
    if not draft.record.few_shot_baselines:
        if is_open(draft):
            note = draft.note("few_shot_baselines")
            yield Line("few_shot_baselines: []", f"{GAP}{note or 'the best prompt of each model'}")
        return
    yield Line("few_shot_baselines:")
    for index, one in enumerate(draft.record.few_shot_baselines):
        place = f"few_shot_baselines.{index}"
        shown = [
            *field(draft, f"{place}.role", "candidate (could be shipped) or ceiling", "    "),
            *field(draft, f"{place}.model", "the exact model that was prompted", "    "),
            *field(draft, f"{place}.examples_in_prompt", "of the best variation", "    "),
            *field(draft, f"{place}.variations_tried", "distinct prompts", "    "),
            *field(draft, f"{place}.score", "of the best variation", "    "),
            *field(draft, f"{place}.test_examples", "on how many test items", "    "),
            *field(draft, f"{place}.measured_on", "the day, as 2026-11-22", "    "),
        ]
        paths = tuple(it.path for it in one.results if it.path)
        if paths:
            shown.append(Line(f"    results: {listed(paths)}", draft.note(f"{place}.results")))
        elif is_open(draft):
            shown.append(Line("    results: []", f"{GAP}the file that the evaluation tool wrote"))
        hint = "what still goes wrong with the best prompt"
        shown += field(draft, f"{place}.shortfall", hint, "    ", optional=True)
        first, *rest = shown
        yield Line(f"  - {first.text.lstrip()}", first.comment)
        yield from rest


def _dataset(draft: Draft) -> Iterator[Line]:
    found = draft.record.dataset
    if found is None:
        return
    yield Line("dataset:")
    outside = [it.hub or it.uri for it in found.sources]
    summed = bool(outside) and all(outside)  # each of them states its own count
    hint = "distinct labelled training examples" + (", if fewer than the sources hold" * summed)
    yield from field(draft, "dataset.examples", hint, optional=summed)
    if found.sources:
        yield Line("  sources:")
        for index, each in enumerate(found.sources):
            yield source("    - ", each, draft, f"dataset.sources.{index}")
    elif is_open(draft):
        yield Line("  sources: []", f"{GAP}path, hub or uri of each training set")
    if "cpt" in draft.record.model.methods:
        yield from field(draft, "dataset.tokens", "tokens in the documents")
    if draft.record.profile.value == "reinforcement":
        reward = found.reward
        pairs = [("kind", reward.kind if reward else None), ("path", reward.path if reward else "")]
        shown = [pair for pair in pairs if pair[1] != ""]
        if is_open(draft) or reward is not None:
            gap = f"{GAP}verifier, judge or reward-model" if not (reward and reward.kind) else ""
            yield Line(f"  reward: {braced(shown)}", gap)
    for name, hint in (
        ("labelling", "who labelled, and how disagreements were settled"),
        ("licence", "under which the data may be used"),
        ("personal_data", "none, pseudonymised, yes or unknown"),
    ):
        yield from field(draft, f"dataset.{name}", hint, optional=True)


def _evaluation(draft: Draft) -> Iterator[Line]:
    found = draft.record.evaluation
    if found is None and not is_open(draft):
        return
    yield Line("evaluation:")
    yield from field(draft, "evaluation.metric", "its name, as the result files write it")
    yield from field(draft, "evaluation.kind", "proportion, mean or win-rate")
    yield from field(draft, "evaluation.scale", "the lowest and highest score, such as [0, 1]")
    yield from field(draft, "evaluation.higher_is_better", "true or false")
    yield from field(draft, "evaluation.target", "the score that would be good enough")
    yield from field(draft, "evaluation.margin")
    test = found.test_set if found is not None else None
    if test is not None and (test.path or test.hub or test.uri):
        yield source("  test_set: ", test, draft, "evaluation.test_set")
    elif is_open(draft):
        note = draft.note("evaluation.test_set") or "the held-out items that were scored"
        yield Line("  test_set: {path: , examples: }", f"{GAP}{note}")
    if found is not None and found.judge is not None:
        judge = found.judge
        names = ("model", "prompt_file", "human_items", "agreement")
        pairs = [(name, getattr(judge, name)) for name in names]
        shown = braced([pair for pair in pairs if pair[1] is not None])
        yield Line(f"  judge: {shown}", draft.note("evaluation.judge"))
    if found is not None and found.guards:
        inner = (braced([("metric", it.metric), ("floor", it.floor)]) for it in found.guards)
        yield Line(f"  guards: [{', '.join(inner)}]", draft.note("evaluation.guards"))


def _retraining(draft: Draft) -> Iterator[Line]:
    plan = draft.record.retraining
    if plan is None and not is_open(draft):
        return
    yield Line("retraining:")
    yield from field(draft, "retraining.owner", "who trains again")
    yield from field(draft, "retraining.cadence", "P3M is every three months; or name triggers")
    if plan is not None and plan.triggers:
        yield from field(draft, "retraining.triggers")
    elif is_open(draft):
        yield Line("  triggers: []", f"{OPTIONAL}what makes a retraining due")
    yield from field(draft, "retraining.next_review", "the day on which this is looked at again")
    if plan is not None and plan.budget is not None:
        budget = plan.budget
        pairs = [("amount", budget.amount), ("currency", budget.currency), ("per", budget.per)]
        yield Line(f"  budget: {braced(pairs)}", draft.note("retraining.budget"))
    elif is_open(draft):
        yield Line("  budget: {amount: , currency: , per: run}", f"{GAP}what one training costs")


def _economics(draft: Draft) -> Iterator[Line]:
    if draft.record.economics is None and draft.value("goal.type") != "token-cost":
        return
    yield Line("economics:")
    for name, hint in _MONEY.items():
        yield from field(draft, f"economics.{name}", hint)
    for name in ("few_shot", "tuned"):
        value = draft.value(f"economics.{name}")
        cost = value if isinstance(value, CallCost) else CallCost()
        if cost == CallCost() and not is_open(draft):
            continue
        yield Line(f"  {name}:")
        for each, hint in _CALL.items():
            yield from field(draft, f"economics.{name}.{each}", hint)
    yield from field(draft, "economics.training_cost", "of one training run")
    for name in (*_COSTS, *_MORE_COSTS):
        yield from field(draft, f"economics.{name}")


def _alternatives(draft: Draft) -> Iterator[Line]:
    shown = [it for it in draft.record.alternatives if it.why_not or is_open(draft)]
    if not shown:
        return
    yield Line("alternatives:")
    for one in shown:
        gap = "" if one.why_not else f"{GAP}why it was not enough"
        yield Line(
            f"  - {braced([('option', one.option), ('why_not', one.why_not)])}",
            gap or draft.note("alternatives"),
        )
