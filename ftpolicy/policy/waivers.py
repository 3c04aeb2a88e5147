"""Waivers applied to findings, and the waivers that did not work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from ftpolicy.model.finding import Finding, Waiver
from ftpolicy.model.period import Period
from ftpolicy.model.run import WaiverFault, WaiverUse
from ftpolicy.parse.patterns import Patterns
from ftpolicy.parse.plain import day

_NEVER_WAIVED = "FT9"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A waiver with its patterns, and what is wrong with it."""

    waiver: Waiver
    patterns: Patterns
    fault: WaiverFault | None
    detail: str

    def fits(self, finding: Finding, paths: Iterable[str]) -> bool:
        same = self.waiver.rule == finding.code and not finding.code.startswith(_NEVER_WAIVED)
        return same and any(self.patterns.match(path) for path in paths)


def own_paths(finding: Finding) -> tuple[str, ...]:
    """The paths by which a finding alone is known: its place and its record."""
    return (finding.location.path, *((finding.record,) if finding.record else ()))


def apply(
    findings: tuple[Finding, ...],
    waivers: tuple[Waiver, ...],
    max_waiver: Period,
    today: date,
    paths: Callable[[Finding], Iterable[str]] = own_paths,
) -> tuple[tuple[Finding, ...], tuple[WaiverUse, ...]]:
    """The findings, waived where a sound waiver fits, and each waiver that did not work.

    A faulty waiver is named with the first finding that it alone would have silenced.
    """
    ready = tuple(_ready(waiver, max_waiver, today) for waiver in waivers)
    needed: dict[int, Finding] = {}
    weighed = []
    for finding in findings:
        known = tuple(paths(finding))
        fitting = [index for index, each in enumerate(ready) if each.fits(finding, known)]
        sound = [index for index in fitting if ready[index].fault is None]
        for index in sound[:1] or fitting:
            needed.setdefault(index, finding)
        weighed.append(replace(finding, waived=ready[sound[0]].waiver) if sound else finding)
    uses = tuple(
        use
        for index, each in enumerate(ready)
        if (use := _use(each, needed.get(index))) is not None
    )
    return tuple(weighed), uses


def _use(ready: _Ready, finding: Finding | None) -> WaiverUse | None:
    if finding is None:
        return WaiverUse(ready.waiver, WaiverFault.UNUSED, None)
    if ready.fault is None:
        return None
    return WaiverUse(ready.waiver, ready.fault, finding, ready.detail)


def _ready(waiver: Waiver, max_waiver: Period, today: date) -> _Ready:
    return _Ready(waiver, Patterns(waiver.paths), *_fault(waiver, max_waiver, today))


def _fault(waiver: Waiver, max_waiver: Period, today: date) -> tuple[WaiverFault | None, str]:
    parts = (("reason", waiver.reason), ("owner", waiver.owner), ("expires", waiver.expires))
    missing = [f"`{name}`" for name, text in parts if not text.strip()]
    if missing:
        return WaiverFault.INCOMPLETE, " and ".join(missing)
    end = day(waiver.expires)
    if end is None:
        return WaiverFault.INCOMPLETE, "a real date under `expires`"
    if end < today:
        return WaiverFault.EXPIRED, waiver.expires
    last = max_waiver.after(today)
    return (WaiverFault.TOO_LONG, last.isoformat()) if end > last else (None, "")
