"""The adoption baseline: tuning files that were there, without a decision, when the gate came."""

from __future__ import annotations

from ftpolicy.model.detection import Detection
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass, field


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """A tuning file with the premises that it had; None where one was unknown.

    Two entries are equal wherever they stand; data sets are sorted, since their order is no
    premise.
    """

    path: str
    base_model: str | None = None
    method: str | None = None
    datasets: tuple[str, ...] | None = None
    location: Location = field(default=Location(""), compare=False)

    @property
    def order(self) -> tuple[str, str, str, bool, tuple[str, ...]]:
        """By what entries are sorted in the file."""
        known = self.datasets is not None
        return self.path, self.base_model or "", self.method or "", known, self.datasets or ()


def entry_of(one: Detection) -> BaselineEntry:
    """The entry that notes a detection."""
    premises = one.premises
    named = None if premises.datasets is None else tuple(sorted(set(premises.datasets)))
    return BaselineEntry(one.path, premises.base_model or None, premises.method, named)


def differences(noted: BaselineEntry, found: BaselineEntry) -> tuple[str, ...]:
    """Each premise that is not what was noted: "base model `a`, noted as `b`"."""
    pairs = (
        ("base model", noted.base_model, found.base_model),
        ("method", noted.method, found.method),
        ("data", _listed(noted.datasets), _listed(found.datasets)),
    )
    return tuple(
        f"{name} {_shown(now)}, noted as {_shown(before)}"
        for name, before, now in pairs
        if before != now
    )


def _listed(names: tuple[str, ...] | None) -> str | None:
    return None if names is None else ", ".join(names)


def _shown(value: str | None) -> str:
    return "unknown" if value is None else f"`{value}`"
