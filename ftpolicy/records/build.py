"""A checked value to a typed record."""

from __future__ import annotations

from collections.abc import Mapping

from ftpolicy.model.costs import CallCost, Economics
from ftpolicy.model.record import DecisionRecord, Places, Status
from ftpolicy.model.record_parts import (
    Alternative,
    Baseline,
    Budget,
    Confirmed,
    Dataset,
    Evaluation,
    Goal,
    GoalEvidence,
    Guard,
    Judge,
    ModelPart,
    Outcome,
    Retraining,
    Reward,
    Synthetic,
    TunedResult,
)
from ftpolicy.parse.plain import Plain
from ftpolicy.records.part import Part, number


def decision(
    values: Mapping[str, Plain], path: str, places: Places, sha256: str, digest: str
) -> DecisionRecord:
    """The record of values that fit the schema and whose dates are real."""
    top = Part(values)
    return DecisionRecord(
        path=path,
        id=top.text("id") or "",
        status=Status(top.text("status")),
        covers=top.texts("covers"),
        places=places,
        sha256=sha256,
        digest=digest,
        title=top.text("title"),
        decided_on=top.day("decided_on"),
        ends=top.day("ends"),
        owners=top.texts("owners"),
        supersedes=top.texts("supersedes"),
        superseded_by=top.texts("superseded_by"),
        model=_model(top.part("model")),
        goal=_goal(top.part("goal")),
        few_shot_baselines=tuple(_baseline(each) for each in top.parts("few_shot_baselines")),
        dataset=_dataset(top.part("dataset")),
        evaluation=_evaluation(top.part("evaluation")),
        retraining=_retraining(top.part("retraining")),
        economics=_economics(top.part("economics")),
        alternatives=tuple(
            Alternative(each.text("option") or "", each.text("why_not"))
            for each in top.parts("alternatives")
        ),
        outcome=_outcome(top.part("outcome")),
    )


def _model(part: Part | None) -> ModelPart:
    if part is None:
        return ModelPart()
    return ModelPart(
        base=part.texts("base"),
        aliases=part.texts("aliases"),
        methods=part.texts("methods"),
        from_record=part.text("from_record"),
        teacher=part.text("teacher"),
    )


def _goal(part: Part | None) -> Goal | None:
    if part is None:
        return None
    shown = part.part("evidence")
    return Goal(
        type=part.text("type"),
        statement=part.text("statement"),
        facts_from=part.text("facts_from"),
        evidence=_goal_evidence(shown) if shown else GoalEvidence(),
    )


def _goal_evidence(part: Part) -> GoalEvidence:
    return GoalEvidence(
        prompt_tokens_to_describe=part.count("prompt_tokens_to_describe"),
        prompt_file=part.text("prompt_file"),
        prompts_fail_to_convey=part.text("prompts_fail_to_convey"),
        percentile=part.text("percentile"),
        wanted_ms=part.number("wanted_ms"),
        ceiling_ms=part.number("ceiling_ms"),
        candidate_ms=part.number("candidate_ms"),
        constraint=part.text("constraint"),
        set_by=part.text("set_by"),
    )


def _baseline(part: Part) -> Baseline:
    again = part.part("confirmed")
    return Baseline(
        role=part.text("role"),
        model=part.text("model"),
        examples_in_prompt=part.count("examples_in_prompt"),
        variations_tried=part.count("variations_tried"),
        score=part.number("score"),
        test_examples=part.count("test_examples"),
        measured_on=part.day("measured_on"),
        results=part.results(),
        shortfall=part.text("shortfall"),
        confirmed=_confirmed(again) if again else None,
    )


def _confirmed(part: Part) -> Confirmed:
    return Confirmed(part.number("score"), part.count("test_examples"), part.results())


def _dataset(part: Part | None) -> Dataset | None:
    if part is None:
        return None
    synthetic, reward = part.part("synthetic"), part.part("reward")
    return Dataset(
        examples=part.count("examples"),
        sources=tuple(each.source() for each in part.parts("sources")),
        labelling=part.text("labelling"),
        licence=part.text("licence"),
        personal_data=part.text("personal_data"),
        synthetic=Synthetic(synthetic.text("by"), synthetic.number("share")) if synthetic else None,
        reward=Reward(reward.text("kind"), reward.text("path")) if reward else None,
        tokens=part.count("tokens"),
    )


def _evaluation(part: Part | None) -> Evaluation | None:
    if part is None:
        return None
    test_set, judge = part.part("test_set"), part.part("judge")
    scale = [end for end in map(number, part.items("scale")) if end is not None]
    return Evaluation(
        metric=part.text("metric"),
        kind=part.text("kind"),
        scale=(scale[0], scale[1]) if len(scale) == 2 else None,
        higher_is_better=part.flag("higher_is_better"),
        target=part.number("target"),
        margin=part.number("margin"),
        test_set=test_set.source() if test_set else None,
        judge=_judge(judge) if judge else None,
        guards=_guards(part),
        tuned_results=tuple(_tuned_result(each) for each in part.parts("tuned_results")),
        results_due=part.day("results_due"),
    )


def _judge(part: Part) -> Judge:
    return Judge(
        model=part.text("model"),
        prompt_file=part.text("prompt_file"),
        human_items=part.count("human_items"),
        agreement=part.number("agreement"),
    )


def _guards(part: Part) -> tuple[Guard, ...]:
    return tuple(
        Guard(each.text("metric"), each.number("floor"), each.number("score"))
        for each in part.parts("guards")
    )


def _tuned_result(part: Part) -> TunedResult:
    return TunedResult(
        model=part.text("model"),
        score=part.number("score"),
        test_examples=part.count("test_examples"),
        measured_on=part.day("measured_on"),
        results=part.results(),
        guards=_guards(part),
    )


def _retraining(part: Part | None) -> Retraining | None:
    if part is None:
        return None
    budget = part.part("budget")
    return Retraining(
        owner=part.text("owner"),
        cadence=part.period("cadence"),
        triggers=part.texts("triggers"),
        next_review=part.day("next_review"),
        budget=(
            Budget(budget.number("amount"), budget.text("currency"), budget.text("per"))
            if budget
            else None
        ),
        base_available_until=part.day("base_available_until"),
    )


def _economics(part: Part | None) -> Economics | None:
    if part is None:
        return None
    return Economics(
        currency=part.text("currency"),
        price_source=part.text("price_source"),
        prices_as_of=part.day("prices_as_of"),
        calls_per_month=part.number("calls_per_month"),
        few_shot=_call(part.part("few_shot")),
        tuned=_call(part.part("tuned")),
        training_cost=part.number("training_cost"),
        experiments=part.number("experiments"),
        retrains_per_year=part.number("retrains_per_year"),
        labelling_cost=part.number("labelling_cost"),
        engineering_cost=part.number("engineering_cost"),
        evaluation_cost=part.number("evaluation_cost"),
        hosting_per_month=part.number("hosting_per_month"),
    )


def _call(part: Part | None) -> CallCost | None:
    if part is None:
        return None
    return CallCost(
        input_tokens=part.number("input_tokens"),
        cached_tokens=part.number("cached_tokens"),
        output_tokens=part.number("output_tokens"),
        price_input=part.number("price_input"),
        price_cached=part.number("price_cached"),
        price_output=part.number("price_output"),
    )


def _outcome(part: Part | None) -> Outcome | None:
    if part is None:
        return None
    return Outcome(part.text("result"), part.day("date"), part.text("note"))
