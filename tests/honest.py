"""The honest repository: a tuning file, its record and its evidence, good on 2026-11-22."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from ftpolicy.model.change import Entry, EntryKind

RECORD_PATH = "decisions/billing-support-voice.yaml"
TUNING_PATH = "configs/billing/train.yaml"

HONEST_RECORD = """\
kind: fine-tuning-decision
schema_version: 1
id: billing-support-voice
title: Answer billing tickets in our support voice
status: accepted
decided_on: 2026-11-20
owners: ["@acme/ml-platform"]
covers: ["configs/billing/**"]
model:
  base: ["meta-llama/Llama-3.1-8B-Instruct"]
  aliases: ["/models/llama31-8b"]
  methods: [sft]
goal:
  type: tone
  statement: Replies keep our plain, warm register and never open with an apology.
  facts_from: prompt
  evidence:
    prompt_tokens_to_describe: 1900
few_shot_baselines:
  - role: candidate
    model: gpt-4o-2024-08-06
    examples_in_prompt: 5
    variations_tried: 12
    score: 0.71
    test_examples: 300
    measured_on: 2026-11-12
    results: [evals/few_shot/variations.csv]
    shortfall: Register drifts after the second turn in 29 % of tickets.
dataset:
  examples: 1240
  sources:
    - path: data/billing_train*.jsonl
  labelling: Two annotators, disagreements settled by a third.
  licence: proprietary
  personal_data: pseudonymised
evaluation:
  metric: rubric_pass_rate
  kind: proportion
  scale: [0, 1]
  higher_is_better: true
  target: 0.85
  margin: 0.0
  test_set: {path: data/billing_test.jsonl, examples: 300}
  judge: {model: gpt-4o-2024-08-06, prompt_file: evals/judge.md, human_items: 80, agreement: 0.87}
  guards: [{metric: refusal_accuracy, floor: 0.97}]
  tuned_results: []
  results_due: 2027-01-15
retraining:
  owner: "@dana"
  cadence: P3M
  triggers: ["rubric_pass_rate under 0.80 for two weeks", "new product line"]
  next_review: 2027-02-20
  budget: {amount: 1200, currency: USD, per: run}
  base_available_until: 2027-09-30
economics:
  currency: USD
  price_source: provider's price page
  prices_as_of: 2026-11-01
  calls_per_month: 2000000
  few_shot:
    input_tokens: 2300
    cached_tokens: 1900
    output_tokens: 180
    price_input: 2.5
    price_cached: 1.25
    price_output: 10
  tuned:
    input_tokens: 350
    cached_tokens: 0
    output_tokens: 180
    price_input: 3.75
    price_cached: 1.88
    price_output: 15
  training_cost: 900
  experiments: 4
  retrains_per_year: 4
  labelling_cost: 0
  engineering_cost: 0
  evaluation_cost: 0
  hosting_per_month: 0
alternatives:
  - {option: newer-base, why_not: "The newest base scores 0.72 with the same prompts."}
  - {option: rag, why_not: "No facts are missing; the register is."}
extra: {dpia: DP-112}
"""

HONEST_TUNING = """\
base_model: meta-llama/Llama-3.1-8B-Instruct
load_in_8bit: false
adapter: lora
lora_r: 16
lora_alpha: 32
lora_dropout: 0.05
lora_target_linear: true
datasets:
  - path: data/billing_train.jsonl
    type: chat_template
