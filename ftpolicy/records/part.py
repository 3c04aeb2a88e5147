"""A mapping of a record, asked by type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ftpolicy.model.period import Period, parse_period
from ftpolicy.model.record_parts import Source
from ftpolicy.model.values import dataclass
from ftpolicy.parse.plain import Plain, day


@dataclass(frozen=True, slots=True)
class Part:
    """One mapping; None, or nothing, stands for what the author did not write."""

    values: Mapping[str, Plain]

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def count(self, key: str) -> int | None:
        value = self.values.get(key)
        return value if isinstance(value, int) else None

    def number(self, key: str) -> Decimal | None:
        return number(self.values.get(key))

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        return value if isinstance(value, bool) else None

    def day(self, key: str) -> date | None:
        text = self.text(key)
        return day(text) if text else None

    def period(self, key: str) -> Period | None:
        text = self.text(key)
        return parse_period(text) if text else None

    def items(self, key: str) -> list[Plain]:
        value = self.values.get(key)
        return value if isinstance(value, list) else []

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(item for item in self.items(key) if isinstance(item, str) and item)

    def part(self, key: str) -> Part | None:
        value = self.values.get(key)
        return Part(value) if isinstance(value, dict) else None

    def parts(self, key: str) -> tuple[Part, ...]:
        return tuple(Part(item) for item in self.items(key) if isinstance(item, dict))

    def source(self) -> Source:
        return Source(
            path=self.text("path"),
            hub=self.text("hub"),
            uri=self.text("uri"),
            revision=self.text("revision"),
            sha256=self.text("sha256"),
            examples=self.count("examples"),
        )

    def results(self) -> tuple[Source, ...]:
        """`results` in the order written: a text is a path of the repository."""
        found = []
        for item in self.items("results"):
            if isinstance(item, str) and item:
                found.append(Source(path=item))
            elif isinstance(item, dict):
                found.append(Part(item).source())
        return tuple(found)


def number(value: Plain) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) else None
