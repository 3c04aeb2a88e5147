"""Decision records and clearances, in YAML and as the front matter of Markdown."""

from __future__ import annotations

from ftpolicy.model.record import DecisionRecord, MalformedRecord, NotFineTuning
from ftpolicy.records.load import load, values
from tests.honest import HONEST_RECORD

READS = 3

_CLEARANCE = "kind: not-fine-tuning\ncovers: [a.yaml]\nreason: a server\nby: '@dana'\n"


def take(data: bytes) -> None:
    for path in ("decisions/a.yaml", "decisions/a.md"):
        found = load.__wrapped__(path, data)
        assert found is None or isinstance(found, DecisionRecord | MalformedRecord | NotFineTuning)
        if isinstance(found, MalformedRecord):
            assert found.faults
            assert all("\n" not in each.message for each in found.faults)
        if isinstance(found, DecisionRecord):
            values(path, data)


def seeds() -> list[bytes]:
    record = HONEST_RECORD.encode()
    short = record.partition(b"model:")[0]
    page = b"---\n" + record + b"---\n# Why\n"
    return [record, short, page, _CLEARANCE.encode(), record.replace(b"\n", b"\r\n")]
