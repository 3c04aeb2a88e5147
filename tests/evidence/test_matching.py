"""Names of metrics and models, as records and tools write them."""

from __future__ import annotations

import pytest

from ftpolicy.evidence.matching import metrics_meant, same_model


@pytest.mark.parametrize(
    ("wanted", "names", "meant"),
    [
        ("Rubric pass-rate", {"rubric_pass_rate", "score"}, {"rubric_pass_rate"}),
        ("exact_match", {"style/exact_match", "style/f1"}, {"style/exact_match"}),
        ("style/exact_match", {"style/exact_match", "math/exact_match"}, {"style/exact_match"}),
        (
            "exact_match",
            {"gsm/exact_match,strict", "gsm/exact_match,flexible"},
            {"gsm/exact_match,strict", "gsm/exact_match,flexible"},
        ),
        (
            "gsm/exact_match,strict",
            {"gsm/exact_match,strict", "gsm/f1"},
            {"gsm/exact_match,strict"},
        ),
        ("toxicity", {"toxicity/v1/mean", "latency"}, {"toxicity/v1/mean"}),
        ("accuracy", {""}, {""}),
        ("tone", {"style"}, set()),
    ],
)
def test_metrics(wanted: str, names: set[str], meant: set[str]) -> None:
    assert metrics_meant(wanted, names) == meant


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("gpt-4o-2024-08-06", "openai:gpt-4o-2024-08-06"),
        ("GPT-4o", "openai:chat:gpt-4o"),
        ("hf/meta-llama/Llama-3", "meta-llama/llama-3"),
        ("together/meta-llama/Llama-3", "hf/meta-llama/Llama-3"),
        ("ollama:llama3:8b", "llama3:8b"),
        ("gpt-4o", None),
        ("openai", "openai"),
    ],
)
def test_one_model(first: str | None, second: str | None) -> None:
    assert same_model(first, second)
    assert same_model(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("gpt-4o", "gpt-4o-mini"),
        ("gpt-4o", "openai:gpt-4.1"),
        ("acme/llama-3", "meta-llama/llama-3"),
        ("gpt-4o", ""),
    ],
)
def test_two_models(first: str, second: str) -> None:
    assert not same_model(first, second)
