"""Detections to the text of a new record: what can be read is filled in, gaps are marked."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Sequence
from datetime import date

from ftpolicy.model.detection import Detection

_REMOTE = ("s3://", "gs://", "https://", "http://", "file-")
_DATA_SUFFIXES = (".jsonl", ".json", ".csv", ".tsv", ".parquet", ".arrow", ".gz", ".zst", ".txt")

_TEMPLATE = """\
kind: fine-tuning-decision
schema_version: 1
id: {id}
title:                        # the decision in one line
status: proposed              # accepted once the owners have decided
decided_on: {today}
owners: []                    # who answers for it: ["@team"]
covers: {covers}
model:
  base: {base}
  methods: {methods}
goal:
  type:                       # style, tone, format, domain-behavior,
                              # latency, token-cost, small-model
  statement:                  # the behaviour you want, in one sentence; facts are retrieval's job
  facts_from:                 # prompt, retrieval or base-model: where an answer's facts come from
  evidence:
    prompt_tokens_to_describe:  # style, tone, format: how long a prompt that describes it is
few_shot_baselines:
  - role: candidate           # candidate: could be shipped as it is; ceiling: the best at any cost
    model:                    # the exact model that was prompted
    examples_in_prompt:       # of the best variation; 3 to 10 is usual
    variations_tried:         # distinct prompts; at least 10
    score:                    # of the best variation, in the metric below
    test_examples:            # on how many test items
    measured_on:              # YYYY-MM-DD
    results: []               # the file that the evaluation tool wrote
    shortfall:                # what still goes wrong with the best prompt
dataset:
  examples:                   # distinct labelled training examples; at least 100, better 500
{sources}
evaluation:
  metric:                     # a name that the result files use
  kind: proportion            # proportion, mean or win-rate
  scale: [0, 1]
  higher_is_better: true
  target:                     # the score that would be good enough
  test_set: {{path: , examples: }}
retraining:
  owner:                      # who trains again
  cadence:                    # P3M: every three months
  triggers: []                # or what makes it necessary
  next_review:                # YYYY-MM-DD
  budget: {{amount: , currency: , per: run}}
alternatives:
  - {{option: newer-base, why_not: }}
"""


def new_record(found: Sequence[Detection], record_id: str, today: date) -> str:
    """The text of a proposed record that covers the detections' files."""
    models = _distinct(one.premises.base_model for one in found)
    methods = _distinct(one.premises.method for one in found)
    data = _distinct(name for one in found for name in one.premises.datasets or ())
    return _TEMPLATE.format(
        id=record_id,
        today=today.isoformat(),
        covers=_listed(_distinct(_literal(one.path) for one in found)),
        base=_listed(models) if models else "[]                    # the model that is tuned",
        methods=_listed(methods) if methods else "[]                 # sft, dpo, grpo, ...",
        sources=_sources(data, found[0].path if found else ""),
    )


def identifier(path: str) -> str:
    """A kebab-case id from a tuning file's folder and name: `billing-train`."""
    parts = posixpath.splitext(path)[0].split("/")[-2:]
    words = re.findall(r"[a-z0-9]+", "-".join(parts).lower())
    name = "-".join(words)
    return name if name[:1].isalpha() else f"decision-{name}".rstrip("-")


def _sources(names: Sequence[str], tuning_path: str) -> str:
    if not names:
        return "  sources: []                 # path, hub or uri of each training set"
    return "\n".join(["  sources:", *(f"    - {_source(name, tuning_path)}" for name in names)])


def _source(name: str, tuning_path: str) -> str:
    if name.startswith(_REMOTE):
        return f"{{uri: {json.dumps(name)}, sha256: , examples: }}"
    clean = posixpath.normpath(name)
    local = name.startswith((".", "/")) or name.lower().endswith(_DATA_SUFFIXES)
    if not local and name.count("/") == 1:
        return f"{{hub: {json.dumps(name)}, revision: , examples: }}"
    if clean.startswith(".."):
        clean = posixpath.normpath(posixpath.join(posixpath.dirname(tuning_path), name))
    return f"{{path: {json.dumps(clean.lstrip('/'))}}}"


def _literal(path: str) -> str:
    """A path as a pattern that means only itself, from the root."""
    return "/" + re.sub(r"([*?\[\]\\!#])", r"\\\1", path)


def _listed(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
