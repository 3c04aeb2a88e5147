"""A repository's own detectors, and what a detector that loads then finds."""

from __future__ import annotations

from ftpolicy.detect.faults import file_faults, read_own
from ftpolicy.detect.load import built_in, rule_part
from ftpolicy.detect.one_file import detect
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.source import SourceFile
from tests.honest import HONEST_TUNING

READS = 3


def take(data: bytes) -> None:
    file_faults(data, "policy/detectors/acme.yaml")
    try:
        detector = read_own(data, "policy/detectors/acme.yaml")
    except FtpolicyError as wrong:
        assert str(wrong)
        return
    detect(SourceFile("train.yaml", HONEST_TUNING.encode()), (detector,))


def seeds() -> list[bytes]:
    own = (
        rule_part(f"{one.id}.yaml").replace(f"id: {one.id}".encode(), b"id: acme", 1)
        for one in built_in()
    )
    return [*own]
