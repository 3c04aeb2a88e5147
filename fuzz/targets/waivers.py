"""Waivers put into a policy as it is written: the text around them stays, the result is read."""

from __future__ import annotations

from ftpolicy.model.finding import Waiver
from ftpolicy.model.source import Location
from ftpolicy.parse.yaml_text import compose
from ftpolicy.policy.insert import into_toml, into_yaml
from fuzz.targets import policy

READS = 6


def take(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    waiver = Waiver(
        "FT203", (text[:20] or "a",), text[-20:] or "b", "@dana", "2027-01-31", Location("a")
    )
    after = into_yaml(text, waiver)
    if after is not None:
        compose(after)
    into_toml(text, waiver)


seeds = policy.seeds