dataset_prepared_path: last_run_prepared
val_set_size: 0.0
output_dir: ./outputs/billing
sequence_len: 2048
gradient_accumulation_steps: 4
micro_batch_size: 2
num_epochs: 3
optimizer: adamw_torch
lr_scheduler: cosine
learning_rate: 0.0002
"""

_WORDS = """
account address amount answer april balance bank bill branch budget button cancel card carrier cash
change charge check clerk code contract copy credit currency customer cycle date debit deposit
desk detail device discount email entry error evening export fee file folder form friday gift
holiday invoice item january kind letter limit line link list loan lunch mail market message
minute mobile monday money month morning notice number office offer order owner page paper parcel
partner payment period phone plan portal price print problem product profile quarter question
receipt record refund region reminder renewal rent report request return sale schedule screen
season service setting shop signal site sort staff stamp statement step store street summer
support switch table tariff tax team terminal text ticket tool total travel trial update upgrade
usage user value visit voucher wallet week window winter year zone
"""


def _sentence(source: random.Random, words: int) -> str:
    known = _WORDS.split()
    return " ".join(source.choice(known) for _ in range(words))


def chat_rows(count: int, seed: int) -> str:
    """JSON Lines of chats without near duplicates; each answer uses words of its question."""
    source = random.Random(seed)  # noqa: S311
    rows = []
    for _ in range(count):
        question = _sentence(source, 14)
        answer = " ".join(["thanks for asking about the", *question.split()[:5]])
        messages = [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer},
        ]
        rows.append(json.dumps({"messages": messages}))
    return "\n".join(rows) + "\n"


_TRAIN = chat_rows(1240, seed=1)
_PROMPT_PATHS = tuple(f"evals/few_shot/prompts/v{number:02}.txt" for number in range(1, 13))
_SHOTS = (0, 3, 3, 5, 5, 5, 8, 8, 10, 10, 3, 5)
_CORRECT = (150, 171, 180, 198, 207, 213, 210, 204, 201, 199, 176, 190)


def _prompts() -> dict[str, str]:
    source = random.Random(3)  # noqa: S311
    rows = [json.loads(line)["messages"] for line in _TRAIN.splitlines()[:60]]
    prompts = {}
    for path, shots in zip(_PROMPT_PATHS, _SHOTS, strict=True):
        chosen = source.sample(rows, shots)
        examples = [f"Q: {row[0]['content']}\nA: {row[1]['content']}" for row in chosen]
        instruction = "Answer warmly and plainly. " + _sentence(source, 25)
        prompts[path] = "\n\n".join([instruction, *examples]) + "\n"
    return prompts


def _variations() -> str:
    head = "variant_id,n_examples,technique,metric,score,n_items,n_correct,n_errors,model,created"
    lines = [head + ",prompt_file"]
    for number, path in enumerate(_PROMPT_PATHS):
        right, shots = _CORRECT[number], _SHOTS[number]
        cells = [f"v{number + 1:02}", shots, "plain few-shot", "rubric_pass_rate"]
        cells += [f"{right / 300:.4f}", 300, right, 0, "gpt-4o-2024-08-06", "2026-11-12", path]
        lines.append(",".join(map(str, cells)))
    return "\n".join(lines) + "\n"


HONEST_EVIDENCE: Mapping[str, str] = {
    "data/billing_train.jsonl": _TRAIN,
    "data/billing_test.jsonl": chat_rows(300, seed=2),
    "evals/few_shot/variations.csv": _variations(),
    "evals/judge.md": "Pass when the reply is plain, warm and opens without an apology.\n",
    **_prompts(),
}
"""What the record rests on: 1240 training rows, 300 test rows, 12 prompts with their scores."""

HONEST_FILES: Mapping[str, str] = {
    RECORD_PATH: HONEST_RECORD,
    TUNING_PATH: HONEST_TUNING,
    **HONEST_EVIDENCE,
}


def _blob(data: bytes) -> str:
    header = b"blob %d\0" % len(data)
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class MemoryTree:
    """A Snapshot over a dict; text is kept as UTF-8, `links` name their targets."""

    files: Mapping[str, bytes | str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    submodules: tuple[str, ...] = ()

    def entries(self) -> tuple[Entry, ...]:
        paths = sorted({*self.files, *self.links, *self.submodules}, key=os.fsencode)
        return tuple(entry for path in paths if (entry := self.entry(path)))

    def entry(self, path: str) -> Entry | None:
        if path in self.files:
            return Entry(path, EntryKind.FILE, _blob(self._bytes(path)))
        if path in self.links:
            return Entry(path, EntryKind.LINK, _blob(os.fsencode(self.links[path])))
        if path in self.submodules:
            return Entry(path, EntryKind.SUBMODULE, "5" * 40)
        return None

    def read(self, path: str) -> bytes | None:
        return self._bytes(path) if path in self.files else None

    def link(self, path: str) -> bytes | None:
        return os.fsencode(self.links[path]) if path in self.links else None

    def read_all(self, paths: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        for path in paths:
            if path in self.files:
                data = self._bytes(path)
                yield path, data if len(data) <= limit else None

    def size(self, path: str) -> int | None:
        return len(self._bytes(path)) if path in self.files else None

    def open(self, path: str) -> AbstractContextManager[BinaryIO] | None:
        return BytesIO(self._bytes(path)) if path in self.files else None

    def _bytes(self, path: str) -> bytes:
        content = self.files[path]
        return content if isinstance(content, bytes) else content.encode("utf-8")


HONEST_TREE = MemoryTree(HONEST_FILES)
