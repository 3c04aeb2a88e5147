"""Policies with their waivers and parents, and the table in `pyproject.toml`."""

from __future__ import annotations

from datetime import date

from ftpolicy.errors import FtpolicyError
from ftpolicy.policy.load import load
from tests.honest import MemoryTree

READS = 6

_TODAY = date(2026, 11, 22)
_WHOLE = b"""\
schema_version: 1
extends: ["./parent.yaml"]
unlocked: [waivers, exclude, limits.recommended_examples]
enforcement: {mode: block, from: 2027-03-01}
scope: changed
limits: {min_examples: 100, baseline_max_age: P180D, profiles: {reinforcement: {min_examples: 50}}}
evidence: {least: remote}
rules: {FT203: error, FT505: "off"}
records: ["**"]
exclude: ["third_party/**"]
experiments: {paths: ["experiments/**"], max: P30D}
detectors: {paths: ["policy/detectors/*.yaml"], include_encoders: false, disable: [], likely: error}
required_fields: [extra.dpia, dataset.licence]
approvals: {count: 1, from: ["dana", "lee"], stale_on: decision, exclude_last_pusher: false}
waivers:
  - {rule: FT203, paths: ["configs/**"], reason: "Pilot", owner: "@dana", expires: 2027-01-31}
"""
_TABLE = b'[tool.ftpolicy]\nscope = "all"\n[tool.ftpolicy.limits]\nmin_examples = 200\n'


def take(data: bytes) -> None:
    for path in (".ftpolicy.yaml", "pyproject.toml"):
        tree = MemoryTree({path: data, "parent.yaml": data, "below/.ftpolicy.yaml": data})
        try:
            load((tree,), _TODAY)
        except FtpolicyError as wrong:
            assert str(wrong)


def seeds() -> list[bytes]:
    return [_WHOLE, _TABLE, *(line + b"\n" for line in _WHOLE.split(b"\n") if line)]
