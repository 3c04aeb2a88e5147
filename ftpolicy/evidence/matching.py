"""Whether results are in the metric and of the model that a record names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PROVIDER_WORDS = """
azure azureopenai azure_openai openai anthropic google vertex vertexai vertex_ai gemini bedrock hf
huggingface together togetherai together_ai groq mistral mistralai cohere ollama vllm openrouter
litellm local fireworks fireworks_ai replicate databricks models model chat completion completions
messages responses
"""
_PROVIDERS = frozenset(_PROVIDER_WORDS.split())
"""What stands before a model's own name in the names that tools give it."""


def metrics_meant(wanted: str, names: Iterable[str]) -> frozenset[str]:
    """The metrics, as tools name them, that a record's name means.

    Tools write `task/metric,filter`. Case and punctuation apart the whole name is taken first,
    then one without its filter, then the metric alone, the last or first part of the name. A
    metric without a name can only be the one that is meant.
    """
    known = frozenset(names)
    target = _plain(wanted)
    for form in (_plain, _without_filter, _last, _first):
        found = frozenset(each for each in known if each and form(each) == target)
        if found:
            return found | (known & {""})
    return known & {""}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _without_filter(name: str) -> str:
    return _plain(name.partition(",")[0])


def _last(name: str) -> str:
    return _plain(name.partition(",")[0].rpartition("/")[2])


def _first(name: str) -> str:
    return _plain(name.partition("/")[0])


def same_model(first: str | None, second: str | None) -> bool:
    """Whether two names mean one model, provider and case apart; an unknown one contradicts none.

    `openai:chat:gpt-4o` is `gpt-4o`, and `hf/meta-llama/Llama-3` is `meta-llama/llama-3`.
    """
    if first is None or second is None:
        return True
    one, other = _parts(first), _parts(second)
    shorter, longer = sorted((one, other), key=len)
    return longer[-len(shorter) :] == shorter


def _parts(name: str) -> list[str]:
    parts = [part for part in re.split(r"[/:]", name.strip().casefold()) if part]
    while len(parts) > 1 and parts[0] in _PROVIDERS:
        parts = parts[1:]
    return parts or [""]
