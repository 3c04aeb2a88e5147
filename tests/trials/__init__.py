"""Trials: a small repository to make them of."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tests.honest import HONEST_TUNING

TUNING = "configs/billing/train.yaml"
TRAIN, TESTS, RECORD = "data/billing_train.jsonl", "data/billing_test.jsonl", "decisions/voice.yaml"

HOSTILE = (
    "{{ env.HOME }} {{item.answer}} {{7*7}}",
    "{% raw %}{# a #} {% endraw %} {%- for x in y %} #} %} }}",
    "file:///etc/hostname",
    'a "quoted" line\nand \u2028 one more \\ {0} {question} ${HOME} `id`',
    "<b>&amp; __import__('os') {{{#}",
)
"""Training rows that template languages, shells and Markdown would act on."""

HOSTILE_TESTS = (
    "file:///etc/passwd",
    "package:fs:readFileSync",
    "{{ item.answer }}{{ env.PATH }}",
    "{% for each in range(3) %} {# not closed",
    "{item} `id` {{'a'|upper}} \\n #}",
)

VOICE = """\
kind: fine-tuning-decision
schema_version: 1
id: voice
status: proposed
covers: ["configs/billing/**"]
model: {base: ["meta-llama/Llama-3.1-8B-Instruct"], methods: [sft]}
goal: {type: tone, statement: "Replies are warm, never {{ cold }}.", facts_from: prompt}
dataset: {examples: 40, sources: [{path: data/billing_train.jsonl}]}
evaluation:
  metric: exact_match
  kind: proportion
  scale: [0, 1]
  higher_is_better: true
  target: 0.85
  test_set: {path: data/billing_test.jsonl, examples: 20}
"""


def rows(questions: Iterable[str]) -> str:
    """Chats with these questions; each answer is told from its question."""
    lines = []
    for question in questions:
        turns = [
            {"role": "user", "content": question},
            {"role": "assistant", "content": f"Thanks! {question}"},
        ]
        lines.append(json.dumps({"messages": turns}))
    return "".join(f"{line}\n" for line in lines)


def numbered(count: int, what: str) -> list[str]:
    return [f"{what} question number {each} about the bill" for each in range(count)]


def files(train: int = 40, tests: int = 20) -> dict[str, str]:
    """A repository whose rows hold hostile texts and whose data shares two rows."""
    shared = numbered(2, "shared")
    return {
        TUNING: HONEST_TUNING,
        RECORD: VOICE,
        TRAIN: rows([*HOSTILE, *shared, *numbered(train - 7, "training")]),
        TESTS: rows([*shared, *HOSTILE_TESTS, *numbered(tests - 7, "test")]),
    }
