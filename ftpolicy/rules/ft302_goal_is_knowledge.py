"""FT302: the goal is knowledge, which retrieval serves better."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.sample_files import TUNING, tuning_file

_CPT = {TUNING: tuning_file(data="pretraining_dataset: data/billing_train.jsonl")}

RULE = Rule(
    code="FT302",
    severity=Severity.ERROR,
    verdict=Verdict.USE_RAG,
    summary="the goal is knowledge: use retrieval",
    why="Facts in the weights cannot be corrected, cited or removed, and they age from the day of "
    "the training. Retrieval-augmented generation (RAG) puts the current document in front of "
    "the model and can be updated in a minute.",
    remedy="Fetch the facts at answer time with retrieval (RAG) and write "
    "`facts_from: retrieval`; fine-tune only for how the answer is given, if at all.",
    needs=UNDECIDED,
    passes=(
        sample({"goal.facts_from": "retrieval"}),
        sample(
            {
                "model.methods": ["cpt"],
                "dataset.tokens": 40_000_000,
                "goal.type": "domain-behavior",
                "goal.evidence": {
                    "prompts_fail_to_convey": "The dialect of the dispatchers' radio notes."
                },
            },
            files=_CPT,
            note="continued pretraining for a behaviour of the domain",
        ),
    ),
    fails=(
        sample({"goal.type": "knowledge"}),
        sample({"goal.facts_from": "weights"}),
        sample(
            {"model.methods": ["cpt"], "dataset.tokens": 40_000_000},
            files=_CPT,
            note="continued pretraining for a tone",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or record.goal is None:
        return
    goal = record.goal
    if goal.type == "knowledge":
        yield finding(RULE, "the goal's type is `knowledge`", at(record, "goal.type"))
    elif goal.facts_from == "weights":
        yield finding(
            RULE,
            "the answers' facts are to come from the `weights`",
            at(record, "goal.facts_from"),
        )
    elif Profile.CONTINUED in case.profiles and goal.type not in (None, "domain-behavior"):
        yield finding(
            RULE,
            f"continued pretraining for a goal of type `{goal.type}`: it mostly teaches facts",
            at(record, "goal.type"),
            remedy="Use retrieval (RAG) for facts. If prompts cannot convey how the domain speaks, "
            "write `goal.type: domain-behavior` and what they fail to convey.",
        )
