"""The files that samples of several rules put into the honest repository."""

from __future__ import annotations

RECORD = "decisions/billing-support-voice.yaml"
"""The honest record."""

TUNING = "configs/billing/train.yaml"
"""The honest tuning file, an Axolotl config."""


def tuning_file(
    base_model: str = "meta-llama/Llama-3.1-8B-Instruct",
    data: str = "datasets: [{path: data/billing_train.jsonl, type: chat_template}]",
    more: str = "",
) -> str:
    """An Axolotl config with the honest premises, where no others are given."""
    return f"base_model: {base_model}\nadapter: lora\nlearning_rate: 0.0002\n{data}\n{more}"


def record_file(record_id: str, status: str, covers: str, more: str = "") -> str:
    """A record with nothing but its required fields."""
    return (
        f"kind: fine-tuning-decision\nschema_version: 1\nid: {record_id}\nstatus: {status}\n"
        f'covers: ["{covers}"]\n{more}'
    )
