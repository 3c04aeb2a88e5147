"""One report built by hand in which everything occurs that a format can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ftpolicy.model.case import Case
from ftpolicy.model.costs import CallCost, Economics
from ftpolicy.model.detection import Confidence, Detection, Premises
from ftpolicy.model.evidence import Evidence, Level, Measured, Standing, Unmeasured
from ftpolicy.model.finding import (
    Finding,
    JudgedCase,
    Links,
    PolicyInForce,
    Report,
    RuleText,
    Severity,
    Shift,
    Verdict,
    Waiver,
)
from ftpolicy.model.period import Period
from ftpolicy.model.record import DecisionRecord, Places, Status
from ftpolicy.model.record_parts import (
    Baseline,
    Dataset,
    Evaluation,
    Goal,
    ModelPart,
    Retraining,
    Source,
)
from ftpolicy.model.source import Location

LLAMA = "meta-llama/Llama-3.1-8B-Instruct"
VOICE = "decisions/billing-support-voice.yaml"
TRAIN = "configs/billing/train.yaml"
BASE, HEAD = "1a2b3c4d" * 5, "5e6f7a8b" * 5
LINKS = Links(f"https://github.com/acme/support/blob/{HEAD}/", "/checkout/1/s")


def tuning_file(path: str, data: str = "data/billing_train.jsonl") -> Detection:
    premises = Premises(LLAMA, "sft", (data,))
    return Detection("axolotl", Confidence.CERTAIN, premises, "lora", Location(path, 1, 1, 10), ())


def decision(path: str = VOICE, name: str = "billing-support-voice") -> DecisionRecord:
    """A well-shaped record; the id stands on its third line."""
    return DecisionRecord(
        path=path,
        id=name,
        status=Status.ACCEPTED,
        covers=("configs/billing/**",),
        places=Places(path, (("id", 3, 5, 21),)),
        sha256="c" * 64,
        digest="d" * 64,
        title="Answer billing tickets in our support voice",
        model=ModelPart((LLAMA,), (), ("sft",)),
        goal=Goal("tone", "Replies keep our plain, warm register.", "prompt"),
        few_shot_baselines=(
            Baseline(
                role="candidate",
                model="gpt-4o-2024-08-06",
                examples_in_prompt=5,
                variations_tried=4,
                score=Decimal("0.71"),
                test_examples=300,
            ),
        ),
        dataset=Dataset(1240, (Source(path="data/billing_train.jsonl"),)),
        evaluation=Evaluation(
            metric="rubric_pass_rate",
            higher_is_better=True,
            target=Decimal("0.85"),
            test_set=Source(path="data/billing_test.jsonl", examples=300),
        ),
        retraining=Retraining("@dana", Period("P3M", 3, 0), ("new line",), date(2027, 2, 20)),
        economics=Economics(
            currency="USD",
            few_shot=CallCost(*map(Decimal, ("2300", "1900", "180", "2.5", "1.25", "10"))),
            tuned=CallCost(*map(Decimal, ("350", "0", "180", "3.75", "1.88", "15"))),
        ),
    )


EVIDENCE = Evidence(
    claims=(
        Measured(
            "few_shot_baselines.0.score",
            "0.71",
            "0.74",
            Level.READ,
            Standing.CONTRADICTED,
            "evals/few_shot/variations.csv",
        ),
        Measured(
            "few_shot_baselines.0.variations_tried",
            "4",
            "4",
            Level.READ,
            Standing.SUPPORTED,
            "evals/few_shot/variations.csv",
        ),
        Measured(
            "dataset.examples",
            "1240",
            "412",
            Level.COUNTED,
            Standing.CONTRADICTED,
            "data/billing_train.jsonl",
        ),
        Measured(
            "evaluation.test_set.examples",
            "300",
            "300",
            Level.COUNTED,
            Standing.INCONCLUSIVE,
            "data/billing_test.jsonl",
            "412 items would settle it",
        ),
    ),
    unmeasured=(
        Unmeasured("economics", "`economics.tuned` rests on a price list that is not here"),
    ),
)

PILOT = Waiver(
    "FT203",
    ("configs/billing/**",),
    "Pilot, capped at 50 users",
    "@dana",
    "2027-01-31",
    Location(".ftpolicy.yaml", 4),
)

FINDINGS = (
    Finding(
        "FT903",
        "gate-edited",
        Severity.WARNING,
        "this change edits the gate (.gitattributes); it is judged by the policy of its base",
        "Have the gate's owners review the file; list them in CODEOWNERS.",
        Location(".gitattributes"),
        Verdict.CORRECT_THE_RECORD,
    ),
    Finding(
        "FT103",
        "too-few-variations",
        Severity.ERROR,
        "the baseline of `gpt-4o-2024-08-06` rests on `4` prompt variations, the policy asks for"
        " at least `10`",
        "Measure more distinct prompts on the test set, and write how many were tried as"
        " `variations_tried` and the best one's score as `score`.",
        Location(VOICE, 23, 23, 1),
        Verdict.KEEP_PROMPTING,
        VOICE,
        0,
    ),
    Finding(
        "FT107",
        "score-differs",
        Severity.ERROR,
        "the record claims a score of `0.71`, the results say `0.74`",
        "Write the score of the best variation, as the result file has it.",
        Location(VOICE, 24, 12, 4),
        Verdict.CORRECT_THE_RECORD,
        VOICE,
        0,
    ),
    Finding(
        "FT203",
        "few-examples",
        Severity.WARNING,
        "the files hold `412` examples, the policy recommends `500`",
        "Collect more examples, or say in the record why these are enough.",
        Location(VOICE, 30, 13, 4),
        Verdict.COLLECT_DATA,
        VOICE,
        0,
        waived=PILOT,
    ),
    Finding(
        "FT505",
        "no-budget",
        Severity.WARNING,
        "the record has no `retraining.budget`",
        "Write what one training run may cost.",
        Location(VOICE, 44, 1, 10),
        Verdict.PLAN_RETRAINING,
        VOICE,
        0,
    ),
    Finding(
        "FT001",
        "no-record",
        Severity.ERROR,
        "no live decision record covers this tuning file",
        "Run `ftpolicy new configs/pilot/übung.yaml` and fill in the gaps that it leaves.",
        Location("configs/pilot/übung.yaml", 1, 1, 10),
        Verdict.NO_DECISION,
        case=1,
    ),
    Finding(
        "FT011",
        "chosen-at-run-time",
        Severity.NOTE,
        "premises are chosen at run time: base model: `$MODEL`",
        "Name the base model in the file, or see that the record allows all that may be chosen.",
        Location("scripts/launch.sh", 7, 1, 6),
        Verdict.CORRECT_THE_RECORD,
        "decisions/launch.yaml",
        2,
    ),
)


def _rule(one: Finding) -> RuleText:
    return RuleText(one.code, one.name, one.severity, f"what {one.code} finds", "why", one.remedy)


RICH = Report(
    version="0.0.0",
    judged_at="2026-11-22",
    label="main...feature",
    base=BASE,
    head=HEAD,
    policy=PolicyInForce(".ftpolicy.yaml", "e" * 64, "block"),
    changed_files=14,
    detections=(
        tuning_file(TRAIN),
        tuning_file("configs/pilot/übung.yaml", "data/pilot.jsonl"),
        Detection(
            "training-script",
            Confidence.LIKELY,
            Premises(None, None, None, ("base model: $MODEL",)),
            None,
            Location("scripts/launch.sh", 7, 1, 6),
            (),
        ),
    ),
    covered=2,
    cases=(
        JudgedCase(
            Case(decision(), (tuning_file(TRAIN),), evidence=EVIDENCE),
            Verdict.CORRECT_THE_RECORD,
            (
                Shift("few_shot_baselines.0.score", "0.78", "0.71"),
                Shift("goal.facts_from", None, "prompt"),
                Shift(f"base_model of {TRAIN}", "meta-llama/Llama-3-8B", LLAMA),
            ),
        ),
        JudgedCase(
            Case(None, (tuning_file("configs/pilot/übung.yaml", "data/pilot.jsonl"),)),
            Verdict.NO_DECISION,
        ),
        JudgedCase(
            Case(
                decision("decisions/launch.yaml", "launch"),
                (tuning_file("scripts/launch.sh"),),
                touched=False,
            ),
            Verdict.READY,
        ),
    ),
    findings=FINDINGS,
    notes=("judged by the base's policy; under the policy of this change it would pass",),
    lines=(
        (Location(VOICE, 23, 23, 1), "    variations_tried: 4"),
        (Location(VOICE, 24, 12, 4), "    score: 0.71"),
        (Location("configs/pilot/übung.yaml", 1, 1, 10), f"base_model: {LLAMA}"),
    ),
    rules=tuple(sorted(map(_rule, FINDINGS), key=lambda one: one.code)),
    links=LINKS,
)

CLEAN = replace(RICH, detections=(), covered=0, cases=(), findings=(), notes=(), rules=(), lines=())
