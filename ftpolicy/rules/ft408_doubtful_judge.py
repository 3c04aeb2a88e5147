"""FT408: a judge or metric whose scores prove little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, splitext

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Evaluation, Judge
from ftpolicy.model.regex import regex
from ftpolicy.model.run import Asked
from ftpolicy.parse.same import same_model
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.wording import blank

RULE = Rule(
    code="FT408",
    severity=Severity.WARNING,
    summary="judge unpinned, never compared with people, the teacher itself, or the metric is the "
    "training reward",
    why="A model that judges is an instrument, and an instrument that changes under its name, or "
    "was never calibrated, measures nothing. A teacher prefers its own manner, and a reward that "
    "is also the metric only shows that the training optimised it.",
    remedy="Pin the judge's version, compare it with people on some items, and let somebody else "
    "judge than the one that taught.",
    needs=UNDECIDED,
    passes=(
        sample(None, "evaluation.judge", note="nobody judges"),
        sample({"evaluation.judge.model": "Qwen/Qwen2.5-72B-Instruct"}, note="open weights"),
    ),
    fails=(
        sample({"evaluation.judge.model": "gpt-4o"}, note="a name that moves"),
        sample({"evaluation.judge.model": "claude-3-5-sonnet-latest"}),
        sample(None, "evaluation.judge.human_items"),
        sample(None, "evaluation.judge.agreement"),
        sample({"model.teacher": "openai/gpt-4o-2024-08-06"}, note="the judge is the teacher"),
    ),
)

_VERSION = regex(r"\d{4}-\d\d-\d\d|\d{8}|-\d{3,4}(?:$|[-:@])|@.")
_HOSTED = regex(r"(?:gpt-\d|chatgpt|o\d|claude|gemini|grok|command|mistral-(?:large|medium))")


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.evaluation is None:
        return
    if record.evaluation.judge is not None:
        yield from _judge(record, record.evaluation.judge)
    if Profile.REINFORCEMENT in case.profiles and _is_reward(record, record.evaluation):
        yield finding(
            RULE,
            f"the metric `{record.evaluation.metric}` is the reward of the training",
            at(record, "evaluation.metric"),
            remedy="Measure with a metric that the training did not optimise.",
        )


def _judge(record: DecisionRecord, judge: Judge) -> Iterator[Finding]:
    model = judge.model
    if model is None or blank(model):
        yield finding(RULE, "the judge has no `model`", at(record, "evaluation.judge.model"))
    elif not _pinned(model):
        yield finding(
            RULE,
            f"the judge `{model}` is not pinned to a version",
            at(record, "evaluation.judge.model"),
            remedy="Write the judge's dated or numbered version as `evaluation.judge.model`.",
        )
    if not judge.human_items or judge.agreement is None:
        missing = "agreement" if judge.human_items else "human_items"
        yield finding(
            RULE,
            f"the judge was not compared with people: it has no `{missing}`",
            at(record, f"evaluation.judge.{missing}"),
            remedy="Let people judge some of the items too, and write their number as "
            "`human_items` and the share of equal verdicts as `agreement`.",
        )
    teacher = record.model.teacher
    if model and teacher and same_model(model, teacher):
        yield finding(
            RULE,
            f"the judge `{model}` is the teacher",
            at(record, "evaluation.judge.model"),
            remedy="Let another model judge than the one that wrote the training answers.",
        )


def _pinned(model: str) -> bool:
    """Whether the name stands for one version: a dated one, or open weights of a hub."""
    name = model.strip().casefold()
    if name.endswith("latest"):
        return False
    if _VERSION.search(name):
        return True
    owner, _, last = name.rpartition("/")
    return bool(owner) and _HOSTED.match(last) is None


def _is_reward(record: DecisionRecord, evaluation: Evaluation) -> bool:
    metric = (evaluation.metric or "").strip().casefold()
    if "reward" in re.findall(r"[^\W_]+", metric):
        return True
    reward = record.dataset.reward if record.dataset else None
    if reward is None or not reward.path:
        return False
    prompt = evaluation.judge.prompt_file if evaluation.judge else None
    return reward.path == prompt or splitext(basename(reward.path))[0].casefold() == metric
