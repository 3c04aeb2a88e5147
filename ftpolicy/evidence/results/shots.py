"""The number of examples in the prompt and the model, as authors name them in free parameters."""

from __future__ import annotations

import re

from ftpolicy.evidence.results.values import Json, name, whole
from ftpolicy.model.regex import regex

_SHOTS = regex(r"([a-z]+_)*(few_?)?shots?(_(examples|k|n|num))?|([a-z]+_)*demos|examples_in_prompt")
_MODELS = ("model", "model_name", "model_id", "llm", "generator", "base_model")


def shots_in(parameters: dict[str, Json]) -> int | None:
    """The count under a key such as `fewshot`, `n_shot` or `num_examples`."""
    for key, value in parameters.items():
        if _SHOTS.fullmatch(re.sub(r"[^a-z_]", "_", key.lower())):
            found = whole(value)
            if found is not None:
                return found
    return None


def model_in(parameters: dict[str, Json]) -> str | None:
    """The model that the parameters name."""
    lower = {key.lower(): value for key, value in parameters.items()}
    return next((found for key in _MODELS if (found := name(lower.get(key)))), None)
