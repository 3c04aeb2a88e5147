"""Records with a constraint goal, as differences from the honest one."""

from __future__ import annotations

from collections.abc import Mapping

from ftpolicy.rules.result_samples import table

_MODEL = "gpt-4.1-2025-04-14"
_CEILING: Mapping[str, object] = {
    "role": "ceiling",
    "model": _MODEL,
    "examples_in_prompt": 5,
    "variations_tried": 10,
    "score": 0.88,
    "test_examples": 300,
    "measured_on": "2026-11-12",
    "results": ["evals/few_shot/ceiling.csv"],
}
_CORRECT = (264, 260, 255, 251, 249, 246, 240, 233, 228, 221)

FILES: Mapping[str, str] = {
    "evals/few_shot/ceiling.csv": table(((5, right) for right in _CORRECT), model=_MODEL)
}
"""What the ceiling rests on: 264 of 300 at best."""

LATENCY: Mapping[str, object] = {
    "goal.type": "latency",
    "goal.evidence": {
        "percentile": "p95",
        "wanted_ms": 400,
        "ceiling_ms": 1900,
        "candidate_ms": 400,
    },
    "alternatives": [
        {"option": "newer-base", "why_not": "No newer small base is allowed on the device."},
        {
            "option": "smaller-model",
            "why_not": "The smallest one is the candidate; it scores 0.71.",
        },
    ],
    "few_shot_baselines.1": _CEILING,
}

COST: Mapping[str, object] = {
    "goal.type": "token-cost",
    "alternatives": [
        {"option": "newer-base", "why_not": "It costs the same per token."},
        {"option": "prompt-caching", "why_not": "Counted in already: 1900 tokens are cached."},
        {"option": "cheaper-model", "why_not": "The cheapest that follows the rules scores 0.71."},
    ],
    "few_shot_baselines.1": _CEILING,
}

SMALL: Mapping[str, object] = {
    "goal.type": "small-model",
    "goal.evidence": {"constraint": "runs offline on a handheld of 8 GB", "set_by": "@acme/field"},
    "few_shot_baselines.1": _CEILING,
}
