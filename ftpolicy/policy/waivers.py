"""Waivers applied to findings, and the waivers that did not work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from ftpolicy.model.finding import Finding, Waiver
from ftpolicy.model.period import Period
from ftpolicy.model.run import WaiverFault, WaiverUse
from ftpolicy.model.values import dataclass, replace
from ftpolicy.parse.patterns import Patterns
from ftpolicy.parse.plain import day

_NEVER_WAIVED = "FT9"


@dataclass(frozen=True, slots=True)
class _Fit:
    """A waiver that fits a finding, and what is wrong with it there."""

    index: int
    waiver: Waiver
    fault: WaiverFault | None
    detail: str


def own_paths(finding: Finding) -> tuple[str, ...]:
    """The paths by which a finding alone is known: its place and its record."""
    return (finding.location.path, *((finding.record,) if finding.record else ()))


def apply(
    findings: tuple[Finding, ...],
    waivers: tuple[Waiver, ...],
    longest: Callable[[Finding], Period],
    today: date,
    paths: Callable[[Finding], Iterable[str]] = own_paths,
) -> tuple[tuple[Finding, ...], tuple[WaiverUse, ...]]:
    """The findings, waived where a sound waiver fits, and each waiver that did not work.

    What the baseline silences needs no waiver. A faulty waiver is named with the first finding
    that it alone would have silenced; `longest` is how long a waiver of a finding may run.
    """
    patterns = tuple(Patterns(waiver.paths) for waiver in waivers)
    needed: dict[int, WaiverUse | None] = {}
    weighed = []
    for finding in findings:
        known = tuple(paths(finding)) if finding.stands else ()
        fits = [
            _Fit(index, waiver, *_fault(waiver, longest(finding), today))
            for index, waiver in enumerate(waivers)
            if _fits(waiver, patterns[index], finding, known)
        ]
        sound = [fit for fit in fits if fit.fault is None]
        for fit in sound[:1] or fits:
            if needed.get(fit.index) is None:
                needed[fit.index] = _use(fit, finding)
        weighed.append(replace(finding, waived=sound[0].waiver) if sound else finding)
    uses = (
        needed.get(index, WaiverUse(waiver, WaiverFault.UNUSED, None))
        for index, waiver in enumerate(waivers)
    )
    return tuple(weighed), tuple(use for use in uses if use is not None)


def waivable(code: str) -> bool:
    """Whether a waiver may silence a rule: the gate itself is never waived."""
    return not code.startswith(_NEVER_WAIVED)


def _fits(waiver: Waiver, patterns: Patterns, finding: Finding, paths: Iterable[str]) -> bool:
    same = waiver.rule == finding.code and waivable(finding.code)
    return same and any(patterns.match(path) for path in paths)


def _use(fit: _Fit, finding: Finding) -> WaiverUse | None:
    return None if fit.fault is None else WaiverUse(fit.waiver, fit.fault, finding, fit.detail)


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
