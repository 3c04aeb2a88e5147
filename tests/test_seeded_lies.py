"""Lies that a record may tell: each is one change to the honest repository, and each is found.

A row names the rule that must speak and what its message must say, both numbers where there are
two. The honest repository itself stays clean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from ftpolicy.rules.rule import Sample, sample
from tests.honest import HONEST_EVIDENCE, HONEST_RECORD
from tests.samples import judged

TRAIN, TEST = "data/billing_train.jsonl", "data/billing_test.jsonl"
RUNS = "evals/few_shot/variations.csv"
BASELINE = "few_shot_baselines.0"
ROWS = HONEST_EVIDENCE[TRAIN].splitlines(keepends=True)
ASKED = HONEST_EVIDENCE[TEST].splitlines(keepends=True)
TABLE = HONEST_EVIDENCE[RUNS]
CONFIG = "configs/billing/train.yaml"
POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12000\n"
)
CONFIG_TEXT = (
    "base_model: meta-llama/Llama-3.1-8B-Instruct\nadapter: lora\nlearning_rate: 0.0002\n"
    "datasets: [{path: data/billing_train.jsonl, type: chat_template%s}]\n%s"
)


@dataclass(frozen=True)
class Lie:
    """What is changed, the code that must come, and words of its message."""

    sample: Sample
    code: str
    words: tuple[str, ...] = field(default=())


def lie(code: str, words: tuple[str, ...], change: Mapping[str, object], **files: str) -> Lie:
    named = {_PATHS[name]: text for name, text in files.items()}
    return Lie(sample(change, files=named), code, words)


_PATHS = {"train": TRAIN, "test": TEST, "runs": RUNS, "config": CONFIG}


def answered(row: str, answer: str) -> str:
    messages = json.loads(row)["messages"]
    messages[-1]["content"] = answer
    return json.dumps({"messages": messages}) + "\n"


def nearly(row: str) -> str:
    """The row with one word of its question changed."""
    messages = json.loads(row)["messages"]
    messages[0]["content"] = messages[0]["content"].rsplit(" ", 1)[0] + " indeed"
    return json.dumps({"messages": messages}) + "\n"


def table(change: str, to: str, line: int = 6) -> str:
    """The variations with one row (the best is row 6) changed."""
    lines = TABLE.splitlines(keepends=True)
    assert change in lines[line]
    lines[line] = lines[line].replace(change, to)
    return "".join(lines)


def rows_of(number: int) -> str:
    return "".join(TABLE.splitlines(keepends=True)[: number + 1])


def promptfoo(total: float, tests: int, errors: int = 0) -> str:
    prompts = [
        {
            "raw": f"Answer warmly, way {number}. {{{{question}}}}",
            "label": f"v{number}",
            "provider": "openai:gpt-4o-2024-08-06",
            "metrics": {
                "score": total,
                "testPassCount": int(total),
                "testFailCount": tests - int(total) - errors,
                "testErrorCount": errors,
                "namedScores": {"rubric_pass_rate": total},
                "namedScoresCount": {"rubric_pass_rate": tests - errors},
            },
        }
        for number in range(12)
    ]
    return json.dumps(
        {
            "evalId": "eval-1",
            "results": {
                "version": 3,
                "timestamp": "2026-11-12T09:00:00.000Z",
                "prompts": prompts,
                "results": [],
                "stats": {"successes": int(total), "failures": tests - int(total), "errors": 0},
            },
            "config": {},
            "metadata": {
                "promptfooVersion": "0.121.20",
                "evaluationCreatedAt": "2026-11-12T09:00:00.000Z",
            },
        }
    )


LIES = {
    # how much data there is
    "count inflated": lie("FT204", ("`1300`", "`1240`"), {"dataset.examples": 1300}),
    "count inflated by one": lie("FT204", ("`1241`", "`1240`"), {"dataset.examples": 1241}),
    "rows repeated": lie("FT204", ("`1240`", "`620`"), {}, train="".join(ROWS[:620] * 2)),
    "rows repeated, said to be few": lie(
        "FT206", ("620 of 1,240", "50%"), {"dataset.examples": 620}, train="".join(ROWS[:620] * 2)
    ),
    "rows repeated in capitals": lie(
        "FT204",
        ("`1240`", "`620`"),
        {},
        train="".join(ROWS[:620])
        + "".join(
            answered(row, json.loads(row)["messages"][1]["content"].upper()) for row in ROWS[:620]
        ),
    ),
    "rows repeated under another system prompt": lie(
        "FT204",
        ("`1240`", "`620`"),
        {},
        train="".join(ROWS[:620])
        + "".join(
            row.replace('"messages": [', '"messages": [{"role": "system", "content": "be kind"}, ')
            for row in ROWS[:620]
        ),
    ),
    "blank lines counted": lie(
        "FT204", ("`1240`", "`1000`"), {}, train="".join(ROWS[:1000]) + "\n" * 240
    ),
    "broken rows counted": lie(
        "FT207",
        ("40 of 1,240", "line 1201"),
        {},
        train="".join(ROWS[:1200]) + '{"messages": [\n' * 40,
    ),
    "empty answers counted": lie(
        "FT207",
        ("100 of 1,240", "line 1141"),
        {},
        train="".join(ROWS[:1140]) + "".join(answered(row, "") for row in ROWS[1140:]),
    ),
    "empty answers, the number": lie(
        "FT204",
        ("`1240`", "`1140`"),
        {},
        train="".join(ROWS[:1140]) + "".join(answered(row, " ") for row in ROWS[1140:]),
    ),
    "roles turned round": lie(
        "FT207",
        ("1,240 of 1,240",),
        {},
        train="".join(ROWS)
        .replace('"user"', '"x"')
        .replace('"assistant"', '"user"')
        .replace('"x"', '"assistant"'),
    ),
    "too few in the file": lie(
        "FT202", ("`60`", "`100`"), {"dataset.examples": 60}, train="".join(ROWS[:60])
    ),
    "too few, claimed many": lie("FT202", ("`60`", "`100`"), {}, train="".join(ROWS[:60])),
    "fewer than recommended": lie("FT203", ("`499`", "`500`"), {}, train="".join(ROWS[:499])),
    "pointer claimed as rows": lie("FT204", ("`1240`", "480"), {}, train=POINTER),
    "pointer that is not measured": lie(
        "FT210", ("12,000",), {"dataset.examples": 400}, train=POINTER
    ),
    "validation share counted": lie(
        "FT204", ("`1240`", "`1116`"), {}, config=CONFIG_TEXT % ("", "val_set_size: 0.1\n")
    ),
    "slice of the split": lie(
        "FT204", ("`1240`", "`200`"), {}, config=CONFIG_TEXT % (', split: "train[:200]"', "")
    ),
    "one shard of four": lie(
        "FT204", ("`1240`", "`310`"), {}, config=CONFIG_TEXT % (", shards: 4", "")
    ),
    "listed twice": lie(
        "FT204",
        ("`2480`", "`1240`"),
        {"dataset.examples": 2480},
        config=CONFIG_TEXT.replace(
            "}]", "}, {path: data/billing_train.jsonl, type: chat_template}]"
        )
        % ("", ""),
    ),
    "file that is not there": Lie(
        sample({"dataset.sources": [{"path": "data/gone.jsonl"}]}), "FT205", ("`data/gone.jsonl`",)
    ),
    "hub without a revision": lie(
        "FT209",
        ("`acme/voice`", "`revision`"),
        {"dataset.sources": [{"hub": "acme/voice", "examples": 1240}]},
        config=CONFIG_TEXT.replace("data/billing_train.jsonl", "acme/voice") % ("", ""),
    ),
    "hub on a branch": lie(
        "FT209",
        ("`acme/voice`",),
        {"dataset.sources": [{"hub": "acme/voice", "revision": "main", "examples": 1240}]},
        config=CONFIG_TEXT.replace("data/billing_train.jsonl", "acme/voice") % ("", ""),
    ),
    "not a data file at all": lie("FT210", ("data/billing_train",), {}, train="<html></html>\n"),
    # what is tested on
    "test rows in training": lie(
        "FT208", ("25 test prompts", f"`{TRAIN}` line 1241"), {}, train="".join(ROWS + ASKED[:25])
    ),
    "test set inflated": lie(
        "FT204",
        ("`400`", "`300`"),
        {"evaluation.test_set": {"path": TEST, "examples": 400}},
    ),
    "test set too small": lie(
        "FT404",
        ("`50`", "`100`"),
        {"evaluation.test_set": {"path": TEST, "examples": 50}},
        test="".join(ASKED[:50]),
    ),
    "test set that is not there": Lie(
        sample({"evaluation.test_set": {"path": "data/none.jsonl", "examples": 300}}),
        "FT205",
        ("`data/none.jsonl`",),
    ),
    # how prompting did
    "score lowered": lie("FT107", ("0.66", "0.71"), {f"{BASELINE}.score": 0.66}),
    "score raised": lie("FT107", ("0.74", "0.71"), {f"{BASELINE}.score": 0.74}),
    "more variations than tried": lie("FT107", ("14", "12"), {f"{BASELINE}.variations_tried": 14}),
    "more examples than shown": lie("FT107", ("8", "5"), {f"{BASELINE}.examples_in_prompt": 8}),
    "more test items than run": lie("FT107", ("500", "300"), {f"{BASELINE}.test_examples": 500}),
    "another metric": lie(
        "FT107", ("`rubric_pass_rate`",), {}, runs=TABLE.replace("rubric_pass_rate", "bleu")
    ),
    "another model": lie(
        "FT107", ("gpt-4o-mini",), {}, runs=TABLE.replace("gpt-4o-2024-08-06", "gpt-4o-mini")
    ),
    "variations that are one prompt": Lie(
        sample(
            files={
                f"evals/few_shot/prompts/v{number:02}.txt": "Answer  warmly.\n" + "\n" * number
                for number in range(1, 13)
            }
        ),
        "FT103",
        ("`1`", "`10`"),
    ),
    "only four variations in the file": lie(
        "FT103", ("`4`", "`10`"), {f"{BASELINE}.score": 0.66}, runs=rows_of(4)
    ),
    "a result that is better": lie(
        "FT107", ("0.71", "0.8333"), {}, runs=table("0.7100,300,213", "0.8333,300,250")
    ),
    "target met after all": lie(
        "FT104", ("0.9", "0.85"), {}, runs=table("0.7100,300,213", "0.9000,300,270")
    ),
    "correct and score disagree": lie("FT107", ("0.71",), {}, runs=table("300,213", "300,100")),
    "noise": lie(
        "FT105",
        ("0.8", "0.85"),
        {f"{BASELINE}.score": 0.80, f"{BASELINE}.test_examples": 50},
        runs="".join(
            line.replace(",300,", ",50,") if index else line
            for index, line in enumerate(TABLE.splitlines(keepends=True))
        )
        .replace("0.7100,50,213", "0.8000,50,40")
        .replace("0.5000,50,150", "0.5000,50,25"),
    ),
    "a test item among the examples": Lie(
        sample(
            files={
                "evals/few_shot/prompts/v06.txt": "Answer warmly.\n\nQ: "
                + json.loads(ASKED[3])["messages"][0]["content"]
                + "\nA: thanks\n"
            }
        ),
        "FT113",
        ("1",),
    ),
    "results that no reader knows": lie(
        "FT106", ("`evals/few_shot/variations.csv`",), {}, runs="a,b\n1,2\n"
    ),
    "results that are not there": Lie(
        sample({f"{BASELINE}.results": ["evals/none.json"]}), "FT106", ("`evals/none.json`",)
    ),
    "sum read as a mean": Lie(
        sample(
            {f"{BASELINE}.results": ["evals/pf.json"], f"{BASELINE}.score": 213},
            files={"evals/pf.json": promptfoo(213.0, 300)},
        ),
        "FT403",
        ("213",),
    ),
    "errored run": Lie(
        sample(
            {
                f"{BASELINE}.results": ["evals/pf.json"],
                f"{BASELINE}.score": 0.85,
                f"{BASELINE}.test_examples": 251,
            },
            files={"evals/pf.json": promptfoo(213.0, 300, errors=49)},
        ),
        "FT107",
        ("0.85", "0.71"),
    ),
    # what the goal rests on
    "prompt shorter than told": Lie(
        sample(
            {"goal.evidence.prompt_file": "evals/voice.md"},
            files={"evals/voice.md": "Never open with an apology.\n"},
        ),
        "FT306",
        ("`7`", "`300`"),
    ),
    "answers full of facts": lie(
        "FT303",
        ("names, numbers or links", "its prompt does not hold"),
        {},
        train="".join(
            answered(row, f"Ask Hannah Weber, room {number}.") for number, row in enumerate(ROWS)
        ),
    ),
    # what it costs
    "price that makes the payback never": lie(
        "FT601", ("never",), {"economics.tuned.price_output": 60}
    ),
    "payback that is late": lie("FT601", ("`12`",), {"economics.engineering_cost": 90000}),
    "payback never, for cost": Lie(
        sample(
            {
                "goal.type": "token-cost",
                "economics.hosting_per_month": 9000,
                "alternatives": [
                    {"option": each, "why_not": "It was tried and costs more."}
                    for each in ("newer-base", "prompt-caching", "cheaper-model")
                ],
            }
        ),
        "FT602",
        (),
    ),
    "prices of last year": lie("FT603", ("2025-11-01",), {"economics.prices_as_of": "2025-11-01"}),
}


def test_the_honest_repository_is_clean() -> None:
    assert HONEST_RECORD.count("\n") > 50
    assert [f"{one.code} {one.message}" for one in judged(sample()).standing] == []


@pytest.mark.threat("empty evidence")
@pytest.mark.parametrize("seeded", LIES.values(), ids=LIES)
def test_a_lie_is_found(seeded: Lie) -> None:
    found = judged(seeded.sample).standing
    said = [one.message for one in found if one.code == seeded.code]
    assert said, [f"{one.code} {one.message}" for one in found]
    assert any(all(word in message for word in seeded.words) for message in said), said


def test_there_are_many() -> None:
    assert len(LIES) >= 40
