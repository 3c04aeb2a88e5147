"""Result files that samples of several rules put into the honest repository."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

MODEL = "gpt-4o-2024-08-06"
METRIC = "rubric_pass_rate"
TABLE = "evals/few_shot/variations.csv"
OUTSIDE = {
    "uri": "s3://acme-evals/few_shot.json",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "examples": 300,
}
"""Results outside of the repository, pinned: the record's claims stand alone."""


def table(
    rows: Iterable[tuple[int, int]], items: int = 300, model: str = MODEL, metric: str = METRIC
) -> str:
    """A variations table: one row per pair of examples in the prompt and right answers."""
    lines = ["variant_id,n_examples,technique,metric,score,n_items,n_correct,model,prompt_sha256"]
    for number, (shots, correct) in enumerate(rows, 1):
        digest = hashlib.sha256(f"{model} {number}".encode()).hexdigest()
        lines.append(
            f"v{number:02},{shots},plain few-shot,{metric},{correct / items:.4f},{items},{correct},"
            f"{model},{digest}"
        )
    return "\n".join(lines) + "\n"


def measured_in(metric: str) -> dict[str, str | None]:
    """The table of the honest record's claims in another metric."""
    return {TABLE: table([(5, 213), *((5, 150 + n) for n in range(11))], metric=metric)}


def promptfoo(prompt: str, question: str) -> str:
    """Results of promptfoo with one prompt and one test that it failed."""
    answer = {
        "promptIdx": 0,
        "testIdx": 0,
        "success": False,
        "score": 0,
        "namedScores": {METRIC: 0},
        "failureReason": 1,
        "vars": {"q": question},
    }
    prompts = [{"raw": prompt, "label": "v01", "provider": f"openai:{MODEL}"}]
    results = {"version": 3, "prompts": prompts, "results": [answer], "stats": {"failures": 1}}
    metadata = {"promptfooVersion": "0.121.20", "evaluationCreatedAt": "2026-11-12T09:00:00Z"}
    return json.dumps({"evalId": "eval-1", "results": results, "metadata": metadata})
