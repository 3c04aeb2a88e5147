"""FT213: reinforcement without a reward."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.sample_files import TUNING, tuning_file
from ftpolicy.rules.wording import ticked

_GRPO = {TUNING: tuning_file(more="rl: grpo\n")}

RULE = Rule(
    code="FT213",
    severity=Severity.ERROR,
    verdict=Verdict.COLLECT_DATA,
    summary="reinforcement without a reward",
    why="In reinforcement learning the reward takes the place of the labelled answer: the model "
    "learns whatever it pays for. Without a stated reward nobody can tell what that is.",
    remedy="Write `dataset.reward` with its `kind` (verifier, judge or reward-model) and the "
    "`path` of the code or model that computes it.",
    needs=UNDECIDED,
    passes=(
        sample(
            {
                "model.methods": ["grpo"],
                "dataset.reward": {"kind": "verifier", "path": "rewards/register.py"},
            },
            files={**_GRPO, "rewards/register.py": "def reward(text):\n    return 1.0\n"},
        ),
    ),
    fails=(
        sample({"model.methods": ["grpo"]}, files=_GRPO),
        sample(
            {"model.methods": ["grpo"], "dataset.reward": {"path": "rewards/register.py"}},
            files=_GRPO,
            note="a reward of no kind",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or Profile.REINFORCEMENT not in case.profiles:
        return
    reward = record.dataset.reward if record.dataset else None
    missing = "dataset.reward" if reward is None else "dataset.reward.kind"
    if reward is None or reward.kind is None:
        trained = record.model.methods or ("reinforcement",)
        yield finding(
            RULE,
            f"{ticked(trained)} needs a reward, and the record has no `{missing}`",
            at(record, missing),
        )
