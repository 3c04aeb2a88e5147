"""Baselines: what `ftpolicy baseline create` wrote, or somebody else."""

from __future__ import annotations

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.baseline import BaselineEntry
from ftpolicy.policy.baseline import read, text

_ENTRIES = (
    BaselineEntry("configs/a.yaml", "meta-llama/Llama-3.1-8B", "sft", ("data/a.jsonl",)),
    BaselineEntry("b: [c].yaml", None, None, None),
)


def take(data: bytes) -> None:
    try:
        entries = read(data, ".ftpolicy-baseline.yaml")
    except FtpolicyError as wrong:
        assert str(wrong)
        return
    assert read(text(entries).encode("utf-8", "surrogatepass"), "again") is not None


def seeds() -> list[bytes]:
    return [text(_ENTRIES).encode(), text(()).encode()]
